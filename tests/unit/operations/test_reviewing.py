"""`operations/reviewing.py`: what waits is accepted or rejected, one by one."""

from __future__ import annotations

import json

import pytest

from understudy.errors import RecordingUnreadable, StoreUnusable, WrongUse
from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of
from understudy.operations.reviewing import Review, free


def write(path, content):
    """A recording that can be told from others."""
    request = {"method": "GET", "url": f"https://x/{content}", "headers": {}, "body": None}
    path.write_text(json.dumps({"request": request, "response": {}, "understudy": {"format": 2}}))


def content(path):
    return json.loads(path.read_text())["request"]["url"].removeprefix("https://x/")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A store in which a test would replace `a.json`, add `b.json` and remove `c.json`; `d.json` is another's."""
    monkeypatch.chdir(tmp_path)
    store, stage = tmp_path / "recordings", tmp_path / "stage"
    store.mkdir(), stage.mkdir()
    for name in ("a", "c", "d"):
        write(store / f"{name}.json", f"old {name}")
    fresh = {}
    for name, kind in (("a", Kind.REPLACE), ("b", Kind.ADD)):
        write(stage / f"{name}.json", f"new {name}")
        fresh[stage / f"{name}.json"] = Change(f"{name}.json", kind, digest_of(store / f"{name}.json"))
    hold(store, "test_x.py::test_y[p]", fresh, ["c.json"], "2026-11-22T12:00:00Z")
    stage.rmdir()
    return store


def contents(store):
    return {path.stem: content(path) for path in store.iterdir()}


def one(review, name):
    [found] = [each for each in review.waiting if each.path.endswith(f"{name}.json")]
    return found


def test_what_waits_says_of_which_test_it_is(folder):
    """
    And which recording it is to change, as found from here.
    """
    waiting = Review(".").waiting

    assert [(each.kind.value, each.path, each.obstacle) for each in waiting] == [
        ("replace", "recordings/a.json", ""),
        ("add", "recordings/b.json", ""),
        ("remove", "recordings/c.json", ""),
    ]
    assert {each.test for each in waiting} == {"test_x.py::test_y[p]"}


@pytest.mark.parametrize(
    "name, after",
    [
        ("a", {"a": "new a", "c": "old c", "d": "old d"}),
        ("b", {"a": "old a", "b": "new b", "c": "old c", "d": "old d"}),
        ("c", {"a": "old a", "d": "old d"}),
    ],
)
def test_to_accept_one_leaves_all_others_as_they_are(folder, name, after):
    """
    And the other changes waiting.
    """
    review = Review(".")

    review.accept(one(review, name))

    assert contents(folder) == after
    assert len(review.waiting) == len(Review(".").waiting) == 2


def test_to_reject_one_changes_no_recording(folder):
    """
    It waits no longer.
    """
    before, review = contents(folder), Review(".")

    review.reject(one(review, "a"))

    assert contents(folder) == before
    assert [each.path for each in Review(".").waiting] == ["recordings/b.json", "recordings/c.json"]


def test_once_all_are_settled_nothing_is_left(folder):
    """
    No folder beside the store.
    """
    review = Review(".")
    for each in review.waiting:
        review.accept(each)

    assert [path.name for path in folder.parent.iterdir()] == ["recordings"]
    assert Review(".").waiting == ()


def test_a_store_whose_last_recording_goes_goes_too(folder):
    """
    As when a test is recorded anew without a review.
    """
    for name in ("a", "d"):
        (folder / f"{name}.json").unlink()
    review = Review(".")

    review.accept(one(review, "c"))

    assert not folder.exists()


@pytest.mark.parametrize(
    "name, found, obstacle",
    [
        ("a", "edited", "recordings/a.json was changed since this was recorded"),
        ("a", None, "recordings/a.json was deleted since this was recorded"),
        ("b", "other", "recordings/b.json was recorded since, by another run"),
        ("c", "edited", "recordings/c.json was changed since this was recorded"),
        ("a", "new a", ""),
        ("b", "new b", ""),
        ("c", None, ""),
    ],
)
def test_what_happened_to_a_recording_since_is_said(folder, name, found, obstacle):
    """
    Unless it is what the change would make of it.
    """
    path = folder / f"{name}.json"
    path.unlink(missing_ok=True) if found is None else write(path, found)

    review = Review(".")

    assert one(review, name).obstacle == obstacle
    assert (one(review, name) in free(review.waiting)) is (not obstacle)


@pytest.mark.parametrize(
    "pattern, names",
    [
        ("recordings/a.json", "a"),
        ("./recordings/a.json", "a"),
        ("recordings", "abc"),
        (".", "abc"),
        ("*/[a].json", ""),
        ("rec*/?.json", "abc"),
        ("test_x.py::test_y[p]", "abc"),
        ("test_x.py::*[p]", "abc"),
    ],
)
def test_a_pattern_means_paths_or_tests(folder, pattern, names):
    """
    A recording, all of a folder, all of a test, or what `*` and `?` make of them.
    """
    review = Review(".")
    if names:
        assert "".join(each.path[-6] for each in review.selected([pattern])) == names
    else:
        with pytest.raises(
            WrongUse, match=r"nothing of this path or test is pending\n\n  Pending are\n    recordings/a"
        ):
            review.selected([pattern])


def test_without_a_pattern_all_are_meant(folder):
    """
    In their order.
    """
    review = Review(".")

    assert review.selected([]) == review.waiting


def test_a_folder_that_does_not_exist_is_an_error(tmp_path):
    """
    A store that does not exist yet may have something waiting beside it.
    """
    with pytest.raises(StoreUnusable, match="no such folder"):
        Review(tmp_path / "nowhere")


def test_a_file_is_an_error(tmp_path):
    """
    Nothing waits within one, and that would be no answer.
    """
    (tmp_path / "a.json").write_text("{}")

    with pytest.raises(StoreUnusable, match=r"a\.json: a file\n\n  Name a folder"):
        Review(tmp_path / "a.json")


def test_what_waits_for_a_store_that_is_not_there_yet(tmp_path):
    """
    The first recordings of a test make its folder.
    """
    fresh = tmp_path / "x.json"
    write(fresh, "new")
    hold(tmp_path / "recordings", "t", {fresh: Change("sub/x.json", Kind.ADD, None)}, (), "2026-11-22")
    review = Review(tmp_path / "recordings")

    review.accept(one(review, "x"))

    assert content(tmp_path / "recordings" / "sub" / "x.json") == "new"


def test_what_is_no_recording_takes_no_place(folder):
    """
    The comparison says what is wrong with it. It can be rejected.
    """
    [damaged] = folder.parent.rglob("new/a.json")
    damaged.write_text("{")
    review = Review(".")

    assert "a.json: cut short" in review.compare(one(review, "a")).unreadable
    with pytest.raises(RecordingUnreadable, match=r"a\.json: cut short"):
        review.accept(one(review, "a"))
    review.reject(one(review, "a"))
    assert contents(folder)["a"] == "old a"
