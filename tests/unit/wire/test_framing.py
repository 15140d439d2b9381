from __future__ import annotations

import pytest

from understudy.wire.framing import FRAMINGS, framing_for


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/event-stream", b"", "sse"),
        ("Text/Event-Stream ; charset=utf-8", b"{}", "sse"),
        ("application/x-ndjson", b"", "ndjson"),
        ("application/jsonl", b"", "ndjson"),
        ("application/x-jsonlines", b"", "ndjson"),
        ("application/stream+json", b"", "ndjson"),
        ("application/vnd.amazon.eventstream", b"", "eventstream"),
        ("application/vnd.understudy.websocket", b"", "websocket"),
        ("application/json", b"[{}]", "whole"),
        ("application/json", b"data: 1\n\n", "whole"),
        ("text/plain; a=text/event-stream", b"", "whole"),
        (None, b"data: 1\n\n", "sse"),
        (None, b"event: a\ndata: 1\n\n", "sse"),
        (None, b": ping\n\n", "sse"),
        ("", b"data:1\n\n", "sse"),
        (None, b"{}", "whole"),
        (None, b"", "whole"),
    ],
)
def test_the_content_type_says_the_framing(content_type, body, expected):
    """
    A framing follows from the media type; the body only counts where there is none.
    """
    assert framing_for(content_type, body).name == expected


def test_each_framing_goes_by_its_own_name():
    """
    The table's keys are the names that a recording holds.
    """
    assert {name: framing.name for name, framing in FRAMINGS.items()} == {
        name: name for name in ("sse", "ndjson", "json-array", "eventstream", "websocket", "whole")
    }


@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
def test_each_body_has_a_splitter_of_its_own(framing):
    """
    Two bodies that arrive at the same time do not mix.
    """
    one, other = framing.splitter(), framing.splitter()

    one.feed(b"one")
    other.feed(b"other")

    assert (one.rest(), other.rest()) == (b"one", b"other")
