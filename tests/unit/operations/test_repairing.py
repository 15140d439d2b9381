"""`operations/repairing.py`: what can be mended is said first, and invents nothing."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from tests.trust.saving import draft
from understudy.errors import StoreUnusable
from understudy.operations import repairing
from understudy.operations.demo import BUNDLED
from understudy.operations.repairing import Remedy, repair
from understudy.operations.verify import Verdict, verify
from understudy.store import Directory


@pytest.fixture
def store(tmp_path):
    return tmp_path / "recordings"


@pytest.fixture
def path(store):
    """A recording with a picture."""
    return store / Directory(store).save(draft(picture=True)).entry.name


def contents(store):
    return {each.relative_to(store).as_posix(): each.read_bytes() for each in store.rglob("*") if each.is_file()}


def found(store, **options):
    return [(each.remedy, each.what) for each in repair(store, **options).repairs]


@pytest.mark.parametrize(
    "spoilt, what",
    [
        (lambda text: text[:-1], "no newline at its end"),
        (lambda text: text.replace(b"\n", b"\r\n"), "line ends of Windows"),
        (lambda text: json.dumps(json.loads(text), indent=4).encode() + b"\n", "other indents or escapes"),
        (lambda text: b"\xef\xbb\xbf" + text, "a byte order mark"),
    ],
)
def test_a_layout_is_restored(store, path, spoilt, what):
    """
    Editors and git change it; the file is again what was written.
    """
    written = path.read_bytes()
    path.write_bytes(spoilt(written))

    assert found(store) == [(Remedy.LAYOUT, what)]
    assert path.read_bytes() == spoilt(written)
    assert found(store, writes=True) == [(Remedy.LAYOUT, what)]
    assert path.read_bytes() == written
    assert not repair(store).is_left


def test_a_medium_that_is_there_under_another_suffix_is_referred_to(store, path):
    """
    Its name says what it is, whatever comes after the dot.
    """
    [picture] = (store / "media").glob("*.png")
    picture.rename(picture.with_suffix(".jpg"))

    assert [(each.remedy, each.what[12:]) for each in repair(store).repairs] == [
        (Remedy.MEDIUM, "….png is there as .jpg")
    ]
    assert repair(store).left == ()
    assert not repair(store, writes=True).is_left
    assert [each.verdict for each in verify([store], is_deep=True)] == [Verdict.OK]


def test_a_medium_that_is_not_what_its_name_says_stands_for_nothing(store, path):
    """
    Such a recording is beyond repair, and says where to get the picture.
    """
    [picture] = (store / "media").glob("*.png")
    picture.rename(picture.with_suffix(".jpg")).write_bytes(b"another")

    repairs = repair(store, writes=True)

    assert repairs.repairs == ()
    assert [each.reason.partition("\n")[0].rpartition(" ")[2] for each in repairs.left] == ["missing"]


def test_what_was_left_half_written_is_deleted_once_it_is_old(store, path):
    """
    Of what is young a process may still be at work.
    """
    for name, age in (("old", 1), ("young", None)):
        (store / "media" / f".writing-{name}").write_bytes(b"half")
        if age is not None:
            os.utime(store / "media" / f".writing-{name}", (age, age))

    assert found(store, writes=True) == [(Remedy.LEFTOVER, "half written by a process that was killed")]
    assert [each for each in contents(store) if "writing" in each] == ["media/.writing-young"]


def test_a_stale_fingerprint_is_computed_anew(store, path, tmp_path):
    """
    As `understudy rekey --write` does.
    """
    (tmp_path / "pyproject.toml").write_text('[tool.understudy]\nvolatile = ["uuid"]\n')

    assert [remedy for remedy, _ in found(store)] == [Remedy.FINGERPRINT]
    assert not repair(store, writes=True).is_left
    assert found(store) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b'"sequence": 1', b'"sequence": 1, "sequence": 2'),
        lambda text: text.replace(b'"first"', b'"third"'),
        lambda text: b"{}",
    ],
    ids=["cut", "a key twice", "an edit", "no recording"],
)
def test_nothing_is_invented(store, path, spoilt):
    """
    What was lost or edited stays as it is.
    """
    path.write_bytes(spoilt(path.read_bytes()))
    before = contents(store)

    repair(store, writes=True)

    assert contents(store) == before


def test_files_of_other_recorders_are_left_alone(store):
    """
    Also where they are laid out in another way.
    """
    store.mkdir()
    (store / BUNDLED.name).write_bytes(BUNDLED.read_bytes().rstrip(b"\n"))

    assert repair(store).repairs == ()


def test_looking_changes_nothing(store, path):
    """
    Whatever it finds.
    """
    path.write_bytes(path.read_bytes()[:-1])
    [picture] = (store / "media").glob("*.png")
    picture.rename(picture.with_suffix(".jpg"))
    (store / ".writing-old").write_bytes(b"")
    os.utime(store / ".writing-old", (1, 1))
    before = contents(store)

    assert len(repair(store).repairs) == 3
    assert contents(store) == before


def test_what_changes_meanwhile_is_not_written_over(store, path, monkeypatch):
    """
    Somebody's editor may be at work.
    """
    path.write_bytes(path.read_bytes()[:-1])
    mended = repairing._mended

    def slow(*given):
        result = mended(*given)
        path.write_bytes(b"{}")
        return result

    monkeypatch.setattr(repairing, "_mended", slow)

    with pytest.raises(StoreUnusable, match="has changed since it was looked at"):
        repair(store, writes=True)
    assert path.read_bytes() == b"{}"


def test_a_store_that_is_whole_needs_nothing(store, path):
    """
    Nor does an answer of several frames.
    """
    Directory(store).save(replace(draft("x", "y"), scope="t"))

    assert not repair(store).is_left
