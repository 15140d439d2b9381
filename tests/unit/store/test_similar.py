"""Which recordings share most features with a request."""

from __future__ import annotations

import pytest

from understudy.store.similar import COMMON, Similar, empty, read_similar

ROWS = {"a.json": (1, 2, 3, 4), "b.json": (1, 2, 3, 9), "c.json": (1, 7, 8, 4294967295)}


@pytest.fixture
def similar() -> Similar:
    return empty().with_changes((), ROWS)


def test_the_one_that_shares_most_comes_first(similar):
    """
    Then the others that share something, as many as are asked for.
    """
    assert similar.nearest((1, 2, 3, 4, 5), 2) == ["a.json", "b.json"]


def test_a_rare_feature_counts_more_than_a_common_one():
    """
    What all recordings have tells nothing.
    """
    rows = {f"{number}.json": (1, 2) for number in range(50)} | {"rare.json": (77, 78)}

    assert empty().with_changes((), rows).nearest((1, 2, 77), 1) == ["rare.json"]


def test_nothing_in_common_is_not_similar(similar):
    """
    A request that shares no feature has no similar recording.
    """
    assert similar.nearest((5, 6), 5) == []


def test_recordings_come_and_go(similar):
    """
    A changed recording has its new features alone; one that is gone is named no more.
    """
    changed = similar.with_changes(["a.json", "c.json"], {"c.json": (1, 2, 3, 4)})

    assert changed.nearest((1, 2, 3, 4), 5) == ["c.json", "b.json"]
    assert changed.nearest((4294967295,), 5) == []


def test_what_was_written_is_read(similar, tmp_path):
    """
    The file gives the same answers, and can be changed again.
    """
    similar.write(tmp_path / "deep" / "similar.bin")

    found = read_similar(tmp_path / "deep" / "similar.bin")
    assert found is not None
    assert found.nearest((1, 7), 5) == similar.nearest((1, 7), 5)
    assert found.with_changes(["b.json"], {"d.json": (9,)}).nearest((9,), 5) == ["d.json"]


@pytest.mark.parametrize(
    "content", [None, b"", b"x", b"\xff" * 40, b"\x01" + b"\0" * 15 + b"\0" * 8 + b"[", b"\0" * 16]
)
def test_a_damaged_file_is_none(content, tmp_path):
    """
    It is made again when the index is.
    """
    path = tmp_path / "similar.bin"
    if content is not None:
        path.write_bytes(content)

    assert read_similar(path) is None


def test_a_feature_that_everything_has_costs_little():
    """
    Only so many of its recordings are looked at.
    """
    rows = {f"{number}.json": (1,) for number in range(COMMON + 500)}

    assert len(empty().with_changes((), rows).nearest((1,), 10**6)) == COMMON
