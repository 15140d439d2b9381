"""Answers without measure, recorded in a process whose memory is looked at: `python -m tests.trust.bounding SCENARIO`.

Prints what it took as JSON. The upstream is a process of its own, so that what it holds is not counted.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

import understudy
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving

MIB = 2**20
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\nconnection: close\r\n\r\n"
PIECE = b"x" * MIB
FRAME = b'data: {"x":1}\n\n'
BODY = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True}


@contextmanager
def upstream(content_type: bytes, pieces: Callable[[], Iterator[bytes]]) -> Iterator[tuple[str, Callable[[], int]]]:
    """A server that sends these to everybody; its URL, and how many bytes it could get rid of."""
    with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.NamedTemporaryFile() as told:
        child = os.fork()
        if child == 0:
            _send_to_all(listener, content_type, pieces, told.name)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", lambda: int(Path(told.name).read_text() or 0)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _send_to_all(listener: socket.socket, content_type: bytes, pieces: Callable[[], Iterator[bytes]], told: str) -> Any:
    while True:
        connection, sent = listener.accept()[0], 0
        with connection:
            try:
                while b'"stream"' not in connection.recv(MIB):
                    pass
                connection.sendall(HEAD % content_type)
                for piece in pieces():
                    connection.sendall(piece)
                    sent += len(piece)
                    Path(told).write_text(str(sent))
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)
            except OSError:
                continue


def gigabyte() -> Iterator[bytes]:
    """One."""
    yield from (PIECE for _ in range(1024))


def endless() -> Iterator[bytes]:
    """Until nobody listens."""
    while True:
        yield FRAME * 1000


def million() -> Iterator[bytes]:
    """Frames, in pieces that end within one."""
    frames = FRAME * 1_000_000
    yield from (frames[at : at + 10_007] for at in range(0, len(frames), 10_007))


def peak() -> int:
    """Bytes of memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def read(client: httpx.Client, url: str, most: int = 2**62) -> int:
    """Ask, and read so much."""
    count = 0
    with client.stream("POST", f"{url}/v1/chat/completions", json=BODY) as response:
        for chunk in response.iter_raw():
            count += len(chunk)
            if count >= most:
                break
    return count


def in_process(folder: Path, content_type: bytes, pieces: Callable[[], Iterator[bytes]], most: int) -> dict[str, Any]:
    """Recorded by the hooks."""
    with upstream(content_type, pieces) as (url, _), httpx.Client(timeout=60) as client:
        with understudy.use(folder / "warm", mode="record"):
            read(client, url, 100)
        before = peak()
        with understudy.use(folder / "recordings", mode="record") as session:
            count = read(client, url, most)
        return {"read": count, "grown": peak() - before, "not_kept": session.not_kept, "kept": len(session.recorded)}


def over_http(folder: Path, content_type: bytes, pieces: Callable[[], Iterator[bytes]], most: int) -> dict[str, Any]:
    """Recorded by a server of this process, for a client that reads so much and then waits."""
    with upstream(content_type, pieces) as (url, sent):
        settings = ServeSettings(folder / "recordings", Mode.RECORD, upstreams={"openai": url}, grace_s=1)
        with (
            serving(settings) as address,
            socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as s,
        ):
            body = json.dumps(BODY).encode()
            s.sendall(b"POST /openai/v1/chat/completions HTTP/1.1\r\nhost: x\r\n")
            s.sendall(b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            s.settimeout(60)
            s.recv(1000)
            before, count = peak(), 0
            while count < most and (chunk := s.recv(MIB)):
                count += len(chunk)
            if most == 0:
                _until_it_stands(sent)
            return {"read": count, "grown": peak() - before, "sent": sent()}


def _until_it_stands(sent: Callable[[], int]) -> None:
    """Wait until nothing more gets through for a second."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < 1:
        if sent() != last:
            last, since = sent(), time.monotonic()
        time.sleep(0.05)


def slowly(folder: Path) -> dict[str, Any]:
    """In process: a client that reads one chunk and then waits."""
    with upstream(b"text/event-stream", endless) as (url, sent), httpx.Client(timeout=60) as client:
        with understudy.use(folder / "recordings", mode="record") as session:
            before = peak()
            with client.stream("POST", f"{url}/v1/chat/completions", json=BODY) as response:
                next(response.iter_raw())
                _until_it_stands(sent)
                found = {"grown": peak() - before, "sent": sent()}
        return {**found, "kept": len(session.recorded)}


SCENARIOS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "a gigabyte": lambda folder: in_process(folder, b"application/octet-stream", gigabyte, 2**62),
    "an endless stream": lambda folder: in_process(folder, b"text/event-stream", endless, 300 * MIB),
    "a million frames": lambda folder: in_process(folder, b"text/event-stream", million, 2**62),
    "a stalled client": slowly,
    "a gigabyte over HTTP": lambda folder: over_http(folder, b"application/octet-stream", gigabyte, 2**30),
    "a stalled client over HTTP": lambda folder: over_http(folder, b"text/event-stream", endless, 0),
}


if __name__ == "__main__":
    # A thread that waits for another one's lock must not keep the process.
    threading.excepthook = lambda _: None
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(SCENARIOS[sys.argv[1]](Path(place))))
