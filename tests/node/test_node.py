"""The HTTP door, asked with the official SDKs for Node: it answers them as their API did."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import understudy
from tests.node.node import HERE, run
from tests.sdks.servers import running
from understudy.model import ClosedByClient, Keep, Mode
from understudy.proxy import ServeSettings, serving
from understudy.store import Directory
from understudy.testing import Answer, Upstream

# The first use of a server installs it.
pytestmark = pytest.mark.timeout(400)

APIS = ("openai", "anthropic", "gemini", "ollama")
PLAYED = 161
"""Recordings of format 1 that Node's SDKs ask for as Python's did: all but errors and bare HTTP."""

ONE_OF_EACH = ("openai: chat", "anthropic: message", "google: content", "ollama: chat", "ai: text")
SCOPE = "tests/agent.test.mjs > it answers"
QUOTED = quote(SCOPE, safe="")
NAME = re.compile(r"^  (?:'([\w ]+)'|(\w+)): (?:async )?\(s\)|^const (\w+) = \{$", re.MULTILINE)
"""In `calls.mjs`: a call, or the SDK that those below it are made with."""


def names() -> list[str]:
    """Every call, as `calls.mjs` names it."""
    found, sdk = [], ""
    for quoted, plain, table in NAME.findall((HERE / "calls.mjs").read_text("utf-8")):
        sdk = table or sdk
        found += [] if table else [f"{sdk}: {quoted or plain}"]
    return found


@dataclass(frozen=True)
class Twice:
    """What the same calls gave twice."""

    live: dict[str, Any]
    again: dict[str, Any]
    ledger: dict[str, Any]
    """Of the second time."""


@pytest.fixture(scope="module")
def twice(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """All calls, live and then replayed under a scope that the path names, with nothing behind the server."""
    store = tmp_path_factory.mktemp("node") / "recordings"
    media = HERE.parent / "sdks" / "matrix" / "aimock_media.json"
    with running(shared / "upstreams" / "run_aimock.sh", "-f", str(media)) as upstream:
        settings = ServeSettings(store, Mode.RECORD, upstreams=dict.fromkeys(APIS, upstream), stable_ids=False)
        with serving(settings) as address:
            live = run("ask.mjs", f"{address}/s/{QUOTED}")
    with serving(ServeSettings(store)) as address:
        started = httpx.post(f"{address}/_understudy/scopes", json={"scope": SCOPE}).json()
        again = run("ask.mjs", started["url"])
        ledger = httpx.delete(f"{address}/_understudy/scopes/{QUOTED}")
    return Twice(live, again, ledger.json())


@pytest.mark.parametrize("name", names())
def test_a_replay_gives_what_was_live(twice: Twice, name: str) -> None:
    """
    To the last field that the SDK hands out.
    """
    assert "value" in twice.live[name], twice.live[name]
    assert twice.again[name] == twice.live[name]


def test_every_call_was_made_and_played(twice: Twice) -> None:
    """
    Nothing missed, nothing left over; two pictures with the same words are two recordings.
    """
    assert list(twice.live) == names()
    told = twice.ledger
    assert (told["status"], told["missed"], told["unused"], told["weaker"]) == ("fine", 0, [], 0)
    assert sum(each["count"] for each in told["played"]) == len(told["played"]) == len(names())


def test_the_seed(shared: Path, tmp_path: Path) -> None:
    """
    Every chunk of the first recording, through the door.
    """
    (seed,) = (shared / "seed").iterdir()
    shutil.copy(seed, tmp_path / "seed.json")
    found = played(tmp_path)

    assert found == {"played": 1, "failures": []}


def test_shared_recordings(shared: Path) -> None:
    """
    What Python's SDKs recorded, Node's get, each under its own scope.
    """
    found = played(shared / "recordings")

    assert found["failures"] == []
    assert found["played"] == PLAYED


def played(store: Path) -> Any:
    with serving(ServeSettings(store)) as address:
        return run("recordings.mjs", address, str(store))


@pytest.fixture(scope="module")
def missed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], int]:
    """What one call of each SDK gives where nothing is recorded, and how many requests that took."""
    with serving(ServeSettings(tmp_path_factory.mktemp("empty"))) as address:
        found = run("ask.mjs", address, *ONE_OF_EACH)
        return found, httpx.get(f"{address}/_understudy/health").json()["missed"]


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_miss_shows_its_text(missed: tuple[dict[str, Any], int], name: str) -> None:
    """
    In the error that the SDK raises, with the address of the report.
    """
    error = missed[0][name]["error"]

    assert "no recording answers POST https://" in error.replace("http://127.0.0.1:11434", "https://ollama")
    assert "/_understudy/misses/" in error


def test_a_miss_takes_one_attempt(missed: tuple[dict[str, Any], int]) -> None:
    """
    SDKs repeat what may work next time; a miss will not.
    """
    assert missed[1] == len(ONE_OF_EACH)


def test_a_retry_is_recorded_and_played_as_one(tmp_path: Path) -> None:
    """
    The 429 first, then the answer: the SDK waits and asks again, both times.
    """
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "at last"}}
    answers = [
        Answer.of(
            429, {"content-type": "application/json", "retry-after-ms": "1"}, [b'{"error": {"message": "slow"}}']
        ),
        Answer.of(200, {"content-type": "application/json"}, [json.dumps({"id": "c", "choices": [choice]}).encode()]),
    ]
    with Upstream(answers) as upstream:
        settings = ServeSettings(
            tmp_path / "s", Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url}, keeps=Keep(errors=True)
        )
        with serving(settings) as address:
            live = run("ask.mjs", address, "openai: chat")
    with serving(ServeSettings(tmp_path / "s")) as address:
        again = run("ask.mjs", address, "openai: chat")
        health = httpx.get(f"{address}/_understudy/health").json()

    assert live["openai: chat"]["value"]["choices"] == again["openai: chat"]["value"]["choices"] == [choice]
    assert (health["played"], health["missed"]) == (2, 0)


def test_a_stream_that_the_client_left_is_recorded_as_that(tmp_path: Path) -> None:
    """
    Up to where it left, and another client that leaves there sees the same. The server answers on.
    """
    chunk = {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "a"}}]}
    event = f"data: {json.dumps(chunk)}\n\n".encode()
    events = Answer.of(200, {"content-type": "text/event-stream"}, [event, event], at_ms=(0, 90_000))
    with Upstream(lambda _: events) as upstream:
        settings = ServeSettings(tmp_path / "s", Mode.RECORD, upstreams={"openai": upstream.url}, stable_ids=False)
        with serving(settings) as address:
            live = run("abort.mjs", address)
    with serving(ServeSettings(tmp_path / "s")) as address:
        assert run("abort.mjs", address) == live == chunk
        assert httpx.get(f"{address}/_understudy/health").json()["played"] == 1

    [entry] = Directory(tmp_path / "s").entries()
    assert understudy.load(tmp_path / "s" / entry.name).response.ended == ClosedByClient(len(event))


def test_the_lock_file_names_no_registry() -> None:
    """
    Whoever installs takes the packages from where they take all others; what they are, their digests say.
    """
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]

    assert all("resolved" not in package for package in packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages)
