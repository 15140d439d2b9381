"""The server, where it may answer from conversations that begin alike."""

from __future__ import annotations

import httpx
import pytest

from understudy.engine import Match, Repeat
from understudy.model import Mode
from understudy.testing import Answer, Upstream

ASKED = ({"role": "user", "content": "How long?"}, {"role": "assistant", "content": "Look."})
JSON = {"content-type": "application/json"}


def ask(address, text, **headers):
    body = {"model": "m", "messages": [*ASKED, {"role": "user", "content": text}]}
    return httpx.post(f"{address}/openai/v1/chat/completions", json=body, headers=headers, trust_env=False)


@pytest.fixture
def recorded(served):
    """A store with one step of a conversation."""
    with Upstream([Answer.of(200, JSON, [b'{"took":12}'])]) as upstream:
        ask(served(Mode.RECORD, upstreams={"openai": upstream.url}), "12 ms")


def health(address):
    return httpx.get(f"{address}/_understudy/health", trust_env=False).json()


@pytest.mark.usefixtures("recorded")
def test_it_answers_once_and_is_counted(served):
    """
    Also where equal requests would be answered again; then it is a miss as ever.
    """
    address = served(match=Match.PREFIX, repeat=Repeat.LAST)

    first, second = ask(address, "14 ms"), ask(address, "14 ms")

    assert (first.status_code, first.content) == (200, b'{"took":12}')
    assert second.headers["x-understudy-miss"] == "differs"
    assert {name: health(address)[name] for name in ("played", "weaker_matches", "missed")} == {
        "played": 1,
        "weaker_matches": 1,
        "missed": 1,
    }


@pytest.mark.usefixtures("recorded")
def test_each_scope_has_its_own_once(served):
    """
    As with exact answers.
    """
    address = served(match=Match.PREFIX)

    answers = [ask(address, "14 ms", **{"x-understudy-scope": scope}).status_code for scope in ("one", "two", "one")]

    assert answers[:2] == [200, 200]
    assert answers[2] != 200


@pytest.mark.usefixtures("recorded")
def test_nobody_asked_and_it_is_a_miss(served):
    """
    By default.
    """
    address = served()

    assert ask(address, "14 ms").headers["x-understudy-miss"] == "differs"
    assert health(address)["weaker_matches"] == 0
