"""Pages of somebody else, in a browser on this machine: nothing is told to them, or done for them."""

from __future__ import annotations

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.trust.server.conftest import connected, said, statuses
from understudy.engine import Repeat
from understudy.model import Mode
from understudy.proxy.pages import PAGES, PREFIX

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STRANGERS = {
    "another origin": {"origin": "http://evil.example"},
    "another port": {"origin": "http://127.0.0.1:3000"},
    "a file or a sandbox": {"origin": "null"},
    "another site": {"sec-fetch-site": "cross-site"},
    "a neighbour": {"sec-fetch-site": "same-site"},
    "a rebound name": {"host": "evil.example"},
    "a rebound name, with its own origin": {"host": "evil.example:80", "origin": "http://evil.example:80"},
    "a name that only looks local": {"host": "localhost.evil.example"},
}
ALL_STRANGERS = pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
OWN = ("health", "metrics", "openapi.json", "scopes", "scopes/s", "misses/1")
SITE = ("", "recordings", "search", "no-such-page")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.pattern.pattern)
def test_every_page_is_named_here(page):
    """
    A new one is tried as the others are.
    """
    assert any(page.pattern.fullmatch(name) for name in OWN)


@ALL_STRANGERS
def test_no_page_is_told_to_a_stranger(served, headers):
    """
    With no method, and not even that it exists.
    """
    address = served()
    with httpx.Client(timeout=20) as client:
        for name in (*OWN, *SITE):
            for method in METHODS:
                answer = client.request(method, f"{address}{PREFIX}{name}", headers=headers)
                assert (answer.status_code, method, name) == (403, method, name)
        assert client.get(f"{address}{PREFIX}scopes").json() == {"scopes": []}


@pytest.mark.parametrize("name", OWN)
def test_a_page_has_the_methods_that_it_says(served, name):
    """
    All others do nothing.
    """
    address = served()
    page = next(page for page in PAGES if page.pattern.fullmatch(name))
    with httpx.Client(timeout=20) as client:
        for method in METHODS:
            answer = client.request(method, f"{address}{PREFIX}{name}")
            assert answer.status_code == 405 or method in page.methods
            assert answer.status_code != 405 or method not in answer.headers["allow"].split(", ")


@ALL_STRANGERS
@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.RECORD, Mode.LIVE])
def test_no_api_is_asked_for_a_stranger(served, upstream, recordings, headers, mode):
    """
    Nothing is sent, recorded, played or missed for it.
    """
    address = served(mode, upstreams={"openai": upstream.url})
    answer = httpx.post(f"{address}/openai/v1/x", content="{}", headers={"content-type": "text/plain", **headers})

    assert (answer.status_code, upstream.received, recordings()) == (403, [], [])
    assert httpx.get(f"{address}{PREFIX}health").json()["missed"] == 0


def test_a_known_answer_is_not_for_strangers(served, upstream, store, eventually):
    """
    One that a program got is not given to a page that asks the same.
    """

    def ask(address, **headers):
        return httpx.post(f"{address}/openai/v1/x", json={}, headers=headers).status_code

    ask(served(Mode.RECORD, upstreams={"openai": upstream.url}))
    eventually(lambda: list(store.glob("*.json")))
    address = served(repeat=Repeat.LAST, upstreams={"openai": upstream.url})

    assert [ask(address) for _ in range(3)] == [200] * 3
    assert {ask(address, **each) for each in STRANGERS.values()} == {403}


@pytest.mark.parametrize("headers", [each for each in STRANGERS.values() if "host" not in each], ids=str)
def test_no_conversation_begins_for_a_stranger(served, headers):
    """
    A page may open one to anywhere and read what it says: browsers leave it to the server.
    """
    address = served(Mode.LIVE).replace("http", "ws", 1)
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{address}/openai/v1/realtime?model=m", additional_headers=headers)

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "host",
    ["recorder:8080", "recorder", "host.docker.internal:8080", "recorder.svc.cluster.local", "10.0.0.7", "[::1]:80"],
)
def test_programs_call_the_server_by_any_name_that_is_nobodys(served, host):
    """
    A container's, a cluster's: no stranger can point them here. Pages and keys want the operator's word even so.
    """
    answer = httpx.post(f"{served()}/openai/v1/x", json={}, headers={"host": host})

    assert (answer.status_code, answer.headers["x-understudy-miss"]) == (404, "no-store")


def test_any_other_name_is_told(served):
    """
    The error says how.
    """
    address = served()
    refused = httpx.post(f"{address}/openai/v1/x", json={}, headers={"host": "recorder.example.com"})
    named = httpx.post(
        f"{served(hosts=('recorder.example.com',))}/x", json={}, headers={"host": "recorder.example.com"}
    )

    assert (refused.status_code, named.status_code) == (403, 404)
    assert "--allow-host" in refused.text


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/octet-stream", "image/png"]
)
def test_what_a_form_can_send_is_no_word_to_the_control_api(served, kind):
    """
    Whatever its bytes.
    """
    address = f"{served()}{PREFIX}scopes"

    assert httpx.post(address, content='{"scope": "s"}', headers={"content-type": kind}).status_code == 415
    assert httpx.get(address).json() == {"scopes": []}


def test_two_hosts_are_none(served):
    """
    Neither of them may stand for the other.
    """
    with connected(served()) as client:
        came, _ = said(
            client, b"GET /_understudy/health HTTP/1.1\r\nhost: evil.example\r\nhost: 127.0.0.1\r\n\r\n", 0.05
        )

    assert statuses(came) == [400]
