"""The whole of Understudy in three acts: a recording answers, is recorded anew, and answers again.

Offline and without a key. Every server is a process of its own, and nothing but these processes is ended.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from understudy.errors import StoreUnusable, WrongUse
from understudy.model import Request
from understudy.operations.conversation import question
from understudy.operations.load import load
from understudy.store import Directory
from understudy.wire import parse

RECORDINGS = Path(__file__).parents[1] / "demo" / "recordings"
BUNDLED = RECORDINGS / "what-teams-are-playing.json"
FOLDER = "understudy-demo"
ANNOUNCED = "listening on "
PATIENCE_S = 15


class Act(Enum):
    """What is going on."""

    REPLAY = "replay"
    RECORD = "record"
    REPLAY_AGAIN = "replay again"


@dataclass(frozen=True, slots=True)
class Answer:
    """The exact bytes of an answer, in numbers."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Demo:
    """What happened."""

    folder: str
    """Where the recording lies; it stays."""

    recording: str
    """Its name there."""

    question: str
    text: str
    """What was answered."""

    first: Answer
    """From the bundled recording."""

    again: Answer
    """From the one that was made of it."""

    is_equal: bool
    """Byte for byte."""

    seconds: float


class Audience(Protocol):
    """Who watches."""

    def begins(self, act: Act, address: str, asked: str) -> None:
        """A server of this address is up, and is asked this."""
        ...

    def hears(self, text: str) -> None:
        """A piece of the answer, when it arrives."""
        ...

    def ends(self, act: Act) -> None:
        """The answer is over."""
        ...


def demo(folder: str | Path, audience: Audience) -> Demo:
    """Play all three acts.

    Raises:
        WrongUse: a package is missing.
        StoreUnusable: a server did not start, such as where the folder cannot be written.
    """
    begun = time.monotonic()
    openai = _openai()
    _make(Path(folder))
    bundled = load(BUNDLED)
    assert isinstance(bundled.request, Request)
    asked: dict[str, Any] = parse(bundled.request.body)

    def asks(act: Act, address: str) -> str:
        audience.begins(act, address, question(bundled))
        text = ""
        try:
            with _client(openai, address) as client:
                for chunk in client.chat.completions.create(**asked):
                    for choice in chunk.choices:
                        text += choice.delta.content or ""
                        audience.hears(choice.delta.content or "")
        except openai.OpenAIError as error:
            raise StoreUnusable(f"{act.value}: the server at {address} gave no answer: {error}") from error
        audience.ends(act)
        return text

    with ExitStack() as first_server:
        first_address = first_server.enter_context(_serving(BUNDLED, "--repeat", "last"))
        text = asks(Act.REPLAY, first_address)
        first = _exact(openai, first_address, asked)
        record = ("--mode", "record", "--no-stable-ids", "--upstream", f"openai={first_address}")
        with _serving(folder, *record) as address:
            asks(Act.RECORD, address)
    with _serving(folder, "--repeat", "last") as address:
        asks(Act.REPLAY_AGAIN, address)
        again = _exact(openai, address, asked)
    entries = Directory(folder).entries()
    name = next(entry.name for entry in entries if bundled.fingerprints[0] in entry.fingerprints)
    return Demo(
        folder=str(folder),
        recording=name,
        question=question(bundled),
        text=text,
        first=first[0],
        again=again[0],
        is_equal=first[1] == again[1],
        seconds=round(time.monotonic() - begun, 1),
    )


def _openai() -> Any:
    try:
        import openai
    except ModuleNotFoundError as error:
        raise WrongUse(
            f"the demo asks with the official SDK of OpenAI, and the package {error.name} is not installed\n"
            f"\n  Install it with: pip install 'understudy[demo]'"
        ) from error
    return openai


def _make(folder: Path) -> None:
    """Before anything begins: the recording has to go somewhere."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, os.strerror(13))
    except OSError as error:
        raise StoreUnusable(
            f"{folder}: cannot be written: {error.strerror}"
            f"\n\n  Name another folder: understudy demo --folder ~/understudy-demo"
        ) from error


def _client(openai: Any, address: str) -> Any:
    # A proxy that the environment names would not find this machine's own servers.
    http = openai.DefaultHttpxClient(trust_env=False)
    return openai.OpenAI(
        base_url=f"{address}/openai/v1", api_key="none", max_retries=0, timeout=PATIENCE_S, http_client=http
    )


def _exact(openai: Any, address: str, asked: dict[str, Any]) -> tuple[Answer, bytes]:
    """The same question, and the bytes of its answer as the SDK received them."""
    with (
        _client(openai, address) as client,
        client.chat.completions.with_streaming_response.create(**asked) as response,
    ):
        body = b"".join(response.iter_bytes())
    return Answer(len(body), hashlib.sha256(body).hexdigest()), body


@contextmanager
def _serving(store: str | Path, *options: str) -> Iterator[str]:
    """A server in a process of its own, at this address until the block ends."""
    command = [sys.executable, "-m", "understudy", "serve", str(store), *options]
    local = "127.0.0.1,localhost"
    environment = {**os.environ, "NO_PROXY": local, "no_proxy": local, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            announced = process.stdout.readline().strip()
            if not announced.startswith(ANNOUNCED):
                process.kill()
                why = process.stderr.read().strip().removeprefix("understudy: ")
                raise StoreUnusable(why or f"`{' '.join(command)}` did not start: it said {announced!r}")
            yield announced.removeprefix(ANNOUNCED)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
