"""vcrpy, with either of its serializers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import openai
import vcr
from vcr.request import Request
from vcr.serialize import serialize
from vcr.serializers import jsonserializer, yamlserializer

from benchmarks.exchanges import REQUEST_HEADERS, RESPONSE_HEADERS, URL, Exchange, exchanges
from benchmarks.sdk import client

SERIALIZERS = {"json": jsonserializer, "yaml": yamlserializer}


class Recorder:
    """One cassette with all recordings."""

    def __init__(self, form: str) -> None:
        self._form = form
        # Its default leaves the body out: any question would get the first answer.
        self._vcr = vcr.VCR(serializer=form, match_on=["method", "uri", "body"])

    def make_store(self, size: int, folder: Path) -> Path:
        """Written by its own serializer. To record them one by one would compare each with all before."""
        wanted = exchanges(size)
        requests = [Request("POST", URL, each.request_body, dict(REQUEST_HEADERS)) for each in wanted]
        cassette = folder / f"cassette.{self._form}"
        kept = {"requests": requests, "responses": [_response(each) for each in wanted]}
        cassette.write_text(serialize(kept, SERIALIZERS[self._form]), "utf-8")
        return cassette

    @contextmanager
    def opened(self, store: Path) -> Iterator[openai.OpenAI]:
        """A replay that never runs out."""
        with self._vcr.use_cassette(str(store), record_mode="none", allow_playback_repeats=True):
            yield client()

    def recording(self, folder: Path) -> AbstractContextManager[object]:
        """Everything is sent and kept."""
        cassette: AbstractContextManager[object] = self._vcr.use_cassette(
            str(folder / f"cassette.{self._form}"), record_mode="all"
        )
        return cassette


def _response(exchange: Exchange) -> dict[str, object]:
    return {
        "status": {"code": 200, "message": "OK"},
        "headers": {name: [value] for name, value in RESPONSE_HEADERS.items()},
        "body": {"string": exchange.response_body},
    }
