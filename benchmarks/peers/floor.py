"""No recorder: what the SDK itself costs, with a transport that gives the same chunks and does nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx2
import openai

from benchmarks.exchanges import RESPONSE_HEADERS, exchange
from benchmarks.sdk import client_with


class _Chunks(httpx2.SyncByteStream):
    def __init__(self, chunks: tuple[bytes, ...]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks


class _Constant(httpx2.BaseTransport):
    # Not httpx2's MockTransport, which does the same: vcrpy hooks that, too.
    def __init__(self, chunks: tuple[bytes, ...]) -> None:
        self._chunks = chunks

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return httpx2.Response(200, headers=RESPONSE_HEADERS, stream=_Chunks(self._chunks))


class Recorder:
    """Answers every request with the first variant."""

    def __init__(self, form: str) -> None:
        self._client = client_with(transport=_Constant(exchange(0).chunks))

    def make_store(self, size: int, folder: Path) -> Path:
        """There is none."""
        return folder

    @contextmanager
    def opened(self, store: Path) -> Iterator[openai.OpenAI]:
        """The client with the transport."""
        yield self._client

    def recording(self, folder: Path) -> nullcontext[None]:
        """Nothing is recorded."""
        return nullcontext()
