"""A timeline as a drawing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from understudy.operations.timeline import Gap, Tick, Timeline
from understudy.ui.recording.drawing import GROUND, LEFT, TOP, WIDTH, drawing_of


def timeline(times, *, texts=None, is_timed=True, gaps=()):
    texts = texts or ["x"] * len(times)
    ticks = tuple(Tick(at, 10 * n, 10, text) for n, (at, text) in enumerate(zip(times, texts, strict=True)))
    return Timeline(ticks, is_timed, times[0], times[0], times[-1], None, gaps)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=80).map(sorted), st.booleans())
def test_every_frame_has_its_stroke_within_the_picture(times, is_timed):
    """
    Frames of one place share one, which names them all.
    """
    places = times if is_timed else list(range(len(times)))

    drawing = drawing_of(timeline(places, is_timed=is_timed))

    named = sum(1 if "frames" not in each.label else _count(each.label) for each in drawing.strokes)
    assert named == len(times)
    assert all(LEFT <= each.x <= WIDTH - LEFT and TOP <= each.y < GROUND for each in drawing.strokes)


def _count(label):
    first, last = label.partition(",")[0].removeprefix("frames ").partition(" at ")[0].split(" to ")
    return int(last) - int(first) + 1


def test_a_wait_and_a_pause_are_seen():
    """
    Where they were.
    """
    drawing = drawing_of(timeline([500, 600, 900, 1000], gaps=(Gap(600, 900),)))

    assert (drawing.waits.x, drawing.waits.width) == (LEFT, 310)
    assert [(gap.x, gap.width, gap.label) for gap in drawing.gaps] == [(382.0, 186.0, "300 ms")]


def test_thousands_of_frames_are_some_hundred_strokes():
    """
    A page of a long stream stays a page.
    """
    assert len(drawing_of(timeline(list(range(50_000)))).strokes) <= WIDTH


def test_two_timelines_can_share_an_axis():
    """
    Then equal times stand at equal places.
    """
    short, long = timeline([0, 100]), timeline([0, 100, 1000])

    assert drawing_of(short, 1000).strokes[1].x == drawing_of(long).strokes[1].x
    assert drawing_of(short, 1000).marks == drawing_of(long).marks


@given(st.integers(1, 10**15))
def test_an_axis_has_few_marks(last):
    """
    However long an answer took, or a stranger's file says that it did.
    """
    marks = drawing_of(timeline([0, last])).marks

    assert 1 <= len(marks) <= 7
    assert all(one[0] < other[0] for one, other in pairwise(marks))
