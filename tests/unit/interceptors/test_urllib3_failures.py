"""Which exceptions of urllib3 and of `http.client` mean that the upstream failed, and back again."""

from __future__ import annotations

import http.client
import socket
from typing import Any

import pytest
import urllib3
from urllib3 import exceptions

from understudy.engine import Playback
from understudy.interceptors.urllib3_failures import Failures, failure_of, text_of
from understudy.model import ClosedByClient, Complete, Ended, Failed, FailureKind

POOL = urllib3.HTTPConnectionPool("api.example")
CONN: Any = POOL.ConnectionCls("api.example", 80)

CASES: dict[str, tuple[BaseException, FailureKind]] = {
    "refused": (exceptions.NewConnectionError(CONN, "[Errno 111] Connection refused"), FailureKind.CONNECT),
    "no name": (exceptions.NameResolutionError("api.example", CONN, socket.gaierror(-2, "no")), FailureKind.CONNECT),
    "slow to connect": (exceptions.ConnectTimeoutError(CONN, "timed out"), FailureKind.CONNECT_TIMEOUT),
    "bad certificate": (exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED]"), FailureKind.CONNECT),
    "slow to answer": (exceptions.ReadTimeoutError(POOL, "/", "Read timed out."), FailureKind.READ_TIMEOUT),
    "slow to take": (TimeoutError("timed out"), FailureKind.WRITE_TIMEOUT),
    "reset": (ConnectionResetError(104, "Connection reset by peer"), FailureKind.READ),
    "gone": (
        http.client.RemoteDisconnected("Remote end closed connection without response"),
        FailureKind.PROTOCOL,
    ),
    "not HTTP": (http.client.BadStatusLine("220 mail"), FailureKind.PROTOCOL),
}


def playback(ended: Ended, status: int | None = 200) -> Playback:
    return Playback("x.json", status, (), (), (), (), ended, True)


@pytest.mark.parametrize("error, kind", CASES.values(), ids=CASES)
def test_what_came_in_place_of_an_answer_comes_again(error: BaseException, kind: FailureKind) -> None:
    """
    The same class, the same text; what a retry or a caller decides by it is the same.
    """
    assert failure_of(error) is kind

    with pytest.raises(type(error)) as raised:
        Failures(exceptions).raise_unanswered(playback(Failed(kind, text_of(error), 0), None), POOL, CONN, "/")

    assert type(raised.value) is type(error)
    assert str(raised.value) == str(error)


@pytest.mark.parametrize("kind", FailureKind, ids=lambda kind: kind.value)
def test_every_kind_of_failure_has_exceptions(kind: FailureKind) -> None:
    """
    What any library recorded can be raised here, before an answer and within it.
    """
    failures = Failures(exceptions)

    with pytest.raises((exceptions.HTTPError, OSError, http.client.HTTPException)):
        failures.raise_unanswered(playback(Failed(kind, "broke", 0), None), POOL, CONN, "/")
    with pytest.raises(exceptions.HTTPError, match="broke"):
        failures.raise_ending(playback(Failed(kind, "broke", 0)), POOL, "/")


@pytest.mark.parametrize(
    "error, kind",
    [
        (exceptions.ProtocolError("Connection broken", ConnectionResetError()), FailureKind.READ),
        (exceptions.ProtocolError("Response ended prematurely"), FailureKind.PROTOCOL),
        (exceptions.ProtocolError("Connection broken", exceptions.IncompleteRead(1, 2)), FailureKind.PROTOCOL),
    ],
    ids=["reset", "ended", "incomplete"],
)
def test_a_broken_body_says_what_broke_it(error: BaseException, kind: FailureKind) -> None:
    """
    urllib3 has one class for both, and its cause within.
    """
    assert failure_of(error) is kind


@pytest.mark.parametrize(
    "error",
    [
        KeyboardInterrupt(),
        ValueError(),
        GeneratorExit(),
        exceptions.EmptyPoolError(POOL, "full"),
        exceptions.ProxyError("no way", OSError()),
        exceptions.LocationParseError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_client_does_to_itself_is_no_failure_of_an_upstream(error: BaseException) -> None:
    """
    Interrupted, broken by the application, or never sent to the API.
    """
    assert failure_of(error) is None


def test_an_ending_that_is_none() -> None:
    """
    A complete answer ends without an exception; one that its client left says where it ends.
    """
    failures = Failures(exceptions)

    failures.raise_ending(playback(Complete()), POOL, "/")
    with pytest.raises(exceptions.ProtocolError, match=r"x\.json ends here: its client stopped reading after 7 bytes"):
        failures.raise_ending(playback(ClosedByClient(7)), POOL, "/")
