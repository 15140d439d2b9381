"""`operations/rewriting.py`: what `understudy verify --deep` finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.trust.saving import draft
from understudy.operations import rewriting
from understudy.operations.demo import BUNDLED
from understudy.operations.verify import Verdict, verify
from understudy.store import Directory


def test_what_was_recorded_is_the_same_written_again(tmp_path):
    """
    Answers, pictures, and files of format 1.
    """
    store = Directory(tmp_path)
    for each in (draft("x", "y"), draft(picture=True)):
        store.save(each)
    (tmp_path / BUNDLED.name).write_bytes(BUNDLED.read_bytes())

    assert [each.verdict for each in verify([tmp_path], is_deep=True)] == [Verdict.OK] * 3


def test_a_medium_that_nothing_refers_to_is_looked_at_too(tmp_path):
    """
    It may be referred to again.
    """
    Directory(tmp_path).save(draft(picture=True))
    [picture] = (tmp_path / "media").glob("*.png")
    for recording in tmp_path.glob("*.json"):
        recording.unlink()
    picture.write_bytes(b"another")

    [found] = verify([tmp_path], is_deep=True)

    assert found.path == str(picture)
    assert found.problem.startswith("altered: its 7 bytes have another SHA-256 than its name says\n\n  Take it back")
    assert verify([tmp_path]) == ()


@pytest.mark.parametrize("part", ["request.body", "response.body"])
def test_a_difference_is_named_with_both_digests(tmp_path, monkeypatch, part):
    """
    It is ours, and the recording still replays.
    """
    Directory(tmp_path).save(draft())
    again = rewriting._again

    def other(recording):
        name = part.partition(".")[0]
        found = again(recording)
        return replace(found, **{name: replace(getattr(found, name), body=b"{}")})

    monkeypatch.setattr(rewriting, "_again", other)

    [found] = verify([tmp_path], is_deep=True)

    assert found.verdict is Verdict.PROBLEM
    assert found.problem.startswith(f"{part}: written again and read, it is not the same: expected ")
    assert "This is a defect of Understudy" in found.problem
