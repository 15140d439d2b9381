"""cassetter, with either of its file formats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import cassetter
import openai

from benchmarks.exchanges import REQUEST_HEADERS, RESPONSE_HEADERS, URL, exchanges
from benchmarks.sdk import client

# Its default leaves the body out: any question would get the first answer.
MATCH_ON = ["method", "uri", "json_body"]


class Recorder:
    """One cassette with all recordings."""

    def __init__(self, form: str) -> None:
        self._form = form

    def make_store(self, size: int, folder: Path) -> Path:
        """Recorded and saved by itself."""
        file = folder / f"cassette.{self._form}"
        cassette = cassetter.Cassette(file, record_mode=cassetter.RecordMode.ALL)
        cassette.load()
        asked, answered = _lists(REQUEST_HEADERS), _lists(RESPONSE_HEADERS)
        for each in exchanges(size):
            cassette.record("POST", URL, asked, each.request_body, 200, answered, each.response_body)
        cassette.save()
        return file

    @contextmanager
    def opened(self, store: Path) -> Iterator[openai.OpenAI]:
        """A replay; it repeats by itself."""
        with cassetter.use_cassette(store, record_mode="none", match_on=MATCH_ON):
            yield client()

    def recording(self, folder: Path) -> AbstractContextManager[object]:
        """Everything is sent and kept."""
        return cassetter.use_cassette(folder / f"cassette.{self._form}", record_mode="all", match_on=MATCH_ON)


def _lists(headers: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in headers.items()}
