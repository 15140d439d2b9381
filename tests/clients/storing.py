"""Recordings that a test makes without an upstream."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.store import Directory, Draft

URL = "https://api.openai.com/v1/chat/completions"
CHAT = b'{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}'
SSE = (("content-type", "text/event-stream"),)


def _frame(text: str) -> bytes:
    chunk = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}}]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


FRAMES = [*map(_frame, ("abcd", "efgh", "ijkl")), b"data: [DONE]\n\n"]
"""Three of a token each, and the end."""


def stored(folder: Path, *, at_ms: Sequence[int] = (), frames: Sequence[bytes] = FRAMES, times: int = 1) -> Path:
    """A store of so many equal recordings of a chat, whose frames came at these times."""
    starts = [0, *accumulate(map(len, frames))][:-1]
    marks = tuple(Mark(offset, at) for offset, at in zip(starts, at_ms or [0] * len(starts), strict=True))
    request = Request("POST", URL, (("content-type", "application/json"),), CHAT)
    response = Response(200, SSE, b"".join(frames), marks)
    for sequence in range(1, times + 1):
        draft = Draft(None, request, response, fingerprint("POST", URL, CHAT), sequence, "2026-11-22T12:00:00Z", False)
        Directory(folder).save(draft)
    return folder
