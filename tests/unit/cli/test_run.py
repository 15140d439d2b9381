"""`understudy run`: real programs in processes of their own, and an upstream on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ENVIRONMENT
from understudy.testing import Answer, Upstream

ASK = """\
import sys, {library}

def ask(text):
    body = {{"model": "m", "messages": [{{"role": "user", "content": text}}]}}
    answer = {library}.post({url!r} + "/v1/chat/completions", json=body).json()
    print(answer["choices"][0]["message"]["content"], flush=True)
"""
SDK = """\
import sys, openai

client = openai.OpenAI(base_url={url!r} + "/v1", api_key="k", max_retries=0)

def ask(text):
    asked = [{{"role": "user", "content": text}}]
    print(client.chat.completions.create(model="m", messages=asked).choices[0].message.content, flush=True)
"""
EACH = "for text in sys.argv[1:]:\n    ask(text)\n"
SWALLOWING = "for text in sys.argv[1:]:\n    try:\n        ask(text)\n    except BaseException:\n        pass\n"


def answer(received):
    text = json.loads(received.body)["messages"][-1]["content"]
    message = {"role": "assistant", "content": f"re {text}"}
    body = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"message": message}]}
    return Answer.of(200, {"content-type": "application/json"}, [json.dumps(body).encode()])


@pytest.fixture
def upstream(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name == "CI" or name.startswith(("UNDERSTUDY_", "_UNDERSTUDY"))]:
        monkeypatch.delenv(name)
    with Upstream(answer) as upstream:
        yield upstream


@pytest.fixture
def run(upstream):
    """Run `understudy run` in a process of its own."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "understudy", "run", *arguments],
            capture_output=True,
            text=True,
            timeout=100,
            env={**os.environ, **ENVIRONMENT, **environment},
        )

    return run


@pytest.fixture
def program(upstream):
    """Write a program that asks, with a client library."""

    def program(end=EACH, library="requests", name="app.py"):
        source = SDK if library == "openai" else ASK
        Path(name).write_text(source.format(library=library, url=upstream.url) + end)
        return [sys.executable, name]

    return program


@pytest.mark.parametrize("library", ["requests", "httpx", "openai"])
def test_a_program_is_recorded_and_then_replayed(run, program, upstream, library):
    """
    Without a line of it changed, and offline the second time.
    """
    command = program(library=library)
    recorded = run("--mode", "record", "--", *command, "a", "b")
    upstream.close()

    replayed = run("--", *command, "b", "a")

    assert (recorded.returncode, recorded.stdout) == (0, "re a\nre b\n")
    assert (replayed.returncode, replayed.stdout) == (0, "re b\nre a\n")
    assert recorded.stderr.splitlines()[-1] == "understudy: 0 played, 2 recorded, 0 missed, 0 unused, 0 live"
    assert replayed.stderr == (
        "understudy: mode replay (the default), recordings in recordings\n"
        "understudy: 2 played, 0 recorded, 0 missed, 0 unused, 0 live\n"
    )


def test_a_miss_is_status_1_though_the_program_swallowed_it(run, program):
    """
    With the miss, and the command that records it.
    """
    ran = run("--", *program(SWALLOWING), "it's")

    assert (ran.returncode, ran.stdout) == (1, "")
    assert "\nno recording answers POST http://127.0.0.1" in ran.stderr
    command = f"understudy run --mode record-if-missing -- {sys.executable} app.py 'it'\"'\"'s'\n"
    assert f"\n  Record it (with the API's key and a network): {command}" in ran.stderr
    assert ", mode replay (the default)\n" in ran.stderr


def test_what_nobody_asked_for_is_listed(run, program):
    """
    It is no failure: a program need not do all it can each time.
    """
    command = program()
    run("--mode", "record", "--", *command, "a", "b")

    ran = run("--", *command, "a")

    assert ran.returncode == 0
    assert "1 played, 0 recorded, 0 missed, 1 unused" in ran.stderr
    assert "\nunused:\n  recordings/openai-chat-b-" in ran.stderr


def test_a_suite_of_unittest(run, program, upstream):
    """
    Is one program: all its tests are one session.
    """
    tests = "    def test_a(self): ask('a')\n    def test_b(self): ask('b')\n"
    program(f"import unittest\nclass TestIt(unittest.TestCase):\n{tests}", name="test_it.py")
    command = [sys.executable, "-m", "unittest"]
    run("--mode", "record", "--", *command)
    upstream.close()

    ran = run("--", *command)

    assert (ran.returncode, ran.stdout) == (0, "re a\nre b\n")
    assert "2 played" in ran.stderr


START = {
    "a shell": "import os\nassert os.system(f'{sys.executable} app.py a') == 0\n",
    "an environment of its own": "import subprocess\n"
    "subprocess.run([sys.executable, 'app.py', 'a'], env={}, check=True)\n",
    "spawn": "import multiprocessing, app\nif __name__ == '__main__':\n"
    "    process = multiprocessing.get_context('spawn').Process(target=app.ask, args=('a',))\n"
    "    process.start()\n    process.join(60)\n    assert process.exitcode == 0\n",
    "fork": "import multiprocessing, app\n"
    "process = multiprocessing.get_context('fork').Process(target=app.ask, args=('a',))\n"
    "process.start()\nprocess.join(60)\nassert process.exitcode == 0\n",
    "fork before": "import os, sys\nif not os.fork():\n    import app\n    app.ask('a')\n    os._exit(0)\n"
    "assert os.wait()[1] == 0\n",
}


@pytest.mark.parametrize("start", START.values(), ids=START)
def test_programs_of_the_program_join_too(run, program, upstream, start):
    """
    However they are started: what they did is counted once.
    """
    program("if __name__ == '__main__':\n    ask(sys.argv[1])\n")
    Path("main.py").write_text(f"import sys\n{start}")
    recorded = run("--mode", "record", "--", sys.executable, "main.py")
    upstream.close()

    replayed = run("--", sys.executable, "main.py")

    assert (recorded.returncode, recorded.stdout) == (0, "re a\n")
    assert "0 played, 1 recorded" in recorded.stderr
    assert (replayed.returncode, replayed.stdout) == (0, "re a\n")
    assert "1 played, 0 recorded, 0 missed, 0 unused" in replayed.stderr


def test_many_at_once_share_the_store(run, program, upstream):
    """
    Eight programs record at the same time, and none loses what another one wrote.
    """
    program()
    Path("main.py").write_text(
        "import subprocess, sys\n"
        "started = [subprocess.Popen([sys.executable, 'app.py', str(n), 'same']) for n in range(8)]\n"
        "assert not any(each.wait() for each in started)\n"
    )
    run("--mode", "record", "--", sys.executable, "main.py")
    upstream.close()

    ran = run("--json", "--", sys.executable, "main.py")

    facts = json.loads(ran.stderr)
    assert (facts["status"], facts["played"], facts["missed"], facts["interpreters"]) == (0, 16, 0, 9)


def test_a_programs_own_start_hook_still_runs(run, program, tmp_path):
    """
    A `sitecustomize` on its path, and its path is as it was.
    """
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "sitecustomize.py").write_text("import builtins\nbuiltins.hello = __file__\n")
    program("import sitecustomize\nprint(hello == sitecustomize.__file__, [p for p in sys.path if 'startup' in p])\n")

    ran = run("--", sys.executable, "app.py", PYTHONPATH=os.pathsep.join([ENVIRONMENT["PYTHONPATH"], "theirs"]))

    assert (ran.returncode, ran.stdout) == (0, "True []\n")


@pytest.mark.parametrize("option", ["-I", "-S", "-E"])
def test_a_python_that_looks_at_no_environment_is_not_silently_live(run, option):
    """
    Nor is any program in another language: where nothing joined, that is status 2.
    """
    ran = run("--", sys.executable, option, "-c", "print(1)")

    # With -S the environment is read, and no start hook.
    assert (ran.returncode, ran.stdout) == (2, "1\n")
    assert ran.stderr.startswith("understudy: no Python program joined")


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ([sys.executable, "-c", "import sys; sys.exit(3)"], 3),
        ([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"], 137),
        (["no-such-command"], 127),
        (["./app.py"], 126),
        ([], 2),
    ],
    ids=["exit", "signal", "not found", "not executable", "none"],
)
def test_the_exit_status_is_the_commands(run, program, command, status):
    """
    As a shell says it.
    """
    program()

    assert run("--", *command).returncode == status


def test_a_command_that_is_not_there_is_named(run):
    """
    With what to write.
    """
    ran = run("--", "no-such-command")

    assert ran.stderr == (
        "understudy: no-such-command: no such command\n\n"
        "  Write it as your shell knows it, after two dashes: understudy run -- pytest\n"
    )


def test_a_damaged_store_ends_it_before_the_program(run, program):
    """
    The program is not started.
    """
    Path("recordings").mkdir()
    Path("recordings/x.json").write_text('{"request": {')

    ran = run("--", *program(), "a")

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("understudy: ")
    assert "recordings/x.json: cut short" in ran.stderr


def test_a_connection_that_no_recording_can_answer_is_status_1(run):
    """
    Of a client that nothing hooks; nothing was reached.
    """
    code = "import socket\ntry:\n    socket.create_connection(('203.0.113.1', 80))\nexcept BaseException:\n    pass\n"

    ran = run("--", sys.executable, "-c", code)

    assert ran.returncode == 1
    assert "203.0.113.1: 1 connection refused" in ran.stderr


def test_in_ci_only_the_command_line_records(run, program, upstream):
    """
    A mode in the environment is replay there, `--mode` is what it says.
    """
    command = program(SWALLOWING)

    by_environment = run("--", *command, "a", CI="1", UNDERSTUDY_MODE="record")
    by_option = run("--mode", "record", "--", *command, "a", CI="1")

    assert (by_environment.returncode, by_option.returncode) == (1, 0)
    assert len(upstream.received) == 1


def test_options_choose_the_store_and_the_scope(run, program):
    """
    As settings of the project do.
    """
    Path("pyproject.toml").write_text("[tool.understudy]\nmode = 'record'\nstore = 'theirs'\n")
    command = program()
    run("--", *command, "a")
    run("--store", "ours", "--scope", "s1", "--", *command, "a")

    [path] = Path("ours").glob("*.json")
    assert json.loads(path.read_text())["test_id"] == "s1"
    assert len(list(Path("theirs").glob("*.json"))) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_reaches_the_program(upstream):
    """
    It ends in its own way, and nothing is left behind.
    """
    code = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        "print('up', flush=True)\nsignal.pause()\n"
    )
    arguments = [sys.executable, "-m", "understudy", "run", "--", sys.executable, "-c", code]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env={**os.environ, **ENVIRONMENT}) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)

        assert process.wait(60) == 7


def test_pytest_has_sessions_of_its_own(run, program, upstream):
    """
    Every test is covered, in the mode of the command line, also with `CI` set; a script beside it is not disturbed.
    """
    program("def test_a():\n    ask('a')\n\ndef test_b():\n    ask('b')\n", name="test_it.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-W", "error"]
    recorded = run("--mode", "record", "--", *command, CI="1")
    upstream.close()

    replayed = run("--", *command, "-n2")

    assert (recorded.returncode, recorded.stderr) == (0, "")
    assert "2 tests in mode record (understudy run)" in recorded.stdout
    assert (replayed.returncode, replayed.stderr) == (0, "")
    assert "2 played exactly" in replayed.stdout
    assert sorted(path.name for path in Path("recordings/test_it").iterdir()) == ["test_a", "test_b"]


def test_a_miss_of_pytest_names_the_command_that_covers_the_test(run, program):
    """
    No mark does: only `run` again.
    """
    program("def test_a():\n    ask('a')\n", name="test_it.py")

    ran = run("--", sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:asyncio")

    assert ran.returncode == 1
    assert "understudy run --mode record-if-missing -- pytest test_it.py::test_a" in ran.stdout


@pytest.mark.parametrize(
    ("options", "folder"), [([], "recordings/test_it/test_a"), (["-p", "no:understudy"], "recordings")]
)
def test_a_pytest_without_the_plugin_gets_it(run, program, options, folder):
    """
    As in an environment that Understudy is not installed in; whoever leaves it out has one session for all tests.
    """
    program("def test_a():\n    ask('a')\n", name="test_it.py")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *options]

    ran = run("--mode", "record", "--", *command, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")

    assert ran.returncode == 0
    assert [path.parent for path in Path().rglob("*.json")] == [Path(folder)]
