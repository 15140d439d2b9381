"""What was found goes, and what has changed since stays."""

from __future__ import annotations

import pytest

from understudy.operations.places import Leftover, stamp_of
from understudy.operations.pruning import Findings, Orphan
from understudy.operations.removing import Kept, remove


@pytest.fixture
def orphan(tmp_path):
    """A recording that can go."""
    path = tmp_path / "tests" / "recordings" / "test_x" / "test_y" / "a.json"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    return Orphan(str(path), "s", stamp_of(path)), path


def test_folders_without_content_go_as_well(orphan, tmp_path):
    """
    Up to `recordings`, and not further.
    """
    found, path = orphan

    removed = remove(Findings(orphans=(found,)))

    assert removed.deleted == (str(path),)
    assert list(tmp_path.rglob("*")) == [tmp_path / "tests"]


def test_what_lies_beside_stays(orphan):
    """
    A folder with anything in it is in use.
    """
    found, path = orphan
    (path.parent / "notes.md").touch()

    remove(Findings(orphans=(found,)))

    assert [each.name for each in path.parent.iterdir()] == ["notes.md"]


def test_what_has_changed_since_it_was_looked_at_stays(orphan):
    """
    Another run may have recorded it anew.
    """
    found, path = orphan
    path.write_text("{ }")

    removed = remove(Findings(orphans=(found,)))

    assert removed.kept == (Kept(str(path), "it has changed meanwhile"),)
    assert path.exists()


def test_what_is_gone_already_is_no_failure(orphan):
    """
    Two people tidy up.
    """
    found, path = orphan
    path.unlink()

    removed = remove(Findings(orphans=(found,)))

    assert (removed.deleted, removed.kept) == ((), ())


def test_a_leftover_goes_with_all_that_is_in_it(tmp_path):
    """
    What it was linked from stays.
    """
    kept, left = tmp_path / "a.json", tmp_path / ".recording-x-1"
    kept.write_text("{}")
    left.mkdir()
    (left / "a.json").hardlink_to(kept)

    removed = remove(Findings(leftovers=(Leftover(str(left), 0),)))

    assert removed.deleted == (str(left),)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
