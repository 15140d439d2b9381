"""Conversations over WebSocket through the HTTP door: OpenAI Realtime, Responses, Gemini Live."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

import understudy
from tests.sdks.live import conversations, providers
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.proxy.forward.authority import Signer

Talk = Callable[..., list[dict[str, Any]]]
Door = Callable[..., AbstractContextManager[str]]

# openai 3.54 opens a connection in a way that websockets 17.1 advises against.
pytestmark = pytest.mark.filterwarnings("ignore:connect.. must be used as a context manager:DeprecationWarning")

TALKS = {
    "realtime": (conversations.realtime, providers.realtime, "openai"),
    "responses": (conversations.responses, providers.responses, "openai"),
    "gemini": (conversations.gemini, providers.gemini, "gemini"),
}
every_talk = pytest.mark.parametrize("talk, provided, upstream", TALKS.values(), ids=TALKS)
LIVE = re.compile(r"\b[a-z]+_[0-9a-f]{24}\b|176400000\d")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def door(store: Path) -> Door:
    return lambda mode=Mode.REPLAY, **settings: serving(ServeSettings(store, mode, grace_s=1, **settings))


def recorded(door: Door, talk: Talk, provided: Any, upstream: str, mode: Mode = Mode.RECORD) -> list[dict[str, Any]]:
    with providers.provider(provided) as url, door(mode, upstreams={upstream: url}) as address:
        return talk(address)


def plain(got: list[dict[str, Any]]) -> str:
    """What was said, without ids and times."""
    return re.sub(r"rec-[0-9a-f]{12}(-\d+)?(_\d+)?|\"created_at\": 0\b", "*", LIVE.sub("*", json.dumps(got))).replace(
        '"created_at": *', "*"
    )


@every_talk
def test_a_conversation_is_replayed_as_it_was(
    door: Door, store: Path, talk: Talk, provided: Any, upstream: str
) -> None:
    """
    Every message of the server, in its order, after the same messages of the client; ids are stable ones.
    """
    live = recorded(door, talk, provided, upstream)

    with door() as address:
        replayed = [talk(address)]
    with door() as address:
        replayed.append(talk(address))

    assert replayed[0] == replayed[1]
    assert not LIVE.search(json.dumps(replayed[0]))
    assert plain(replayed[0]) == plain(live)


@every_talk
def test_a_conversation_that_is_recorded_again_changes_nothing(
    door: Door, store: Path, talk: Talk, provided: Any, upstream: str
) -> None:
    """
    The provider's ids and times are new each time, and so are the client's own event ids.
    """
    with providers.provider(provided) as url:
        with door(Mode.RECORD, upstreams={upstream: url}) as address:
            talk(address)
        before = {path.name: path.read_bytes() for path in store.iterdir()}

        with door(Mode.RECORD, upstreams={upstream: url}) as address:
            talk(address)

    assert {path.name: path.read_bytes() for path in store.iterdir()} == before
    assert len(before) == 1


def test_a_recorded_conversation_can_be_read(door: Door, store: Path) -> None:
    """
    Both sides' messages in their order, each with its type; no key in it.
    """
    recorded(door, *TALKS["realtime"])

    (path,) = store.iterdir()
    document = json.loads(path.read_text())
    body = document["response"]["body"]
    client = "openai.types.realtime.realtime_client_event.RealtimeClientEvent"
    sent = [each["__data__"]["type"] for each in body if each["__type__"] == client]
    assert document["request"]["method"] == "WEBSOCKET"
    assert sent == ["session.update", "conversation.item.create", "response.create", "conversation.item.create"]
    assert body[0]["__data__"]["type"] == "session.created"
    assert understudy.load(path).text == "It is sunny, naïve as it sounds."
    assert "sk-live-of-the-test" not in path.read_text()


@every_talk
def test_another_message_is_a_miss_that_explains_itself(
    door: Door, store: Path, talk: Talk, provided: Any, upstream: str
) -> None:
    """
    What the server said before it, it said to this client too; after it nothing more is said.
    """
    recorded(door, talk, provided, upstream)

    with door() as address:
        with pytest.raises(ConnectionClosed) as ended:
            talk(address, "And something else?")
        health = json.loads(fetched(f"{address}/_understudy/health"))
        report = fetched(f"{address}/_understudy/misses/1")

    assert ended.value.rcvd is not None
    assert ended.value.rcvd.code == 1008
    assert re.fullmatch(r"no recording answers message \d \(\S+\): http://\S+/misses/1", ended.value.rcvd.reason)
    assert health["missed"] == 1
    assert "And something else?" in report


def test_a_conversation_that_nobody_recorded_is_refused(door: Door, store: Path) -> None:
    """
    Before it begins, with the reason where HTTP has its own.
    """
    store.mkdir()

    with door() as address, pytest.raises(InvalidStatus) as refused:
        connect(f"{address.replace('http', 'ws', 1)}/openai/v1/realtime?model=gpt-realtime")

    assert refused.value.response.status_code == 404
    assert refused.value.response.headers["x-understudy-miss"] == "nothing-recorded"


def test_a_plain_request_of_the_same_address_is_another_one(door: Door, store: Path) -> None:
    """
    A conversation answers no GET.
    """
    recorded(door, *TALKS["realtime"])

    with door() as address, pytest.raises(Exception, match="404"):
        fetched(f"{address}/openai/v1/realtime?model=gpt-realtime")


def test_an_sdk_that_insists_on_tls_goes_through_the_forward_proxy(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    `google-genai` makes every address of Gemini Live `wss://`; the proxy speaks TLS.
    """
    outside, authority = Signer(tmp_path / "outside"), Signer(tmp_path / "authority")
    both = tmp_path / "both.pem"
    both.write_bytes(outside.certificate.read_bytes() + authority.certificate.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    settings: dict[str, Any] = {"forward": True, "ca_dir": tmp_path / "authority", "grace_s": 1, "stable_ids": False}

    def talk(base_url: str, address: str) -> list[dict[str, Any]]:
        with monkeypatch.context() as context:
            context.setenv("HTTPS_PROXY", address)
            context.delenv("NO_PROXY", raising=False)
            return conversations.gemini_sdk(base_url)

    tls = outside.context_for("localhost")
    with (
        providers.provider(providers.gemini, tls) as url,
        serving(ServeSettings(store, Mode.RECORD, **settings)) as address,
    ):
        live = talk(url, address)
    with serving(ServeSettings(store, **settings)) as address:
        assert talk(url, address) == live


def fetched(url: str) -> str:
    from urllib.request import urlopen

    with urlopen(url) as answer:
        return answer.read().decode()  # type: ignore[no-any-return]  # urllib has no types here
