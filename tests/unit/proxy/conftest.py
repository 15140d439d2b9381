"""A server on a store of the test's own, and an upstream that waits for its client."""

from __future__ import annotations

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.store import Directory

EVENTS = {"content-type": "text/event-stream"}


@pytest.fixture
def store(tmp_path):
    """A folder that does not exist yet."""
    return tmp_path / "recordings"


@pytest.fixture(scope="session")
def ending():
    """Ends servers while the next test runs: each takes a quarter of a second."""
    with ThreadPoolExecutor() as pool:
        ends = []
        yield lambda stack: ends.append(pool.submit(stack.close))
        for end in ends:
            end.result()


@pytest.fixture
def served(store, ending):
    """Starts servers; gives their addresses."""
    stack = ExitStack()
    yield lambda mode=Mode.REPLAY, **settings: stack.enter_context(
        serving(ServeSettings(settings.pop("store", store), mode, grace_s=1, **settings))
    )
    ending(stack)


@pytest.fixture
def asked():
    """Asks for a chat completion in a stream; gives an httpx response to be used in a `with`."""
    with httpx.Client(timeout=10) as client:

        def ask(address, text="hi", **more):
            body = {"model": "m", "messages": [{"role": "user", "content": text}], "stream": True}
            return client.stream("POST", f"{address}/v1/chat/completions", json=body, **more)

        yield ask


@pytest.fixture
def recordings(store):
    """Reads all that is in the store."""

    def read():
        directory = Directory(store)
        return [directory.load(entry.name) for entry in directory.entries()]

    return read


@pytest.fixture
def eventually():
    """Waits for what happens in another thread."""

    def wait(is_so):
        deadline = time.monotonic() + 10
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in 10 s"
            time.sleep(0.005)

    return wait


@pytest.fixture
def gated():
    """Starts an upstream of one answer that sends each chunk only when it is let."""
    with ExitStack() as stack:

        def start(*chunks):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            gates = [threading.Event() for _ in chunks]
            threading.Thread(target=_send_gated, args=(listener, chunks, gates), daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}", gates

        yield start


def _send_gated(listener, chunks, gates):
    client, _ = listener.accept()
    with client:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for chunk, gate in zip(chunks, gates, strict=True):
            assert gate.wait(10)
            client.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        client.sendall(b"0\r\n\r\n")


def chunk_of(text):
    """A chat completion's chunk as an event."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    chunk = {"id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 9, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


@pytest.fixture
def events():
    """Three chunks and the end."""
    return [chunk_of("one"), chunk_of("two"), chunk_of("thrée"), b"data: [DONE]\n\n"]
