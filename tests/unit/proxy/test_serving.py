"""A server's beginning and end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from understudy.errors import RecordingUnreadable, WrongUse
from understudy.model import ClosedByClient, Complete
from understudy.proxy import ServeSettings, serve, serving
from understudy.testing import Answer, Upstream

PROGRAM = """
import sys
from understudy.model import Mode
from understudy.proxy import ServeSettings, serve

store, upstream, grace_s = sys.argv[1:]
settings = ServeSettings(store, Mode.RECORD, upstreams={"openai": upstream}, stable_ids=False, grace_s=int(grace_s))
serve(settings, on_ready=lambda address: print(address, flush=True))
"""
EVENTS = {"content-type": "text/event-stream"}


@pytest.fixture
def started(store):
    """Starts a server in a process of its own; gives the process and the address."""
    processes = []

    def start(upstream, grace_s):
        command = [sys.executable, "-c", PROGRAM, str(store), upstream, str(grace_s)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_a_stream_leaves_a_whole_recording(started, asked, recordings, store, events, number):
    """
    A stream that does not end is cut once its time is over, and kept as far as it got.
    """
    with Upstream([Answer.of(200, EVENTS, events, at_ms=(0, 60_000, 60_000, 60_000))]) as upstream:
        process, address = started(upstream.url, 0)
        with asked(address) as response:
            chunks = response.iter_raw()
            assert next(chunks) == events[0]
            process.send_signal(number)
            with pytest.raises(httpx.TransportError):
                next(chunks)
        _, told = process.communicate(timeout=10)

    assert (process.returncode, told) == (0, "")
    (recording,) = recordings()
    assert recording.response.body == events[0]
    assert recording.response.ended == ClosedByClient(len(events[0]))
    assert len(list(store.iterdir())) == 1


def test_a_stream_that_ends_in_time_is_whole(started, asked, recordings, events):
    """
    A server that stops lets answers in flight reach their end, and takes no new ones.
    """
    with Upstream([Answer.of(200, EVENTS, events, at_ms=(0, 300, 300, 300))]) as upstream:
        process, address = started(upstream.url, 5)
        with asked(address) as response:
            chunks = response.iter_raw()
            came = [next(chunks)]
            process.send_signal(signal.SIGTERM)
            came += chunks
        process.communicate(timeout=10)

    assert process.returncode == 0
    assert b"".join(came) == b"".join(events)
    assert recordings()[0].response.ended == Complete()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/_understudy/health")


def test_a_port_in_use_is_told(store):
    """
    Before anything else happens, and with a way out.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(WrongUse, match=f"127.0.0.1:{port}: cannot listen there: Address already in use"):
            serve(ServeSettings(store, port=port), on_ready=print)


def test_a_store_that_cannot_be_read_is_told(store):
    """
    A server never starts on half a store.
    """
    store.mkdir()
    (store / "r.json").write_text("{")

    with pytest.raises(RecordingUnreadable, match=r"r\.json"):
        serve(ServeSettings(store), on_ready=print)


def test_the_address_is_the_one_that_is_bound(store):
    """
    Also where it is IPv6.
    """
    if not socket.has_ipv6:
        pytest.skip("needs IPv6")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("needs IPv6 on loopback")

    with serving(ServeSettings(store, host="::1")) as address:
        assert address.startswith("http://[::1]:")
        assert httpx.get(f"{address}/_understudy/health").json()["address"] == address
