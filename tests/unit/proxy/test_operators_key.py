"""The operator's key and the inbound one, on a server."""

from __future__ import annotations

import httpx
import pytest

from understudy.model import Mode
from understudy.testing import Answer, Upstream

LENT, OWN, DOOR = "lent-4fR0aZ81mQ", "sk-own-9xKq27LmP", "door-7Tz5Wq"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """What the operator has."""
    monkeypatch.setenv("MY_KEY", LENT)
    monkeypatch.setenv("MY_DOOR", DOOR)


@pytest.fixture
def upstream():
    """Answers everything."""
    with Upstream(lambda _: Answer.of(200, {"content-type": "application/json"}, [b"{}"])) as upstream:
        yield upstream


def asked(address, **more):
    return httpx.post(f"{address}/openai/v1/chat/completions", json={"model": "m"}, **more)


def keys(upstream):
    """The keys that an upstream was sent."""
    return [dict(each.headers).get("authorization") for each in upstream.received]


def test_the_operator_s_key_is_lent_to_those_who_have_none(served, upstream):
    """
    A dummy is none; a client's own goes on.
    """
    address = served(Mode.LIVE, upstreams={"openai": upstream.url}, upstream_keys={"openai": "MY_KEY"})
    for key in (None, "Bearer dummy", f"Bearer {OWN}"):
        asked(address, headers={"authorization": key} if key else {})

    assert keys(upstream) == [f"Bearer {LENT}", f"Bearer {LENT}", f"Bearer {OWN}"]


def test_no_key_is_written_or_said(served, upstream, store, capfd):
    """
    Not into recordings, not onto our pages, not to the operator.
    """
    address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url}, upstream_keys={"openai": "MY_KEY"})
    told = [asked(address).text, asked(address, headers={"authorization": f"Bearer {OWN}"}).text]
    replay = served(upstreams={"openai": upstream.url}, upstream_keys={"openai": "MY_KEY"})
    httpx.post(f"{replay}/_understudy/scopes", json={"scope": "s"})
    url = f"{replay}/s/s/gemini/v1beta/models/g:generateContent?key={OWN}"
    told += [httpx.post(url, json={}, headers={"x-goog-api-key": OWN}).text]
    told += [httpx.get(f"{replay}/_understudy/{page}").text for page in ("scopes/s", "misses/1", "health")]

    written = "".join(path.read_text("utf-8") for path in store.rglob("*") if path.is_file())
    everything = "".join([written, *told, *capfd.readouterr()])
    assert len(list(store.iterdir())) == 2
    assert LENT not in everything
    assert OWN not in everything


def test_a_page_in_a_browser_is_lent_nothing(served, upstream):
    """
    Anybody's page can make a browser ask; nothing is sent for it. A name that nobody knows is lent nothing.
    """
    address = served(Mode.LIVE, upstreams={"openai": upstream.url}, upstream_keys={"openai": "MY_KEY"})
    answer = asked(address, headers={"origin": "http://evil.example"})
    asked(address, headers={"host": "recorder:8080"})

    assert (answer.status_code, keys(upstream)) == (403, [None])


def test_only_who_has_the_inbound_key_is_let_in(served, upstream):
    """
    Not even a recording is played to others; how the server is, everybody may see.
    """
    address = served(
        Mode.RECORD_IF_MISSING,
        upstreams={"openai": upstream.url},
        upstream_keys={"openai": "MY_KEY"},
        inbound_key="MY_DOOR",
    )
    refused = asked(address, headers={"authorization": f"Bearer {OWN}"})
    answers = [
        asked(address, headers={"authorization": f"Bearer {DOOR}"}),
        asked(address, headers={"x-understudy-key": DOOR}),
    ]

    assert (refused.status_code, refused.headers["x-should-retry"]) == (401, "false")
    assert "--inbound-key" in refused.json()["error"]["message"]
    assert [each.status_code for each in answers] == [200, 200]
    assert keys(upstream) == [f"Bearer {LENT}"] * 2
    assert httpx.get(f"{address}/_understudy/health").status_code == 200
    assert httpx.get(f"{address}/_understudy/scopes").status_code == 401
    assert httpx.get(f"{address}/_understudy/scopes", headers={"x-api-key": DOOR}).status_code == 200
