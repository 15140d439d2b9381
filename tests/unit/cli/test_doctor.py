"""`understudy doctor`: real programs, run twice in processes of their own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from understudy.testing import Answer, Upstream

PROGRAM = """\
import os, uuid, httpx

PLAIN = "What is the weather in Vienna?"
# A file that each run appends to tells which run this is.
with open("runs", "a") as file:
    file.write("x")
RUN = os.path.getsize("runs")

def ask(text, **more):
    body = {"model": "m", "messages": [{"role": "user", "content": text}], **more}
    try:
        httpx.post("URL/v1/chat/completions", json=body, trust_env=False)
    except BaseException:
        pass

"""
TEST = """\
import pytest

@pytest.mark.understudy
def test_x():
    ask(f"Report {uuid.uuid4()}, please.")
"""


@pytest.fixture
def upstream(bare):
    with Upstream(lambda received: Answer.of(200, {"content-type": "application/json"}, [b"{}"])) as upstream:
        yield upstream


@pytest.fixture
def recorded(call, upstream):
    """Write a program, record what it asks, and give the command."""

    def record(asking, name="app.py"):
        Path(name).write_text(PROGRAM.replace("URL", upstream.url) + asking)
        words = ["-m", "pytest", "-q", "-pno:cacheprovider"] if name.startswith("test_") else []
        command = [sys.executable, *words, name]
        ran = call("run", "--mode", "record", "--", *command)
        assert ran.returncode == 0, ran.stderr
        return command

    return record


def report(ran):
    """What the doctor said, without what a command printed before."""
    return ran.stderr[ran.stderr.index("understudy: ") :]


def test_a_healthy_command(recorded, call, upstream):
    """
    Every request of both runs has its recording, and nothing was sent.
    """
    command = recorded("ask(PLAIN)\n")
    count = len(upstream.received)

    ran = call("doctor", "--", *command)

    assert (ran.returncode, len(upstream.received)) == (0, count)
    assert report(ran) == "understudy: nothing is new: every request of both runs has its recording\n"


def test_what_is_new_each_time_is_named_with_its_setting(recorded, call):
    """
    A kind that is ready-made, a path, and what needs a pattern.
    """
    command = recorded(
        "ask(f'Report {uuid.uuid4()}, please, at length.')\n"
        "ask(PLAIN, metadata={'run': f'run-{RUN}'})\n"
        "ask(f'This is the number {RUN} of all of our reports, is it not?')\n"
    )

    ran = call("doctor", "--json", "--", *command)

    places = json.loads(ran.stderr)["places"]
    assert ran.returncode == 1
    assert [(each["path"], each["advice"], each["setting"]) for each in places] == [
        ("messages.*.content", "volatile", "uuid"),
        ("metadata.run", "ignore", "metadata.run"),
        ("messages.*.content", "pattern", ""),
    ]
    assert [len(set(each["sent"])) for each in places] == [2, 2, 2]


def test_the_settings_that_are_named_heal_it(recorded, call, bare):
    """
    The text can be copied into the project's file.
    """
    command = recorded("ask(f'Report {uuid.uuid4()}')\nask(PLAIN, metadata={'run': RUN})\n")
    ran = call("doctor", "--", *command)
    start = report(ran).index('  ignore = ["metadata.run"]\n')
    settings = report(ran)[start:]

    (bare / "pyproject.toml").write_text(f"[tool.understudy]\n{settings}")

    assert call("doctor", "--", *command).returncode == 0, settings


def test_what_was_changed_since_it_was_recorded_is_no_volatile_value(recorded, call):
    """
    Both runs ask the same.
    """
    command = recorded("ask(PLAIN)\n")
    path = Path(command[-1])
    path.write_text(path.read_text().replace("in Vienna?", "in Graz?"))

    ran = call("doctor", "--", *command)

    assert ran.returncode == 1
    assert "understudy: messages.*.content was changed since it was recorded\n" in ran.stderr
    assert "volatile" not in report(ran)


def test_tests_are_diagnosed_too(recorded, call):
    """
    Each has its own recordings, and pytest its own report.
    """
    command = recorded(TEST, name="test_x.py")

    ran = call("doctor", "--", *command)

    assert ran.returncode == 1
    assert "understudy: messages.*.content is new in each run or on each day (uuid)\n" in ran.stderr
    assert '  volatile = ["uuid"]\n' in ran.stderr


def test_what_was_never_recorded_is_no_diagnosis(bare, call):
    """
    It says how to record it.
    """
    (bare / "app.py").write_text(PROGRAM.replace("URL", "http://127.0.0.1:9") + "ask(PLAIN)\n")

    ran = call("doctor", "--", sys.executable, "app.py")

    assert ran.returncode == 1
    assert "1 request without a recording that is near, the first:" in ran.stderr
    assert f"understudy run --mode record-if-missing -- {sys.executable} app.py" in ran.stderr


def test_nothing_is_sent_whatever_the_project_says(recorded, call, upstream, bare):
    """
    A diagnosis costs nothing.
    """
    command = recorded("ask(f'Report {uuid.uuid4()}')\n")
    (bare / "pyproject.toml").write_text("[tool.understudy]\nmode = 'record'\n")
    count = len(upstream.received)

    call("doctor", "--", *command)

    assert len(upstream.received) == count


@pytest.mark.parametrize("name", ["app.py", "test_x.py"])
def test_nothing_is_made_do_with_whatever_the_project_says(recorded, call, bare, name):
    """
    What begins like its recording is new all the same.
    """
    ask = "ask('', messages=[{'role': 'user', 'content': text} for text in ('a', f'Report {uuid.uuid4()}')])\n"
    test = f"import pytest\n\n@pytest.mark.understudy(match='prefix')\ndef test_x():\n    {ask}"
    command = recorded(test if name == "test_x.py" else ask, name=name)
    (bare / "pyproject.toml").write_text("[tool.understudy]\nmatch = 'prefix'\n")

    ran = call("doctor", "--", *command)

    assert "understudy: messages.*.content is new in each run or on each day (uuid)\n" in ran.stderr


@pytest.mark.parametrize("arguments, status", [([], 2), (["--", "no-such-command"], 127)])
def test_wrong_use(arguments, status, bare, call):
    """
    No command, or one that is none.
    """
    assert call("doctor", *arguments).returncode == status


def test_a_command_without_python_is_wrong_use(bare, call):
    """
    Nothing is known of what it asks.
    """
    ran = call("doctor", "--", "true")

    assert (ran.returncode, "no Python program joined" in ran.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_command_that_is_stopped_is_not_run_again(bare, call):
    """
    Ctrl-C means both runs.
    """
    program = "import os, signal, socket, time\nopen('runs', 'a').write('x')\n"
    program += "signal.signal(signal.SIGINT, signal.SIG_DFL)\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(20)"

    ran = call("doctor", "--", sys.executable, "-c", program)

    assert (ran.returncode, Path("runs").read_text()) == (130, "x")
    assert ran.stderr.endswith("was stopped: nothing is known of what is new\n")


def test_a_command_that_is_none_is_told_with_this_one(bare, call):
    """
    What is to be typed is a doctor's line.
    """
    assert "understudy doctor -- pytest" in call("doctor", "--", "no-such-command").stderr
