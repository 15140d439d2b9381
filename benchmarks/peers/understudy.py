"""Understudy, in process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx2
import openai

import understudy
from benchmarks.exchanges import FIRST, REQUEST_HEADERS, RESPONSE_HEADERS, exchange
from benchmarks.sdk import client
from understudy.testing import Answer, Upstream


class Recorder:
    """A folder of JSON files."""

    def __init__(self, form: str) -> None:
        pass

    def make_store(self, size: int, folder: Path) -> Path:
        """Records the first variant; the others are copies of its file, which differ in number and fingerprint."""
        first = exchange(0)
        # Events 1 ms apart arrive, and are replayed, one by one.
        at_ms = tuple(range(len(first.chunks)))
        answer = Answer.of(200, RESPONSE_HEADERS, first.chunks, at_ms=at_ms)
        with Upstream([answer]) as upstream, understudy.use(folder, "record") as session:
            url = f"{upstream.url}/v1/chat/completions"
            with httpx2.Client(trust_env=False) as http:
                http.post(url, content=first.request_body, headers=REQUEST_HEADERS)
        recorded = session.recorded[0]
        file = folder / recorded.name
        text = file.read_text("utf-8")
        for number in range(1, size):
            other = understudy.fingerprint("POST", url, exchange(number).request_body)
            copy = text.replace(FIRST, f"number {number:05}").replace(recorded.fingerprints[0], other)
            copy = copy.replace(recorded.fingerprints[0][3:15], other[3:15])
            file.with_stem(f"{file.stem}-{number:05}").write_text(copy, "utf-8")
        return folder

    @contextmanager
    def opened(self, store: Path) -> Iterator[openai.OpenAI]:
        """A replay that never runs out."""
        with understudy.use(store, repeat="cycle"):
            yield client()

    def recording(self, folder: Path) -> AbstractContextManager[object]:
        """Everything is sent and kept."""
        return understudy.use(folder, "record")
