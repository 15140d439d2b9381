"""What format 1 cannot hold is said, not dropped in silence."""

from __future__ import annotations

import pytest

from understudy.formats.format1 import written
from understudy.model import ClosedByClient, Failed, FailureKind, Mark

CHAT = "/v1/chat/completions"
ASKED = {"model": "m", "messages": []}
SSE = "text/event-stream"
PLAIN = b'data: {"choices":[]}\n\ndata: [DONE]\n\n'
ANEW = "the exact bytes: read back, the answer is written anew"

CASES = {
    "nothing": ({}, PLAIN, ()),
    "headers": ({"headers": (("x-request-id", "1"), ("Date", "2"))}, PLAIN, ("headers: date, x-request-id",)),
    "timing": ({"marks": (Mark(0, 0), Mark(5, 9))}, PLAIN, ("when its chunks came",)),
    "status": ({"status": 201}, PLAIN, ("the status 201, 200 in its place",)),
    "client left": ({"ended": ClosedByClient(9)}, PLAIN, ("that the client stopped reading before the end",)),
    "broken": (
        {"ended": Failed(FailureKind.READ, "gone", 9)},
        PLAIN,
        ("its broken ending (read-error): in format 1 it looks complete",),
    ),
    "comments": ({}, b": ping\n\n" + PLAIN, ("comments between frames", ANEW)),
    "event ids": ({}, b"id: 1\n" + PLAIN, ("event ids", ANEW)),
    "event names": ({}, b"event: chunk\n" + PLAIN, ("event names", ANEW)),
    "a frame of text": ({}, b"data: oops\n\n" + PLAIN, ("1 frame without JSON", ANEW)),
    "spaces": ({}, PLAIN.replace(b":[", b": ["), (ANEW,)),
    "no end": ({}, PLAIN.removesuffix(b"data: [DONE]\n\n"), (ANEW,)),
}


@pytest.mark.parametrize(("how", "body", "lost"), CASES.values(), ids=CASES)
def test_each_loss_is_named(keep, how, body, lost):
    """
    In a few words each.
    """
    recording = keep(CHAT, ASKED, body, content_type=SSE, **{"marks": (Mark(0, 0),), **how})

    assert written(recording, {}).lost == lost


def test_responses_have_their_event_names_back(keep):
    """
    They are the type of their frame.
    """
    body = b'event: response.created\ndata: {"type":"response.created","response":{}}\n\n'

    assert written(keep("/v1/responses", {"input": "a"}, body, content_type=SSE, marks=()), {}).lost == ()
