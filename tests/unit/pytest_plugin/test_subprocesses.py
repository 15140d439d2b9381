"""Programs that a covered test starts: recorded, replayed and judged as if the test had asked itself."""

from __future__ import annotations

import pytest

APP = """\
import sys, httpx

def ask(text):
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    print(httpx.post("URL/v1/chat/completions", json=body, trust_env=False).text, flush=True)

if __name__ == "__main__":
    ask(sys.argv[1])
"""
START = "import asyncio, multiprocessing, os, subprocess, sys\nfrom unittest import mock\n"
RUN = "subprocess.run([sys.executable, 'app.py', 'hi'], check=True, timeout=60{})"

WAYS = {
    "run": RUN.format(""),
    "an environment of its own": RUN.format(", env={'PATH': os.environ['PATH'], 'PYTHONPATH': 'x'}"),
    "a cleared environment": f"with mock.patch.dict(os.environ, clear=True):\n        {RUN.format('')}",
    "monkeypatch": f"monkeypatch.setenv('PYTHONPATH', 'x')\n    {RUN.format('')}",
    "a shell": "assert os.system(f'{sys.executable} app.py hi') == 0",
    "asyncio": "async def run():\n"
    "        app = await asyncio.create_subprocess_exec(sys.executable, 'app.py', 'hi')\n"
    "        assert await app.wait() == 0\n"
    "    asyncio.run(run())",
    "a program that starts it": "code = \"import os; os.execv(sys.executable, [sys.executable, 'app.py', 'hi'])\"\n"
    "    subprocess.run([sys.executable, '-c', 'import sys; ' + code], check=True, timeout=60)",
    "a program that starts it anew": 'code = "import subprocess, sys; '
    "subprocess.run([sys.executable, 'app.py', 'hi'], check=True, env={})\"\n"
    "    subprocess.run([sys.executable, '-c', code], check=True, timeout=60)",
    "spawn": "monkeypatch.syspath_prepend('.')\n    import app\n"
    "    process = multiprocessing.get_context('spawn').Process(target=app.ask, args=('hi',))\n"
    "    process.start()\n    process.join(60)\n    assert process.exitcode == 0",
    "fork": "process = multiprocessing.get_context('fork').Process(target=ask, args=('hi',))\n"
    "    process.start()\n    process.join(60)\n    assert process.exitcode == 0",
}


@pytest.fixture
def app(project):
    """A program beside the tests that asks the upstream."""
    (project.path / "app.py").write_text(APP.replace("URL", project.upstream.url), "utf-8")
    return project


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_a_program_asks_is_its_tests(app, way):
    """
    Recorded among the test's recordings, and then replayed without an upstream, however it was started.
    """
    app.write("test_x.py", f"{START}@pytest.mark.understudy\ndef test_y(monkeypatch):\n    {way}\n")

    app.run("--understudy=record", passed=1).stdout.fnmatch_lines(["*1 recorded, 0 missed, 0 unused*"])
    app.upstream.close()
    app.run(passed=1).stdout.fnmatch_lines(["1 played exactly,*0 missed, 0 unused*"])

    assert app.recorded() == {"recordings/test_x/test_y": {"hi": "hi 1"}}


@pytest.mark.parametrize("way", ["run", "spawn", "fork"])
def test_a_miss_of_a_program_fails_its_test(app, way):
    """
    Though the test does not look at how the program ended.
    """
    text = WAYS[way].replace("check=True", "check=False").replace("assert process.exitcode == 0", "")
    app.write("test_x.py", f"{START}@pytest.mark.understudy\ndef test_y(monkeypatch):\n    {text}\n")

    result = app.run(failed=1)

    result.stdout.fnmatch_lines(["no recording answers POST http://*: nothing is recorded: *", "*1 missed*"])
    assert app.upstream.received == []


def test_a_refused_connection_of_a_program_fails_its_test(app):
    """
    Of a client that nothing hooks, though the program hides it.
    """
    (app.path / "app.py").write_text(
        "import socket\ntry:\n    socket.create_connection(('203.0.113.1', 80))\nexcept BaseException:\n    pass\n"
    )
    app.write("test_x.py", f"{START}@pytest.mark.understudy\ndef test_y():\n    {RUN.format('')}\n")

    app.run(failed=1).stdout.fnmatch_lines(["203.0.113.1:80: a connection was refused: *", "*app.py:3 in*"])


def test_recordings_are_replaced_when_the_test_has_passed(app):
    """
    And only then; a hidden folder that held the new ones is gone in any case.
    """
    test = f"{START}@pytest.mark.understudy\ndef test_y():\n    {RUN.format('')}\n    ask('me')\n    assert {{}}\n"
    path = app.write("test_x.py", test.format(1))
    app.run("--understudy=record", passed=1)
    path.write_text(path.read_text().replace("assert 1", "assert 0"))
    app.run("--understudy=record", failed=1)
    assert app.recorded()["recordings/test_x/test_y"] == {"hi": "hi 1", "me": "me 2"}
    path.write_text(path.read_text().replace("assert 0", "assert 1"))

    app.run("--understudy=record", passed=1)

    assert app.recorded() == {"recordings/test_x/test_y": {"hi": "hi 5", "me": "me 6"}}
    assert list(app.path.rglob(".recording*")) == []


def test_what_is_missing_is_added_at_once(app):
    """
    What was paid for is kept, whatever becomes of the test.
    """
    app.write("test_x.py", f"{START}@pytest.mark.understudy\ndef test_y():\n    {RUN.format('')}\n    assert 0\n")

    app.run("--understudy=record-if-missing", failed=1)

    assert app.recorded() == {"recordings/test_x/test_y": {"hi": "hi 1"}}


def test_the_next_test_finds_the_environment_as_it_was(app, monkeypatch):
    """
    With what a fixture of the module has set meanwhile, and may take away later.
    """
    monkeypatch.setenv("PYTHONPATH", "before")
    app.write(
        "test_x.py",
        "import os, subprocess\ninit = subprocess.Popen.__init__\n"
        "@pytest.fixture(scope='module')\ndef patched():\n    with pytest.MonkeyPatch.context() as patch:\n"
        "        patch.setenv('PYTHONPATH', 'ours', prepend=os.pathsep)\n        yield\n"
        "@pytest.mark.understudy\ndef test_a(patched):\n    assert '_UNDERSTUDY_RUN' in os.environ\n"
        "def test_b(patched):\n    assert '_UNDERSTUDY_RUN' not in os.environ\n"
        "    assert os.environ['PYTHONPATH'] == os.pathsep.join(['ours', 'before'])\n"
        "    assert subprocess.Popen.__init__ is init\n",
    )
    app.write(
        "test_z.py",
        "import os\ndef test_z():\n"
        "    paths = os.environ['PYTHONPATH'].split(os.pathsep)\n"
        "    assert [path for path in paths if 'startup' not in path] == ['before']\n",
    )

    app.run(passed=3)


def test_it_can_be_left_out(app):
    """
    With `subprocesses = false` a program asks whom it likes.
    """
    app.settings("subprocesses = false")
    app.write("test_x.py", f"{START}@pytest.mark.understudy\ndef test_y():\n    {RUN.format('')}\n")

    app.run(passed=1)

    assert len(app.upstream.received) == 1


def test_workers_do_not_mix_them_up(app):
    """
    Eight tests on two workers, each with a program that asks something else.
    """
    tests = "".join(
        f"def test_{number}():\n    {RUN.format('').replace('hi', f'hi {number}')}\n" for number in range(8)
    )
    app.write("test_x.py", f"{START}pytestmark = pytest.mark.understudy\n{tests}")

    app.run("--understudy=record", "-n2", using="xdist", passed=8)
    app.upstream.close()
    app.run("-n2", using="xdist", passed=8)

    assert sorted(app.recorded()) == [f"recordings/test_x/test_{number}" for number in range(8)]


def test_a_test_that_starts_nothing_leaves_no_trace(app, tmp_path_factory, monkeypatch):
    """
    No file, no folder: the reports of programs lie where the first one puts them.
    """
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    app.settings("all = true")
    app.write("test_x.py", "def test_y():\n    pass\n")

    app.run("--understudy=record", passed=1)

    assert list(temporary.glob("understudy-*")) == []
    assert not (app.path / "recordings").exists()
