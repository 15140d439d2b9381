"""Recording and replaying a test, without fear for what was recorded before."""

from __future__ import annotations

import pytest


def test_a_marked_test_is_recorded_once_and_replayed_offline(project):
    """
    In a folder of its own beside the test file.
    """
    project.write("tests/test_x.py", "@pytest.mark.understudy\ndef test_y():\n    assert ask('hi') == 'hi 1'\n")

    project.run("--understudy=record-if-missing", passed=1)
    project.upstream.close()
    project.run(passed=1)

    assert project.recorded() == {"tests/recordings/test_x/test_y": {"hi": "hi 1"}}


def test_a_tests_files_are_in_the_order_in_which_it_asks(project):
    """
    Whoever reads the folder reads the conversation; what is asked again later counts with what was played.
    """
    path = project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('b'), ask('a'), ask('b')\n")
    project.run("--understudy=record", passed=1)
    path.write_text(path.read_text().replace("ask('a'),", "ask('a'), ask('z'),"))

    project.run("--understudy=record-if-missing", passed=1)

    names = sorted(path.name for path in project.path.rglob("*.json"))
    assert names == ["01-openai-chat-b.json", "02-openai-chat-a.json", "03-openai-chat-b.json", "03-openai-chat-z.json"]


def test_files_of_a_shared_store_are_not_numbered(project, monkeypatch):
    """
    Orders of several tests would say nothing.
    """
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", "shared")
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('b')\n")

    project.run("--understudy=record", passed=1)

    assert [path.name[:14] for path in project.path.rglob("*.json")] == ["openai-chat-b-"]


def test_a_recording_belongs_to_the_node_id(project):
    """
    As pytest prints it, relative to the root.
    """
    project.write("tests/test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('hi')\n")

    project.run("--understudy=record", passed=1)

    [path] = project.path.rglob("*.json")
    assert '"test_id": "tests/test_x.py::test_y"' in path.read_text("utf-8")


@pytest.mark.parametrize("layout", ["per-test", "shared"])
def test_recording_anew_takes_the_place_of_what_was_recorded(project, monkeypatch, layout):
    """
    What the test no longer asks goes, what it asks for the first time comes; other tests keep theirs.
    """
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", layout)
    tests = "def test_y():\n    ask('a'), ask('b')\ndef test_z():\n    ask('z')\n"
    path = project.write("test_x.py", f"pytestmark = pytest.mark.understudy\n{tests}")
    project.run("--understudy=record", passed=2)
    path.write_text(path.read_text().replace("ask('b')", "ask('c')"))

    project.run("--understudy=record", "-k", "test_y", passed=1)

    answers = {}
    for folder in project.recorded().values():
        answers |= folder
    assert answers == {"a": "a 4", "c": "c 5", "z": "z 3"}
    project.upstream.close()
    project.run(passed=2)


@pytest.mark.parametrize("layout", ["per-test", "shared"])
@pytest.mark.parametrize(
    "ending",
    ["assert 0", "raise KeyboardInterrupt", "import os; os._exit(9)", "pytest.skip('no')", "pytest.xfail('no')"],
)
def test_a_run_that_does_not_pass_leaves_the_old_recordings(project, monkeypatch, layout, ending):
    """
    Whether it fails, is interrupted, is killed, or has given up.
    """
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", layout)
    path = project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('a'), ask('b')\n")
    project.run("--understudy=record", passed=1)
    before = {path: path.read_bytes() for path in project.path.rglob("*.json")}
    path.write_text(path.read_text().replace("ask('b')", f"ask('c')\n    {ending}"))

    project.run("--understudy=record", apart=True)

    assert len(project.upstream.received) == 4
    left = [path for path in project.path.rglob("*.json") if not any(part.startswith(".rec") for part in path.parts)]
    assert {path: path.read_bytes() for path in left} == before
    if "_exit" not in ending:
        assert not list(project.path.rglob(".recording*"))


def test_a_run_that_is_killed_leaves_nothing_to_commit(project):
    """
    The folder it recorded into is hidden, and ignored by git.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('a')\n    import os; os._exit(9)\n")

    project.run("--understudy=record", apart=True)

    [folder] = project.path.rglob(".recording-*")
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_first_recording_of_a_failing_test_leaves_no_folder(project):
    """
    Nothing is there that was not there before.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('a')\n    assert 0\n")

    result = project.run("--understudy=record", failed=1)

    assert not (project.path / "recordings").exists()
    result.stdout.fnmatch_lines(["*1 newly recorded dropped*"])


def test_recording_the_same_anew_changes_no_file(project):
    """
    Not even its date.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('a')\n")
    project.run("--understudy=record", passed=1)
    [path] = project.path.rglob("*.json")
    before = path.stat()
    project.numbered.count = 0

    project.run("--understudy=record", passed=1)

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_test_that_fails_in_its_teardown_is_not_recorded(project):
    """
    Passed is passed to the end.
    """
    project.write(
        "test_x.py",
        "@pytest.fixture\ndef bad():\n    yield\n    assert 0\n"
        "@pytest.mark.understudy\ndef test_y(bad):\n    ask('a')\n",
    )

    project.run("--understudy=record", passed=1, errors=1)

    assert project.recorded() == {}


def test_a_file_as_store_keeps_its_place(project):
    """
    One recording can be a test's store, and be recorded anew.
    """
    project.write("test_x.py", "@pytest.mark.understudy(scope=None)\ndef test_y():\n    ask('a')\n")
    project.run("--understudy=record", passed=1)
    [path] = project.path.rglob("*.json")
    path.rename(project.path / "one.json")
    project.write("test_x.py", "@pytest.mark.understudy(store='one.json', scope=None)\ndef test_y():\n    ask('a')\n")

    project.run("--understudy=record", passed=1)

    assert project.recorded() == {".": {"a": "a 2"}}
