"""Public fakes for the network's edge: an upstream that says exactly what it is told, and wire captures.

A stream of two events, the second 20 ms after the first, for one request:

    events = [b"data: 1\\n\\n", b"data: 2\\n\\n"]
    answer = Answer.of(200, {"content-type": "text/event-stream"}, events, at_ms=(0, 20))
    with Upstream([answer]) as upstream:
        httpx.get(upstream.url)
"""

from understudy.testing.answer import Answer, Finish, Framing, Piece
from understudy.testing.capture import Capture, read_capture
from understudy.testing.received import Received
from understudy.testing.upstream import Upstream

__all__ = ["Answer", "Capture", "Finish", "Framing", "Piece", "Received", "Upstream", "read_capture"]
