"""What is looked at before the application is asked."""

from __future__ import annotations

import asyncio

import pytest

from understudy.engine import Session
from understudy.model import Mode
from understudy.proxy.forward.asked import Asked
from understudy.proxy.forward.origin import ORIGIN, Authority
from understudy.proxy.forward.ways import Ways
from understudy.store import Directory


@pytest.fixture
def ask(store):
    """Asks an application that is told; gives the status it sent, or the origin that the application saw."""

    def ask(asked, *headers):
        session = Session(Directory(store), Mode.REPLAY)
        seen = []

        async def app(scope, receive, send):
            seen.append(str(scope.get(ORIGIN)))

        async def send(message):
            if message["type"] == "http.response.start":
                seen.append(message["status"])

        scope = {"type": "http", "method": "GET", "path": "/v1/realtime", "headers": headers}
        asyncio.run(asked.told(app, Ways(session, (), 8090))(scope, None, send))
        return seen[0]

    return ask


TUNNEL = Asked("https", Authority("h.example", 443), "127.0.0.1")
PLAIN = Asked("http", None, "127.0.0.1")


@pytest.mark.parametrize(
    ("asked", "host", "seen"),
    [
        (TUNNEL, b"h.example", "https://h.example"),
        (TUNNEL, b"another.example", "https://h.example"),
        (PLAIN, b"h.example:8080", "http://h.example:8080"),
        (PLAIN, b"127.0.0.1:8090", "None"),
        (Asked("https", None, "127.0.0.1"), b"h.example", "https://h.example"),
        (Asked("https", Authority("127.0.0.1", 8090), "127.0.0.1"), b"", "https://127.0.0.1:8090"),
        (PLAIN, b"no host", 400),
        (PLAIN, b"", 400),
    ],
)
def test_the_application_is_told_which_server_is_meant(ask, asked, host, seen):
    """
    The one that the tunnel leads to; else the one that the request names, unless that is us.
    """
    assert ask(asked, (b"host", host)) == seen
