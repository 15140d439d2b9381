"""The server goes by the rules of the project that its store lies in."""

from __future__ import annotations

import json

from understudy.model import Mode
from understudy.testing import Answer, Upstream


def event(text):
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': text}}]})}\n\n".encode()


def test_a_request_of_another_day_is_answered_and_its_stream_follows(served, asked, store):
    """
    As in process, with the date cut in two.
    """
    (store.parent / "pyproject.toml").write_text("[tool.understudy]\nvolatile = ['iso-date']\n")
    answer = Answer.of(200, {"content-type": "text/event-stream"}, [event("On 2026-"), event("11-22"), event(".")])
    with Upstream([answer]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url})
        with asked(address, "Today is 2026-11-22.") as response:
            response.read()

    replay = served()
    with asked(replay, "Today is 2027-01-05.") as response:
        played = response.read()
    with asked(replay, "Today is not 2027-01-05.") as response:
        missed = response.read()

    texts = [json.loads(line[6:])["choices"][0]["delta"]["content"] for line in played.split(b"\n\n")[:3]]
    assert texts == ["On 2027-", "01-05", "."]
    assert (response.headers["x-understudy-miss"], b"differs" in missed) == ("differs", True)
