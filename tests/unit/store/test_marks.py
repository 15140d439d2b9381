from __future__ import annotations

import pytest

from understudy.errors import RecordingUnreadable
from understudy.model import Mark
from understudy.store.marks import marks_at_rest, marks_in_body

CASES = [
    pytest.param([], [3, 0], "", id="none"),
    pytest.param([Mark(0, 52)], [3, 0], "52@0", id="one"),
    pytest.param([Mark(0, 52), Mark(3, 60), Mark(8, 61)], [3, 5, 2], "52@0 60@1 61@2", id="at-each-segment"),
    pytest.param([Mark(0, 52), Mark(2, 60)], [3, 0], "52@0 60@0+2", id="within-a-segment"),
    pytest.param([Mark(0, 0), Mark(1, 0), Mark(2, 0)], [3], "0@0 0@0+1 0@0+2", id="three-in-one-segment"),
    pytest.param([Mark(0, 1), Mark(6, 2)], [3, 3, 4], "1@0 2@2", id="several-segments-in-one-chunk"),
    pytest.param([Mark(0, 1), Mark(3, 2)], [3, 0, 0, 4], "1@0 2@3", id="empty-segments-hold-nothing"),
    pytest.param([Mark(0, 1)], [0, 0, 4], "1@2", id="first-segment-empty"),
]


@pytest.mark.parametrize("marks, segments, text", CASES)
def test_marks_at_rest_and_back(marks, segments, text):
    """
    Marks are written by segment, and stand at the same bytes again when they are read.
    """
    assert marks_at_rest(marks, segments) == text
    assert list(marks_in_body(text, segments)) == marks


@pytest.mark.parametrize(
    "text, segments, marks",
    [
        pytest.param("1@0 2@1", [9, 5], [Mark(0, 1), Mark(9, 2)], id="segment-grew"),
        pytest.param("1@0 2@0+7 3@1", [4, 5], [Mark(0, 1), Mark(4, 2)], id="segment-shrank"),
        pytest.param("1@0 2@1 3@2", [4, 5], [Mark(0, 1), Mark(4, 2)], id="segment-removed"),
        pytest.param("1@0 2@7", [4, 5], [Mark(0, 1)], id="beyond-the-body"),
        pytest.param("1@1 2@2", [4, 5, 6], [Mark(0, 1), Mark(9, 2)], id="first-mark-removed"),
        pytest.param("1@0+2", [4], [Mark(0, 1)], id="first-mark-moved"),
        pytest.param("1@0 3@2 2@1", [1, 1, 1], [Mark(0, 1), Mark(2, 3)], id="out-of-order"),
        pytest.param("1@0 2@0", [1], [Mark(0, 1)], id="twice-the-same-place"),
        pytest.param("1@0 2@1", [0, 0], [], id="body-emptied"),
    ],
)
def test_marks_of_an_edited_body(text, segments, marks):
    """
    However a body was edited, its chunks begin at its first byte, none is empty and none lies beyond its end.
    """
    assert list(marks_in_body(text, segments)) == marks


@pytest.mark.parametrize("word", ["5", "@1", "5@", "5@-1", "a@1", "5@1+", "5@1+x", "5.5@1", "5@1,6@2", f"{10**15}@1"])
def test_a_mark_that_is_none_is_shown(word):
    """
    Whoever mistypes a mark reads how one is written.
    """
    with pytest.raises(RecordingUnreadable) as caught:
        marks_in_body(f"1@0 {word}", [9])

    assert str(caught.value) == f"response.marks: expected AT@SEGMENT or AT@SEGMENT+BYTE, found {word!r}"
