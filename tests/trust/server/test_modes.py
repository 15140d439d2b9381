"""What a server may do is its operator's to say: nothing that a client sends raises it."""

from __future__ import annotations

import httpx
import pytest

from understudy.model import Mode, is_within
from understudy.testing import Answer, Upstream

WORDS = [mode.value for mode in Mode] + ["all", "once", "new_episodes", "off", "1", "true"]
HEADERS = [
    *("x-understudy-mode", "x-understudy-record", "x-understudy-live", "x-understudy-renew", "x-understudy-upstream"),
    *("x-understudy-scope", "x-understudy-fault", "x-understudy-key", "x-understudy-repeat", "x-understudy"),
    *("x-http-method-override", "x-forwarded-host", "x-forwarded-for", "forwarded", "x-original-url", "x-rewrite-url"),
    *("x-host", "via", "x-real-ip", "cookie", "pragma", "cache-control", "prefer", "x-api-key", "authorization"),
]
PATHS = [
    *("/openai/v1/x?mode=record", "/openai/v1/x?understudy_mode=live", "/record/openai/v1/x", "/live/openai/v1/x"),
    *("/s/record/openai/v1/x", "/s/live/openai/v1/x", "/openai/v1/x;mode=record", "/openai/v1/x/record"),
    *("/_understudy/mode", "/_understudy/settings", "/_understudy/record", "/_understudy/scopes?mode=record"),
]
CONTROL = [
    *({"scope": "s", "mode": word} for word in WORDS),
    *(
        {"scope": "s", name: word}
        for name in ("Mode", "modes", "upstream", "renew", "store", "live")
        for word in WORDS[:4]
    ),
    {"scope": "s", "mode": ["record"]},
    {"scope": "s", "mode": {"record": True}},
    {"scope": ["s"], "mode": "record"},
]


@pytest.fixture
def replay(served, upstream):
    """A server that replays, and could reach an upstream."""
    return served(Mode.REPLAY, upstreams={"openai": upstream.url, "generic": upstream.url})


@pytest.fixture
def untouched(upstream, store):
    """Whether nothing was sent, and nothing written."""
    return lambda: upstream.received == [] and not store.exists()


def test_no_header_makes_a_replay_go_live_or_record(replay, untouched):
    """
    Whatever it is called, and whatever it says; a dozen of them beside each other neither.
    """
    with httpx.Client(timeout=20) as client:
        for header in HEADERS:
            for word in (*WORDS, "mode=record", "http://127.0.0.1:1", "PUT"):
                client.post(f"{replay}/openai/v1/x", json={}, headers={header: word})
                assert untouched(), (header, word)
        for word in WORDS:
            client.post(f"{replay}/openai/v1/x", json={}, headers=dict.fromkeys(HEADERS, word))
    assert untouched()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_no_path_and_no_method_does(replay, untouched, method):
    """
    Nor a query.
    """
    with httpx.Client(timeout=20) as client:
        for path in PATHS:
            client.request(method, f"{replay}{path}")
    assert untouched()


def test_no_word_to_the_control_api_does(replay, untouched):
    """
    A scope that was started, or refused, replays as all others do.
    """
    with httpx.Client(timeout=20) as client:
        for said in CONTROL:
            client.post(f"{replay}/_understudy/scopes", json=said)
            client.post(f"{replay}/s/s/openai/v1/x", json={})
            client.post(f"{replay}/openai/v1/x", json={}, headers={"x-understudy-scope": "s"})
            assert untouched(), said


@pytest.mark.parametrize("mode", Mode)
def test_a_scope_s_mode_is_within_the_server_s(served, mode):
    """
    The whole table: 201 where the asked one touches nothing that the server's does not, else 403.
    """
    address = f"{served(mode)}/_understudy/scopes"
    statuses = {asked: httpx.post(address, json={"scope": "s", "mode": asked.value}).status_code for asked in Mode}

    assert statuses == {asked: 201 if is_within(asked, mode) else 403 for asked in Mode}


def test_what_is_recorded_is_not_replaced_by_who_asks(served, store, eventually):
    """
    A server that records what is missing plays the rest, whatever a client says, and keeps the file as it is.
    """
    words = iter(["one", "two", "three"])
    with Upstream(lambda _: Answer.of(200, {"content-type": "text/plain"}, [next(words).encode()])) as upstream:
        more = {"upstreams": {"openai": upstream.url}}
        httpx.post(f"{served(Mode.RECORD_IF_MISSING, **more)}/openai/v1/x", json={})
        [path] = eventually(lambda: list(store.glob("*.json"))) or store.glob("*.json")
        before = path.read_bytes()
        for word in WORDS:
            address = served(Mode.RECORD_IF_MISSING, **more)
            httpx.post(f"{address}/_understudy/scopes", json={"scope": "s", "mode": word})
            answer = httpx.post(f"{address}/openai/v1/x", json={}, headers=dict.fromkeys(HEADERS[:5], word))
            assert (answer.text, path.read_bytes()) == ("one", before)


def test_what_is_live_writes_nothing_for_who_asks(served, upstream, store):
    """
    Neither by a header nor by a scope.
    """
    address = served(Mode.LIVE, upstreams={"openai": upstream.url})
    with httpx.Client(timeout=20) as client:
        for word in WORDS:
            client.post(f"{address}/_understudy/scopes", json={"scope": "s", "mode": word})
            client.post(f"{address}/s/s/openai/v1/x", json={}, headers=dict.fromkeys(HEADERS[:5], word))

    assert not store.exists()
    assert upstream.received
