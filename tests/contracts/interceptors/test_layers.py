"""What clients do above the hook works as without us: redirects, forms, big bodies, cookies, `raise_for_status`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.clients.adapters import CLIENTS, FOLLOWING, WITH_COOKIES, Client
from tests.clients.offline import offline
from tests.clients.twice import recorded, replayed
from understudy.testing import Answer, Received, Upstream

TEXT = {"content-type": "text/plain"}
JSON = (("content-type", "application/json"),)


@pytest.fixture
def client_named(make_client: Callable[..., Any], request: pytest.FixtureRequest) -> str:
    """Which row of the table the test runs for."""
    return str(request.node.callspec.params["make_client"])


def moving(received: Received) -> Answer:
    """`/v1/old` has moved to `/v1/new`."""
    if received.target == "/v1/old":
        return Answer.of(307, {"location": "/v1/new"}, [b"moved"], framing="length")
    return Answer.of(200, TEXT, [received.body + b" at " + received.target.encode()], framing="length")


def test_a_redirect_is_two_exchanges(make_client: Callable[..., Any], client_named: str, tmp_path: Path) -> None:
    """
    Followed on replay as while recording, with its body.
    """
    if client_named not in FOLLOWING:
        pytest.skip("it follows no redirects")
    client = make_client(**FOLLOWING[client_named])
    with Upstream(moving) as upstream:
        url = f"{upstream.url}/v1/old"
        live = recorded(tmp_path, lambda: client.fetch("POST", url, content=b"asked"))

    again = replayed(tmp_path, lambda: client.fetch("POST", url, content=b"asked"))

    assert (live.status, live.body) == (again.status, again.body) == (200, b"asked at /v1/new")
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_a_redirect_that_is_not_followed_is_an_answer(client: Client, client_named: str, tmp_path: Path) -> None:
    """
    Its `location` comes back, for whoever follows it himself.
    """
    if client_named in ("requests-sync", "aiohttp-async"):
        pytest.skip("it follows redirects")
    with Upstream(moving) as upstream:
        url = f"{upstream.url}/v1/old"
        live = recorded(tmp_path, lambda: client.fetch("GET", url))

    again = replayed(tmp_path, lambda: client.fetch("GET", url))

    assert live.status == again.status == 307
    assert live.headers["location"] == again.headers["location"] == "/v1/new"


def test_an_error_status_is_raised_again(client: Any, tmp_path: Path) -> None:
    """
    `raise_for_status` and its like: the same class with the same text.
    """
    if not hasattr(client, "check"):
        pytest.skip("it raises for no status")

    def ask() -> Exception:
        with pytest.raises(Exception, match="404") as raised:
            client.check(f"{upstream.url}/v1/models")
        return raised.value

    with Upstream([Answer.of(404, TEXT, [b"no such model"])]) as upstream:
        live = recorded(tmp_path, ask)
    again = replayed(tmp_path, ask)

    assert type(again) is type(live)
    assert str(again) == str(live)


def test_the_client_s_own_hooks_are_told(client: Any, tmp_path: Path) -> None:
    """
    Of requests and answers, on replay as while recording.
    """
    if not hasattr(client, "listen"):
        pytest.skip("it has no hooks")
    seen: list[str] = []
    client.listen(seen)
    with Upstream([Answer.of(200, TEXT, [b"x"], framing="length")]) as upstream:
        recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))
    live = list(seen)

    replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert live
    assert seen == live * 2


def test_a_form_is_known_by_its_parts(client: Any, tmp_path: Path) -> None:
    """
    Its boundary is new each time; another file in it is another request.
    """
    if not hasattr(client, "upload"):
        pytest.skip("it makes no forms")
    with Upstream([Answer.of(200, dict(JSON), [b'{"bytes":8}'])]) as upstream:
        url = f"{upstream.url}/v1/files"
        live = recorded(tmp_path, lambda: client.upload(url, b'{"n":1}\n'))
        (received,) = upstream.received

    again = replayed(tmp_path, lambda: client.upload(url, b'{"n":1}\n'))

    assert b'{"n":1}\n' in received.body
    assert live == again
    with pytest.raises(understudy.ReplayMiss):
        replayed(tmp_path, lambda: client.upload(url, b'{"n":2}\n'))


BIG = bytes(range(256)) * 4096 * 8
PIECE = 1 << 16


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # aiohttp would have a file
@pytest.mark.parametrize("in_pieces", [False, True], ids=["whole", "in pieces"])
def test_a_big_body_arrives_and_is_found_again(client: Client, tmp_path: Path, in_pieces: bool) -> None:
    """
    Eight megabytes; one byte less is another request.
    """

    def body(size: int) -> Any:
        pieces: Iterable[bytes] = (BIG[at : min(at + PIECE, size)] for at in range(0, size, PIECE))
        return pieces if in_pieces else BIG[:size]

    with Upstream(lambda received: Answer.of(200, TEXT, [b"%d" % len(received.body)])) as upstream:
        url = f"{upstream.url}/v1/files"
        live = recorded(tmp_path, lambda: client.fetch("POST", url, content=body(len(BIG))))
        sent = upstream.received[0].body

    again = replayed(tmp_path, lambda: client.fetch("POST", url, content=body(len(BIG))))

    assert sent == BIG
    assert live.body == again.body == b"%d" % len(BIG)
    with offline(), understudy.use(tmp_path), pytest.raises(understudy.ReplayMiss):
        client.fetch("POST", url, content=body(len(BIG) - 1))


def test_a_jar_of_cookies_works_while_recording(client: Client, client_named: str, tmp_path: Path) -> None:
    """
    The second request brings what the first answer set. No file holds it, and a replay does without.
    """
    if client_named not in WITH_COOKIES:
        pytest.skip("it keeps no cookies")
    answers = [Answer.of(200, {"set-cookie": "session=s3cr3tvalue; Path=/"}, [b"1"]), Answer.of(200, TEXT, [b"2"])]

    def ask() -> list[bytes]:
        return [client.fetch("GET", f"{url}/v1/models").body for _ in answers]

    with Upstream(answers) as upstream:
        url = upstream.url.replace("127.0.0.1", "localhost")
        live = recorded(tmp_path, ask)
        cookies = [received.header("cookie") for received in upstream.received]

    assert cookies == [None, "session=s3cr3tvalue"]
    assert live == replayed(tmp_path, ask) == [b"1", b"2"]
    assert not any("s3cr3tvalue" in path.read_text() for path in tmp_path.glob("*.json"))


def test_every_client_is_in_the_table() -> None:
    """
    One row for each client library and kind that is hooked.
    """
    assert set(CLIENTS) == {
        *("httpx-sync", "httpx-async", "httpx2-sync", "httpx2-async"),
        *("urllib3-sync", "requests-sync", "botocore-sync", "aiohttp-async"),
    }
