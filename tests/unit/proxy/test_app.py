"""From a request to a decision, and what becomes of requests that are none."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from understudy.engine import Session
from understudy.model import Mode
from understudy.proxy.app import App
from understudy.proxy.keys import Keys
from understudy.proxy.settings import ServeSettings
from understudy.proxy.troubles import Troubles
from understudy.store import Directory
from understudy.upstream import Client


class Asked(Session):
    """Remembers what it was asked, and fails."""

    def decide(self, request, *, scope=None, is_origin_known=True, fault=None):
        self.request, self.scope = request, scope
        raise RuntimeError("a bug")


@pytest.fixture
def session(store):
    return Asked(Directory(store), Mode.REPLAY)


@pytest.fixture
def ask(session):
    """Sends a request to the application, without a server."""
    settings = ServeSettings("s", hosts=("us",))
    app = App(session, settings, Keys({}, None, {}, {}, Troubles()), Client(), "http://us", Troubles())

    async def send(method, path, **more):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://us") as client:
            return await client.request(method, path, **more)

    return lambda *args, **more: asyncio.run(send(*args, **more))


def test_the_session_sees_the_true_request(session, ask):
    """
    The upstream's address, every escape as it was sent, the body's bytes, and the scope that the header names.
    """
    ask(
        "POST",
        "/gemini/v1beta/models/a%2Fb:x?alt=sse&q=%20",
        content=b"{ }",
        headers={b"x-understudy-scope": "t::é".encode()},
    )

    assert session.request.method == "POST"
    assert session.request.url == ("https://generativelanguage.googleapis.com/v1beta/models/a%2Fb:x?alt=sse&q=%20")
    assert (session.request.body, session.request.header("content-length")) == (b"{ }", "3")
    assert session.scope == "t::é"


@pytest.mark.parametrize("headers", [{}, {"x-understudy-scope": ""}])
def test_without_a_scope_any_recording_may_answer(session, ask, headers):
    """
    An empty header is what a client sends that has no scope.
    """
    ask("GET", "/v1/models", headers=headers)

    assert session.scope is None


def test_a_bug_of_ours_is_an_answer_and_is_told(ask, capsys):
    """
    The client learns that it is not at fault, in its API's shape, and does not try again.
    """
    answer = ask("POST", "/v1/messages", json={})

    assert (answer.status_code, answer.headers["x-should-retry"]) == (500, "false")
    assert answer.json()["error"]["message"] == "understudy could not decide on this request: a bug"
    assert "deciding on POST /v1/messages: Traceback" in capsys.readouterr().err


def test_a_client_that_leaves_within_its_request_is_no_request(served):
    """
    Half a body is never looked up; the server goes on.
    """
    address = served()
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
        client.sendall(b"POST /v1/messages HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n{")

    health = httpx.get(f"{address}/_understudy/health").json()
    assert (health["missed"], health["errors"]) == (0, 0)


def test_a_request_to_speak_another_protocol_is_answered_as_http(served):
    """
    As a server may that does not speak it.
    """
    headers = {"connection": "upgrade", "upgrade": "h2c"}

    assert httpx.get(f"{served()}/v1/realtime", headers=headers).headers["x-understudy-miss"] == "no-store"
