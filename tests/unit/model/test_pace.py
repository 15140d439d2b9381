"""Paces as people write them."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.model import AsRecorded, ByTokens, Instant, parse_pace


@pytest.mark.parametrize(
    "text, pace",
    [
        ("instant", Instant()),
        ("recorded", AsRecorded()),
        ("recorded*0.5", AsRecorded(0.5)),
        ("recorded * 2", AsRecorded(2)),
        ("ttft=200ms,tps=40", ByTokens(200, 40)),
        ("tps=12.5, ttft=1s", ByTokens(1000, 12.5)),
        ("ttft=200ms", ByTokens(200)),
        ("tps=40", ByTokens(0, 40)),
    ],
)
def test_a_text_says_a_pace(text, pace):
    """
    And the pace says the text that means it.
    """
    assert parse_pace(text) == pace
    assert parse_pace(str(pace)) == pace


@pytest.mark.parametrize("text", ["", "fast", "recorded*", "recorded*-1", "ttft=200", "tps=0", "tps=x", "ttft=1s,x=2"])
def test_what_says_none_is_told_what_does(text):
    """
    With an example of each.
    """
    with pytest.raises(WrongUse, match=r"instant, recorded, recorded\*0.5, or ttft=200ms,tps=40"):
        parse_pace(text)
