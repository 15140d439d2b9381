"""The whole command line: help, exit statuses, and no traceback whatever happens."""

from __future__ import annotations

import subprocess
import sys

import pytest

from understudy import __version__
from understudy.cli import ls
from understudy.cli.main import COMMANDS

NAMES = list(COMMANDS)


def test_the_commands_are_these():
    """
    In the order in which somebody needs them.
    """
    assert NAMES == [
        "demo",
        "serve",
        "ui",
        "run",
        "ls",
        "show",
        "diff",
        "tag",
        "verify",
        "audit",
        "repair",
        "rekey",
        "doctor",
        "review",
        "prune",
        "gc",
        "import",
        "export",
    ]


@pytest.mark.parametrize("name", ["", *NAMES], ids=lambda name: name or "understudy")
def test_help(run, golden, name):
    """
    Every command says what it does, with an example.
    """
    ran = run(*[name] * bool(name), "--help")

    assert (ran.status, ran.err) == (0, "")
    assert "example" in ran.out
    golden(f"help-{name}" if name else "help", ran.out)


def test_the_version(spawn):
    """
    One line.
    """
    ran = spawn("--version")

    assert (ran.status, ran.out) == (0, f"understudy {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "understudy: the following arguments are required: COMMAND\n"),
        (["lst"], "understudy: argument COMMAND: invalid choice: 'lst'"),
        (["ls"], "understudy: the following arguments are required: STORE\n"),
        (["ls", "--colour", "recordings"], "understudy: unrecognized arguments: --colour\n"),
        (
            ["ls", "recordings", "--mod", "x"],
            "understudy: unrecognized arguments: --mod x\n\n  See what is possible: understudy ls --help\n",
        ),
        (["ls", "nowhere"], "understudy: nowhere: no such folder or file\n"),
        (["show", "recordings", "zzz"], "understudy: zzz: no recording in recordings has this in its name\n"),
        (["verify", "nowhere"], "understudy: nowhere: no such folder or file\n"),
        (["export", "recordings", "recordings"], "understudy: recordings: is the store itself\n"),
        (["run"], "understudy: run: no command\n"),
        (["run", "--mode", "rec", "--", "true"], "understudy: understudy run: mode: mode 'rec' does not exist\n"),
        (["import", "cassettes"], "understudy: the following arguments are required: STORE\n"),
        (["serve", "recordings", "--mode", "rec"], "understudy: mode 'rec' does not exist\n"),
        (["serve", "recordings", "--repeat", "x"], "understudy: repeat 'x' does not exist\n"),
        (["serve", "recordings", "--match", "x"], "understudy: match 'x' does not exist\n"),
        (["serve", "recordings", "--upstream", "openai"], "understudy: --upstream openai: expected NAME=URL\n"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_status_2_with_a_way_out(run, arguments, said):
    """
    On standard error: what is wrong, an empty line, what to do.
    """
    ran = run(*arguments)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert "\n\n  " in ran.err


def test_an_unreadable_recording_is_status_1(run, damaged):
    """
    It was found, and something is wrong with it.
    """
    ran = run("show", f"recordings/{damaged}")

    assert ran.status == 1
    assert ran.err.startswith("understudy: recordings/cut.json: cut short: ")


@pytest.mark.parametrize("command", ["ls", "show", "verify", "audit", "serve", "ui"])
def test_a_path_that_the_system_refuses_is_told_as_that(run, command):
    """
    It is no defect of ours, and there is something to do about it.
    """
    ran = run(command, "x" * 300)

    assert ran.status == 2
    assert ran.err.startswith(f"understudy: {'x' * 300}: cannot be used: File name too long\n\n  See what is there")


def test_a_defect_of_ours_shows_no_traceback(run, monkeypatch):
    """
    One line that can be reported, with the place.
    """

    def defect(*arguments):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(ls, "listing", defect)

    ran = run("ls", "recordings")

    assert ran.status == 1
    assert "ZeroDivisionError: a defect" in ran.err
    assert "test_main.py:" in ran.err
    assert "Traceback" not in ran.err


def test_a_reader_that_has_seen_enough_ends_it_quietly(here):
    """
    As `head` does.
    """
    script = (
        "import sys; from understudy.cli import main; from understudy.cli.printing import line\n"
        "import understudy.cli.ls as ls\n"
        "ls._print = lambda found: [line('x' * 1000) for _ in range(10_000)]\n"
        "sys.exit(main(['ls', 'recordings']))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        _, err = process.communicate(timeout=30)

    assert (process.returncode, err) == (0, b"")


def test_only_printing_imports_rich(spawn):
    """
    JSON is for programs, and starts as fast as it can.
    """
    script = "import sys, understudy.cli as c; c.main(['ls', 'recordings', '--json']); assert 'rich' not in sys.modules"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_command_loads_no_other_one():
    """
    Whoever asks for a list does not wait for a server to be loaded.
    """
    asked = "import sys; from understudy.cli import main; main(['ls', '--help']); print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    loaded = ran.stdout.splitlines()[-1]
    assert "'understudy.cli.ls'" in loaded
    assert "'understudy.cli.serve'" not in loaded
    assert "'uvicorn'" not in loaded
