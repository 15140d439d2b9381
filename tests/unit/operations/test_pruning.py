"""Which recordings can go, by what a collection and the tests' last runs say."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.operations.claims import Claim, Claims, Ran
from understudy.operations.folders import folder_of
from understudy.operations.pruning import Findings, findings
from understudy.store import Directory, Draft

URL = "http://127.0.0.1:1/v1/chat/completions"
EARLIER, LATER = 1_700_000_000 * 10**9, 1_800_000_000 * 10**9


def record(folder, scope, question="q", at_ns=EARLIER):
    """A recording of this scope."""
    body = b'{"model": "m", "messages": [{"role": "user", "content": "%s"}]}' % question.encode()
    request = Request("POST", URL, (("content-type", "application/json"),), body)
    response = Response(200, (("content-type", "application/json"),), b'{"choices": []}', (Mark(0, 5),))
    draft = Draft(scope, request, response, fingerprint("POST", URL, body), 1, "2026-11-22T12:00:00Z")
    path = Path(folder, Directory(folder).save(draft).entry.name)
    os.utime(path, ns=(at_ns, at_ns))
    return path


def own_folder(root, scope):
    return folder_of(root / scope.partition("::")[0], scope)


class Suite:
    """Tests that exist, and what they played."""

    def __init__(self, root: Path) -> None:
        self.root, self.tests, self.files, self.ran = root, [], set(), {}

    def test(self, name, *, store=None, scope=..., played=None, at_ns=LATER, keeps_unused=False):
        """A collected test; `played` is what it played when it last passed."""
        store = str(store or own_folder(self.root, name))
        own = name if scope is ... else scope
        self.tests.append(Claim(name, store, own, keeps_unused))
        self.file(name.partition("::")[0])
        if played is not None:
            self.ran[name] = Ran(store, own, at_ns, tuple(path.name for path in played))

    def file(self, name, *, is_collected=True):
        """A test file that exists."""
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).touch()
        self.files |= {name} if is_collected else set()

    def found(self, **changed) -> Findings:
        """What can go, with the recordings as paths within the root."""
        said = {"tests": tuple(self.tests), "files": frozenset(self.files), "broken": {}, "ran": self.ran, **changed}
        return findings(Claims(str(self.root), **said))


@pytest.fixture
def suite(tmp_path):
    return Suite(tmp_path)


def paths(found):
    return [Path(each.path) for each in found]


@pytest.mark.parametrize("scope", ["tests/test_x.py::test_gone", "tests/test_gone.py::test_y"])
def test_a_recording_of_a_test_that_is_gone_is_an_orphan(suite, scope):
    """
    Whether the test went from its file or the file itself.
    """
    suite.test("tests/test_x.py::test_y")
    path = record(own_folder(suite.root, scope), scope)

    assert paths(suite.found().orphans) == [path]


def test_in_a_shared_store_an_orphan_is_told_by_its_scope(suite):
    """
    Recordings of all scopes are nobody's; those that a program may ask for are not known.
    """
    store = suite.root / "recordings"
    suite.test("test_x.py::test_y", store=store)
    record(store, "test_x.py::test_y")
    record(store, None)
    record(store, "job 7")
    gone = record(store, "test_x.py::test_gone")

    found = suite.found()

    assert paths(found.orphans) == [gone]
    assert {each.scope for each in found.not_known} == {"job 7", "test_x.py::test_y"}


def test_a_test_of_all_scopes_needs_what_it_plays(suite):
    """
    Also where the test that it was recorded for is gone; what it does not play is an orphan all the same.
    """
    store = suite.root / "kept"
    gone, played = record(store, "test_x.py::test_gone", "a"), record(store, "test_x.py::test_gone", "b")
    own = record(store, "test_x.py::test_y")
    suite.test("test_x.py::test_all", store=store, scope=None, played=[played])
    suite.test("test_x.py::test_y", store=store, played=[])

    found = suite.found()

    assert (paths(found.orphans), paths(found.unused), found.not_known) == ([gone], [own], ())


def test_what_a_test_of_all_scopes_plays_is_not_known_until_it_passes(suite):
    """
    It may need any recording of its store.
    """
    store = suite.root / "kept"
    path = record(store, "test_x.py::test_gone")
    suite.test("test_x.py::test_all", store=store, scope=None)

    found = suite.found()

    assert (paths(found.orphans), paths(found.not_known)) == ([], [path])


def test_a_file_that_was_not_collected_makes_no_orphans(suite):
    """
    Its tests may be there.
    """
    suite.file("tests/test_x.py", is_collected=False)
    record(own_folder(suite.root, "tests/test_x.py::test_y"), "tests/test_x.py::test_y")

    found = suite.found()

    [unknown] = found.not_known
    assert not found.orphans
    assert unknown.why == "tests/test_x.py was not collected; to judge it: understudy prune tests/test_x.py"


def test_a_scope_of_its_own_is_judged_by_the_file_beside(suite):
    """
    In a folder that no test claims.
    """
    path = record(suite.root / "recordings" / "test_x" / "test_y", "everybody")
    suite.file("test_x.py")

    assert paths(suite.found().orphans) == [path]


def test_a_copy_of_a_test_s_recordings_is_no_orphan(suite):
    """
    Whether the test looks elsewhere now, or the folder was moved.
    """
    suite.test("test_x.py::test_y", store=suite.root / "kept")
    record(suite.root / "recordings" / "test_x" / "test_y", "test_x.py::test_y")
    record(suite.root / "build" / "recordings" / "test_x" / "test_z", "test_x.py::test_z")

    found = suite.found()

    assert not found.orphans
    assert {each.why for each in found.not_known} == {
        "its test keeps its recordings elsewhere, such as in kept",
        "it was recorded for a test file in another folder",
    }


def test_what_a_passing_test_did_not_play_is_unused(suite):
    """
    With the test, and when that was.
    """
    folder, scope = own_folder(suite.root, "test_x.py::test_y"), "test_x.py::test_y"
    played, other = record(folder, scope, "a"), record(folder, scope, "b")
    suite.test(scope, played=[played])

    found = suite.found()

    [unused] = found.unused
    assert (Path(unused.path), unused.tests, unused.ran_ns) == (other, (scope,), LATER)
    assert not found.not_known


@pytest.mark.parametrize(
    "case, why",
    [
        ("never ran", "its test was not seen to pass; run pytest first"),
        ("another store", "its test was not seen to pass; run pytest first"),
        ("newer", "it is newer than the last pass of its test; run pytest first"),
        ("no cache", "pytest's cache is off (-p no:cacheprovider), which remembers what was played"),
    ],
)
def test_what_is_not_known_to_be_unused_is_said_to_be_so(suite, case, why):
    """
    Nothing is guessed.
    """
    scope = "test_x.py::test_y"
    path = record(own_folder(suite.root, scope), scope, at_ns=LATER + 1 if case == "newer" else EARLIER)
    suite.test(scope, played=None if case == "never ran" else [])
    if case == "another store":
        suite.ran[scope] = Ran("elsewhere", scope, LATER, ())

    found = suite.found(**({"ran": None} if case == "no cache" else {}))

    assert not found.unused
    assert [(Path(each.path), each.why) for each in found.not_known] == [(path, why)]


@pytest.mark.parametrize("second", ["plays it", "not known", "does not"])
def test_a_shared_scope_is_unused_when_none_of_its_tests_plays_it(suite, second):
    """
    And all of them are known.
    """
    store = suite.root / "kept"
    path = record(store, "everybody")
    suite.test("test_x.py::test_y", store=store, scope="everybody", played=[])
    played = {"plays it": [path], "not known": None, "does not": []}[second]
    suite.test("test_x.py::test_z", store=store, scope="everybody", played=played)

    found = suite.found()

    assert (paths(found.unused), paths(found.not_known)) == {
        "plays it": ([], []),
        "not known": ([], [path]),
        "does not": ([path], []),
    }[second]


def test_what_a_killed_run_left_behind_is_found_once_it_is_a_day_old(suite):
    """
    Until then the run may still be there; what waits for a review is none.
    """
    folder = suite.root / "tests" / "recordings" / "test_x"
    for name in (".recording-old-1", ".recording-new-1", ".pending-old-1"):
        (folder / name).mkdir(parents=True)
        (folder / name / ".gitignore").write_text("*\n")
    for path in (folder / ".recording-old-1" / ".gitignore", folder / ".recording-old-1", folder / ".pending-old-1"):
        os.utime(path, ns=(EARLIER, EARLIER))
    (folder / "test_y").mkdir()
    half = folder / "test_y" / ".writing-x"
    half.touch()
    os.utime(half, ns=(EARLIER, EARLIER))

    assert paths(suite.found().leftovers) == [folder / ".recording-old-1", half]


def test_files_that_lie_in_two_stores_are_judged_once(suite):
    """
    A store holds what lies in the folders below it.
    """
    suite.test("test_x.py::test_y", played=[])
    suite.test("test_x.py::test_z", store=suite.root / "recordings", played=[])
    path = record(own_folder(suite.root, "test_x.py::test_y"), "test_x.py::test_y")

    found = suite.found()

    assert (found.count, paths(found.unused), paths(found.orphans)) == (1, [path], [])


def test_what_a_test_may_leave_unused_stays(suite):
    """
    Somebody has said that it is all right.
    """
    scope = "test_x.py::test_y"
    path = record(own_folder(suite.root, scope), scope)
    suite.test(scope, played=[], keeps_unused=True)

    found = suite.found()

    assert (paths(found.unused), paths(found.not_known)) == ([], [path])


def test_time_is_that_of_the_clock(suite):
    """
    A recording made just now is newer than a run of the past.
    """
    scope = "test_x.py::test_y"
    suite.test(scope, played=[], at_ns=time.time_ns() - 10**9)
    path = record(own_folder(suite.root, scope), scope, at_ns=time.time_ns())

    assert paths(suite.found().not_known) == [path]
