"""An answer over time."""

from __future__ import annotations

import pytest

from understudy.model import Mark
from understudy.operations.demo import BUNDLED
from understudy.operations.load import load
from understudy.operations.timeline import Gap, timeline_of

EVENTS = "text/event-stream"


def delta(text):
    return {"choices": [{"index": 0, "delta": {"content": text}}]}


@pytest.fixture
def stream(keep, sse):
    """Records a chat whose events came at these times."""

    def stream(*texts, at_ms, usage=None):
        events = [delta(text) for text in texts]
        events += [{"choices": [], "usage": {"completion_tokens": usage}}] if usage else []
        body, offset, marks = sse(*events), 0, []
        for at, raw in zip(at_ms, body.split(b"\n\n"), strict=False):
            marks.append(Mark(offset, at))
            offset += len(raw) + 2
        asked = {"model": "m", "stream": True, "messages": []}
        return keep("/v1/chat/completions", asked, body, content_type=EVENTS, marks=tuple(marks))

    return stream


def test_frames_stand_at_their_times(stream):
    """
    Those that say nothing among them; the first words may come later than the first frame.
    """
    timeline = timeline_of(stream("", "Hel", "lo", at_ms=(50, 70, 90, 95)))

    assert [(tick.at_ms, tick.text) for tick in timeline.ticks] == [(50, ""), (70, "Hel"), (90, "lo"), (95, "")]
    assert (timeline.first_ms, timeline.first_text_ms, timeline.last_ms, timeline.is_timed) == (50, 70, 95, True)


def test_tokens_per_second_count_from_the_first_words(stream):
    """
    Waiting for them says something else.
    """
    assert timeline_of(stream("a", "b", at_ms=(1000, 2000, 3000, 3000), usage=10)).tokens_per_s == 5
    assert timeline_of(stream("a", "b", at_ms=(1000, 2000, 3000, 3000))).tokens_per_s is None


def test_the_longest_pauses_are_known(stream):
    """
    As they came; what nobody notices is none.
    """
    timeline = timeline_of(stream("a", "b", "c", "d", "e", "f", at_ms=(0, 500, 510, 710, 1710, 2010, 2020)))

    assert timeline.gaps == (Gap(0, 500), Gap(710, 1710), Gap(1710, 2010))
    assert timeline.longest_gap_ms == 1000
    assert timeline_of(stream("a", at_ms=(0, 10))).longest_gap_ms is None


def test_format_1_knows_only_the_order():
    """
    Then a place in it stands for a time.
    """
    timeline = timeline_of(load(BUNDLED))

    assert ([tick.at_ms for tick in timeline.ticks], timeline.is_timed, timeline.gaps) == ([0, 1, 2, 3], False, ())
    assert timeline.tokens_per_s is None


def test_an_answer_in_one_piece_ends_with_its_last_chunk(keep):
    """
    It is one frame, which began to come earlier.
    """
    marks = (Mark(0, 100), Mark(2, 300))

    timeline = timeline_of(keep("/v1/chat/completions", {"model": "m"}, {"choices": []}, marks=marks))

    assert (len(timeline.ticks), timeline.first_ms, timeline.last_ms) == (1, 100, 300)
