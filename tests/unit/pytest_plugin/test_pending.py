"""Recording with a review: what is new waits beside what was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from understudy.cli import main
from understudy.operations.files import files_of
from understudy.operations.load import load
from understudy.operations.tagging import tag


@pytest.fixture
def recorded(project):
    """Two tests, recorded, of which one asks something else now."""
    tests = "def test_y():\n    ask('a'), ask('b')\ndef test_z():\n    ask('z')\n"
    path = project.write("test_x.py", f"pytestmark = pytest.mark.understudy\n{tests}")
    project.run("--understudy=record", passed=2)
    path.write_text(path.read_text().replace("ask('b')", "ask('c')"))
    return project


def files(project):
    """What is recorded, by path, without what waits."""
    paths = project.path.rglob("*.json")
    return {path: path.read_bytes() for path in paths if ".pending-" not in str(path)}


def waiting(project, capsys):
    """What waits, as `understudy review` lists it."""
    capsys.readouterr()
    main(["review", str(project.path), "--json"])
    pending = json.loads(capsys.readouterr().out)["pending"]
    return sorted((each["test"], each["kind"], question_of(Path(each["path"]).stem)) for each in pending)


def question_of(stem):
    """The letter in `01-openai-chat-c`, and in `openai-chat-c-8347ed92`."""
    return next(word for word in stem.split("-") if len(word) == 1)


ALL = [
    ("test_x.py::test_y", "add", "c"),
    ("test_x.py::test_y", "remove", "b"),
    ("test_x.py::test_y", "replace", "a"),
    ("test_x.py::test_z", "replace", "z"),
]


@pytest.mark.parametrize("layout", ["per-test", "shared"])
def test_nothing_is_replaced_until_somebody_has_looked(project, request, monkeypatch, capsys, layout):
    """
    The summary says how many changes wait, and what to type.
    """
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", layout)
    recorded = request.getfixturevalue("recorded")
    before = files(recorded)

    result = recorded.run("--understudy=record", "--understudy-review", passed=2)

    assert files(recorded) == before
    assert waiting(recorded, capsys) == ALL
    result.stdout.fnmatch_lines(
        ["*0 recorded, 0 missed*", "4 pending, and not replayed before a review: understudy review"]
    )
    main(["review", str(recorded.path), "--accept"])
    recorded.upstream.close()
    recorded.run(passed=2)
    assert not list(recorded.path.rglob(".pending-*"))


@pytest.mark.parametrize("is_reviewed", [True, False], ids=["reviewed", "at once"])
def test_what_is_recorded_anew_keeps_its_tags(recorded, is_reviewed):
    """
    They are people's: whether somebody looks at the new answer first, or nobody does.
    """
    for path in files(recorded):
        tag(files_of(path.parent), path.name, [f"tag-{question_of(path.stem)}"])
    before = files(recorded)

    recorded.run("--understudy=record", *["--understudy-review"] * is_reviewed, passed=2)
    main(["review", str(recorded.path), "--accept"])

    after = files(recorded)
    tags = {question_of(path.stem): load(path).tags for path in after}
    assert tags == {"a": ("tag-a",), "c": (), "z": ("tag-z",)}
    assert all(after[path] != before[path] for path in after.keys() & before.keys())


def test_a_miss_of_what_only_waits_says_so(recorded):
    """
    It was recorded; nobody has looked at it yet.
    """
    recorded.run("--understudy=record", "--understudy-review", passed=2)

    result = recorded.run(passed=1, failed=1)

    result.stdout.fnmatch_lines(["3 pending, and not replayed before a review: understudy review"])


def test_git_ignores_what_waits(recorded):
    """
    It is nobody else's.
    """
    recorded.run("--understudy=record", "--understudy-review", passed=2)

    for folder in recorded.path.rglob(".pending-*"):
        assert (folder / ".gitignore").read_text() == "*\n"


def test_a_second_run_of_a_test_replaces_what_waits_of_it(recorded, capsys):
    """
    Of other tests it stays; a run that fails replaces nothing.
    """
    recorded.settings("review = true")
    recorded.run("--understudy=record", passed=2)
    path = recorded.path / "test_x.py"
    path.write_text(path.read_text().replace("ask('c')", "ask('d')"))

    recorded.run("--understudy=record", "-k", "test_y", passed=1)
    path.write_text(path.read_text().replace("ask('z')", "ask('z'), ask('e')\n    assert 0"))
    recorded.run("--understudy=record", "-k", "test_z", failed=1)

    assert waiting(recorded, capsys) == [(test, kind, "d" if what == "c" else what) for test, kind, what in ALL]
    new = [path.read_text() for path in recorded.path.rglob("new/*.json")]
    assert sorted(text.partition('"__data__": "')[2][:3] for text in new) == ["a 7", "d 8", "z 6"]


def test_recording_without_a_review_settles_what_waits(recorded, capsys):
    """
    It was asked for again, and taken at once.
    """
    recorded.run("--understudy=record", "--understudy-review", passed=2)

    recorded.run("--understudy=record", "-k", "test_y", passed=1)

    assert waiting(recorded, capsys) == ALL[3:]


@pytest.mark.parametrize("review", [["--understudy-review"], []])
def test_what_a_run_only_played_still_waits(recorded, capsys, review):
    """
    A choice of what to renew concerns nothing else.
    """
    recorded.run("--understudy=record", "--understudy-review", passed=2)
    path = recorded.path / "test_x.py"
    path.write_text(path.read_text().replace("ask('a'), ask('c')", "ask('a'), ask('b'), ask('c')"))

    recorded.run("--understudy=record", "--understudy-renew=recordings/test_x/test_z", *review, passed=2)

    a, still = ("test_x.py::test_y", "replace", "a"), [ALL[0], ALL[3]] if review else []
    assert waiting(recorded, capsys) == sorted([a, *still])


def test_what_says_the_same_does_not_wait(recorded, capsys):
    """
    And what waited of its test no longer does.
    """
    recorded.run("--understudy=record", "--understudy-review", "-k", "test_z", passed=1)
    recorded.numbered.count = 2

    result = recorded.run("--understudy=record", "--understudy-review", "-k", "test_z", passed=1)

    assert waiting(recorded, capsys) == []
    result.stdout.no_fnmatch_line("*pending*")


def test_a_new_date_alone_does_not_wait(recorded, capsys):
    """
    There is nothing to look at.
    """
    [path] = recorded.path.rglob("test_z/*.json")
    path.write_text(path.read_text().replace('"recorded": "2', '"recorded": "1'))
    recorded.numbered.count = 2

    recorded.run("--understudy=record", "--understudy-review", "--understudy-max-age=1d", "-k", "test_z", passed=1)

    assert waiting(recorded, capsys) == []
    assert '"recorded": "2' in path.read_text()


def test_the_environment_may_ask_for_a_review(recorded, monkeypatch, capsys):
    """
    For those who want to look first, always.
    """
    monkeypatch.setenv("UNDERSTUDY_REVIEW", "1")

    recorded.run("--understudy=record", passed=2)

    assert waiting(recorded, capsys) == ALL


def test_record_if_missing_replaces_nothing_and_is_not_reviewed(recorded, capsys):
    """
    What it adds is played in the next run.
    """
    recorded.run("--understudy=record-if-missing", "--understudy-review", "-k", "test_y", passed=1, errors=1)

    assert waiting(recorded, capsys) == []


def test_workers_hold_what_each_of_them_recorded(recorded, capsys):
    """
    As one process does.
    """
    result = recorded.run("--understudy=record", "--understudy-review", "-n2", using="xdist", passed=2)

    assert waiting(recorded, capsys) == ALL
    result.stdout.fnmatch_lines(["4 pending, *"])
