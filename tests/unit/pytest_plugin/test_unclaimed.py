"""Live traffic that no session claims, in a suite that is set to replay."""

from __future__ import annotations

import socket

import pytest

# TEST-NET-1 of RFC 5737: nobody answers there, and it is refused before anything is sent.
LEAK = """\
import socket, threading

def leak():
    try:
        with socket.socket() as opened:
            opened.connect(("192.0.2.1", 443))
    except BaseException:
        pass  # an application that hides every failure

"""
LEAKING = LEAK + "def test_y():\n    leak()\n"
REFUSED = "192.0.2.1:443: a connection was refused: everything is to be replayed, and no session is open for this"


def set_on_the_command_line(project, monkeypatch):
    return ["--understudy=replay"]


def set_in_the_environment(project, monkeypatch):
    monkeypatch.setenv("UNDERSTUDY_MODE", "replay")
    monkeypatch.setenv("UNDERSTUDY_ALL", "false")
    return []


def set_in_the_project(project, monkeypatch):
    project.settings("mode = 'replay'")
    return []


@pytest.mark.parametrize("set_to_replay", [set_on_the_command_line, set_in_the_environment, set_in_the_project])
def test_a_test_that_leaks_fails_even_if_it_swallows_the_refusal(project, monkeypatch, set_to_replay, golden):
    """
    With the host, the line that asked, and what to do.
    """
    project.write("test_x.py", LEAKING)

    result = project.run(*set_to_replay(project, monkeypatch), failed=1)

    golden("pytest/unclaimed.txt", project.text(result, "^=+ FAILURES", "^=+ short"))


@pytest.mark.parametrize("setting", ["", "mode = 'live'", "unused = 'warn'"])
def test_a_suite_that_nobody_set_to_replay_is_left_alone(project, setting):
    """
    By default, replay is what covered tests do.
    """
    project.settings(setting)
    project.write("test_x.py", "import socket\ndef test_y():\n    assert 'connect' not in vars(socket.socket)\n")

    project.run(passed=1)


def test_the_network_is_as_before_when_the_run_has_ended(project):
    """
    A run within a process that goes on.
    """
    before = socket.socket.connect, socket.getaddrinfo

    project.write("test_x.py", LEAKING)
    project.run("--understudy=replay", failed=1)

    assert (socket.socket.connect, socket.getaddrinfo) == before


def test_hosts_that_are_ignored_pass(project, monkeypatch):
    """
    By name and by address; this machine needs no setting.
    """
    reached = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: reached.append(address))
    project.settings("mode = 'replay'\nignore-hosts = ['192.0.2.1']")
    project.write("test_x.py", LEAKING + "def test_z():\n    socket.create_connection(('127.0.0.1', 9)).close()\n")

    project.run(passed=2)

    assert reached == [("192.0.2.1", 443), ("127.0.0.1", 9)]


def test_side_traffic_fails_nothing(project):
    """
    It has its connection error, as within a session.
    """
    source = "import pytest\ndef test_y():\n    with pytest.raises(OSError, match='side traffic'):\n"
    project.write("test_x.py", source + "        __import__('socket').create_connection(('us.i.posthog.com', 443))\n")

    project.run("--understudy=replay", passed=1)


def test_a_covered_test_is_judged_by_its_session(project):
    """
    What it asks is answered, or is a miss; neither is unclaimed.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('hi')\n")
    project.run("--understudy=record", passed=1)
    project.upstream.close()

    project.run("--understudy=replay", passed=1)


@pytest.mark.parametrize("ending", ["", "    assert 'x' == 'y'\n"], ids=["passes", "fails"])
def test_a_covered_test_that_leaks_fails_whoever_set_the_mode(project, ending):
    """
    Its session refused the connection, and the test swallowed that.
    """
    project.write("test_x.py", f"{LEAK}@pytest.mark.understudy\ndef test_y():\n    leak()\n{ending}")

    result = project.run(failed=1)

    result.stdout.fnmatch_lines(["192.0.2.1:443: a connection was refused: this session replays and no recording *"])
    assert result.stdout.str().count("Opened by") == 1


@pytest.mark.parametrize("phase, outcomes", [("setup", {"errors": 1}), ("teardown", {"passed": 1, "errors": 1})])
def test_a_fixture_that_leaks_is_an_error_of_its_phase(project, phase, outcomes):
    """
    As if the refusal had not been swallowed.
    """
    body = "    leak()\n    yield\n" if phase == "setup" else "    yield\n    leak()\n"
    project.write("test_x.py", f"{LEAK}@pytest.fixture\ndef f():\n{body}def test_y(f):\n    pass\n")

    result = project.run("--understudy=replay", **outcomes)

    result.stdout.fnmatch_lines([f"*ERROR at {phase} of test_y*", REFUSED])


def test_a_test_that_fails_by_itself_tells_its_leaks(project):
    """
    They may be the reason.
    """
    project.write("test_x.py", LEAKING + "    assert 'x' == 'y'\n")

    result = project.run("--understudy=replay", failed=1)

    result.stdout.fnmatch_lines(["E *assert 'x' == 'y'*", "*- understudy -*", REFUSED])


def test_a_refusal_that_is_not_swallowed_is_told_once(project):
    """
    Its traceback says all.
    """
    project.write("test_x.py", "import socket\ndef test_y():\n    socket.create_connection(('192.0.2.1', 443))\n")

    result = project.run("--understudy=replay", failed=1)

    result.stdout.no_fnmatch_line("*- understudy -*")


def test_traffic_while_tests_are_collected_fails_the_run(project, golden):
    """
    No test is to blame, and all of them pass.
    """
    project.write("test_x.py", LEAK + "leak()\ndef test_y():\n    pass\n")

    result = project.run("--understudy=replay", passed=1)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    golden("pytest/unclaimed-outside.txt", project.text(result, "^=+ understudy: live"))


AFTERWARDS = """
import pytest, test_x

@pytest.hookimpl(wrapper=True)
def pytest_runtestloop():
    result = yield
    test_x.go_on.set()
    test_x.thread.join(10)
    return result
"""


def test_a_thread_that_leaks_after_the_last_test_fails_the_run(project):
    """
    Nobody waited for it.
    """
    waiting = "go_on = threading.Event()\ndef late():\n    go_on.wait(10)\n    leak()\n"
    thread = "thread = threading.Thread(target=late)\ndef test_y():\n    thread.start()\n"
    project.write("test_x.py", LEAK + waiting + thread)
    (project.path / "conftest.py").write_text("import sys\nsys.path.insert(0, '.')\n" + AFTERWARDS)

    result = project.run("--understudy=replay", "--import-mode=prepend", apart=True, passed=1)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*= understudy: live traffic outside of tests =*", REFUSED])


def test_workers_of_xdist_tell_the_run(project):
    """
    What a worker collects, the run is to blame for.
    """
    project.write("test_x.py", LEAK + "leak()\ndef test_y():\n    pass\ndef test_z():\n    leak()\n")

    result = project.run("--understudy=replay", "-n2", using="xdist", passed=1, failed=1)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*= understudy: live traffic outside of tests =*", REFUSED, "*The run fails: 2 *"])


LATE = """\
import threading

go_on, answers = threading.Event(), []

def late():
    go_on.wait(10)
    try:
        answers.append(ask('hi'))
    except BaseException as error:
        answers.append(type(error).__name__)

thread = threading.Thread(target=late)

@pytest.mark.understudy
def test_a():
    ask('hi')
    thread.start()

@pytest.mark.understudy
def test_b():
    go_on.set()
    thread.join()
    assert answers == ['SessionUnclear']
    ask('hi')
"""


@pytest.fixture
def late(project):
    """Two tests that are recorded, with the same question; then a thread of the first asks it in the second."""
    project.write("test_x.py", "\n".join(f"@pytest.mark.understudy\ndef test_{n}():\n    ask('hi')" for n in "ab"))
    project.run("--understudy=record", passed=2)
    project.upstream.close()
    project.write("test_x.py", LATE)
    return project


def test_a_thread_that_outlives_its_test_is_not_answered_from_another_s_recordings(late):
    """
    It is refused, and the other test has all of its own.
    """
    late.run(passed=2)


def test_in_a_suite_that_is_set_to_replay_it_fails_the_test_in_which_it_asks(late):
    """
    The text says where it comes from.
    """
    result = late.run("--understudy=replay", passed=1, failed=1)

    result.stdout.fnmatch_lines(
        ["*test_b*", "*/v1/chat/completions: request refused: its session on *test_a* has ended"]
    )


def test_a_thread_of_a_wider_fixture_serves_every_test(project):
    """
    Such as a server within the process: its requests belong to the test that runs.
    """
    source = """\
import queue, threading

@pytest.fixture(scope='module')
def worker():
    questions, answers = queue.Queue(), queue.Queue()
    def work():
        while (question := questions.get()) is not None:
            answers.put(ask(question))
    thread = threading.Thread(target=work)
    thread.start()
    yield lambda question: (questions.put(question), answers.get(timeout=10))[1]
    questions.put(None)
    thread.join()
"""
    tests = "\n".join(
        f"@pytest.mark.understudy\ndef test_{name}(worker):\n    assert '{name}' in worker('{name}')" for name in "ab"
    )
    project.write("test_x.py", source + tests)
    project.run("--understudy=record", passed=2)
    project.upstream.close()

    project.run("--understudy=replay", passed=2)

    assert set(project.recorded()) == {"recordings/test_x/test_a", "recordings/test_x/test_b"}
