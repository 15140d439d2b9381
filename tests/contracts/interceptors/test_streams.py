"""Streams: live while they are recorded, left when the caller leaves, and cut on replay where they were cut."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest

import understudy
from tests.clients.adapters import Client, HttpxAsync
from tests.clients.offline import offline
from tests.clients.stepping import SteppingUpstream
from tests.clients.twice import only_recording, recorded, replayed
from understudy.model import ClosedByClient, Complete
from understudy.testing import Answer, Upstream

CHAT = b'{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}'
SSE = {"content-type": "text/event-stream"}
FRAMES = [b'data: {"n":1}\n\n', b'data: {"n":2}\n\n', b'data: {"n":3}\n\n', b"data: [DONE]\n\n"]
WAITS_LONG = 60_000

READS_AHEAD = ("aiohttp-async",)
"""Of a stream that is left early it has what had arrived, which may be more than the caller had read."""


def left_after(client: Client, store: Path, read: int) -> bool:
    """Whether the recording ends where the caller, who had read so much, left it."""
    ended = only_recording(store).response.ended
    assert isinstance(ended, ClosedByClient)
    return ended.after >= read if client.name in READS_AHEAD else ended.after == read


@pytest.mark.parametrize("mode", ["record", "record-if-missing", "live"])
def test_the_caller_has_each_chunk_before_the_next_is_sent(client: Client, tmp_path: Path, mode: str) -> None:
    """
    The upstream sends a chunk only after the one before has reached the caller; whoever waits for more, waits in vain.
    """
    with SteppingUpstream() as upstream, understudy.use(tmp_path, mode=mode):
        stream = client.open("POST", upstream.url, content=CHAT)
        for frame in FRAMES:
            upstream.send(frame)

            assert next(stream) == frame

        upstream.end()
        assert list(stream) == []


def test_chunks_come_back_as_the_caller_had_them(client: Client, tmp_path: Path) -> None:
    """
    One chunk for each that arrived, in the same sizes.
    """
    with Upstream([Answer.of(200, SSE, FRAMES, at_ms=(0, 10, 20, 30))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        live = recorded(tmp_path, lambda: list(client.open("POST", url, content=CHAT)))

    assert replayed(tmp_path, lambda: list(client.open("POST", url, content=CHAT))) == live


def test_a_stream_read_to_its_end_is_complete(client: Client, tmp_path: Path) -> None:
    """
    Also where nothing on the wire says that a frame is the last.
    """
    with Upstream([Answer.of(200, SSE, FRAMES[:2])]) as upstream:
        recorded(tmp_path, lambda: list(client.open("GET", f"{upstream.url}/events")))

    assert only_recording(tmp_path).response.ended == Complete()


def test_a_caller_that_leaves_early_leaves_the_upstream(client: Client, tmp_path: Path) -> None:
    """
    Nobody reads on behind his back; what he had is recorded, and how it ended.
    """
    with Upstream([Answer.of(200, SSE, FRAMES, at_ms=(0, 0, 0, WAITS_LONG))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        with understudy.use(tmp_path, mode="record"):
            stream = client.open("POST", url, content=CHAT)
            first = next(stream)
            stream.close()

    (left,) = upstream.left
    assert left
    assert left_after(client, tmp_path, len(first))


def test_what_a_leaving_caller_had_comes_back(client: Client, tmp_path: Path) -> None:
    """
    The same chunks; one who reads on this time is told that the recording ends, not that the answer does.
    """
    with Upstream([Answer.of(200, SSE, FRAMES, at_ms=(0, 5, WAITS_LONG, WAITS_LONG))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        with understudy.use(tmp_path, mode="record"):
            stream = client.open("POST", url, content=CHAT)
            live = [next(stream), next(stream)]
            stream.close()

    stream = replayed(tmp_path, lambda: client.open("POST", url, content=CHAT))

    assert [next(stream), next(stream)] == live
    with pytest.raises(client.errors, match=r"its client stopped reading after \d+ bytes"):
        next(stream)


def test_a_caller_that_leaves_at_done_has_all(client: Client, tmp_path: Path) -> None:
    """
    SDKs close at `[DONE]` without reading to the end of the body, and that is no broken stream.
    """
    with Upstream([Answer.of(200, SSE, [*FRAMES, b""], at_ms=(0, 0, 0, 0, WAITS_LONG))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        with understudy.use(tmp_path, mode="record"):
            stream = client.open("POST", url, content=CHAT)
            live = b""
            while b"[DONE]" not in live:
                live += next(stream)
            stream.close()

    assert only_recording(tmp_path).response.ended == Complete()
    assert b"".join(replayed(tmp_path, lambda: list(client.open("POST", url, content=CHAT)))) == b"".join(FRAMES)


def test_a_caller_that_leaves_with_the_announced_length_has_all(client: Client, tmp_path: Path) -> None:
    """
    `content-length` bytes are all there is, whether or not the caller asked for the end.
    """
    with Upstream([Answer.of(200, {"content-type": "text/plain"}, [b"all of it"], framing="length")]) as upstream:
        url = f"{upstream.url}/v1/files/1/content"
        with understudy.use(tmp_path, mode="record"):
            stream = client.open("GET", url)
            next(stream)
            stream.close()

    assert only_recording(tmp_path).response.ended == Complete()


def test_a_caller_that_reads_nothing_leaves_a_recording_of_nothing(client: Client, tmp_path: Path) -> None:
    """
    Head seen, body never asked for: status and headers come back.
    """
    with Upstream([Answer.of(200, {**SSE, "x-request-id": "7"}, FRAMES, at_ms=(0, 0, 0, WAITS_LONG))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        with understudy.use(tmp_path, mode="record"):
            client.open("POST", url, content=CHAT).close()

    stream = replayed(tmp_path, lambda: client.open("POST", url, content=CHAT))

    assert left_after(client, tmp_path, 0)
    assert (stream.status, stream.headers["x-request-id"]) == (200, "7")


def test_an_endless_stream_can_be_left(client: Client, tmp_path: Path) -> None:
    """
    One frame after another for ever: the caller takes three and goes.
    """
    endless = Answer.of(200, SSE, [FRAMES[0]] * 10_000, at_ms=[2 * n for n in range(10_000)])
    with Upstream([endless]) as upstream, understudy.use(tmp_path, mode="record"):
        stream = client.open("POST", f"{upstream.url}/v1/chat/completions", content=CHAT)
        live = [next(stream) for _ in range(3)]
        stream.close()

    assert upstream.left == [True]
    assert left_after(client, tmp_path, len(b"".join(live)))


def test_the_end_of_the_session_keeps_what_has_arrived(client: Client, tmp_path: Path) -> None:
    """
    A stream under way is recorded as far as it got; reading it further disturbs nothing.
    """
    with SteppingUpstream() as upstream:
        with understudy.use(tmp_path, mode="record"):
            stream = client.open("POST", upstream.url, content=CHAT)
            upstream.send(FRAMES[0])
            next(stream)

        upstream.send(FRAMES[1])
        after = next(stream)
        stream.close()

    assert after == FRAMES[1]
    assert only_recording(tmp_path).response.ended == ClosedByClient(len(FRAMES[0]))


# An answer that nobody closed is what the libraries warn of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_stream_that_is_thrown_away_is_kept_while_the_session_is_open(client: Client, tmp_path: Path) -> None:
    """
    A caller that forgets to close a stream has still had what he has had.
    """
    if client.name == "aiohttp-async":
        pytest.skip("aiohttp holds on to an answer as long as its connection lives")
    with SteppingUpstream() as upstream, understudy.use(tmp_path, mode="record") as session:
        stream = client.open("POST", upstream.url, content=CHAT)
        upstream.send(FRAMES[0])
        next(stream)
        del stream
        gc.collect()
        if isinstance(client, HttpxAsync):
            client.run(_turns_of_the_loop())

        (kept,) = session.recorded

    assert kept.response.ended == ClosedByClient(len(FRAMES[0]))


async def _turns_of_the_loop() -> None:
    """The loop closes forgotten generators when it runs, one inside another, a turn for each."""
    for _ in range(10):
        gc.collect()
        await asyncio.sleep(0)


def test_a_replay_can_be_left_early(client: Client, tmp_path: Path) -> None:
    """
    Leaving a replayed stream leaves the recording as it was.
    """
    with Upstream([Answer.of(200, SSE, FRAMES, at_ms=(0, 5, 10, 15))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        recorded(tmp_path, lambda: list(client.open("POST", url, content=CHAT)))
    (path,) = tmp_path.glob("*.json")
    before = path.read_bytes()

    with offline(), understudy.use(tmp_path) as session:
        stream = client.open("POST", url, content=CHAT)
        next(stream)
        stream.close()

    assert path.read_bytes() == before
    assert len(session.played) == 1
