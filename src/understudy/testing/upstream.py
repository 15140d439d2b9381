"""An upstream on loopback that answers with given bytes at given times."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType

from understudy.testing.answer import Answer, Finish
from understudy.testing.connection import Connection
from understudy.testing.received import Received

BACKLOG = 1024

SHORTEST_GAP_MS = 1
"""Between pieces of different times when the upstream is late, so that they still arrive apart."""


class Upstream:
    """A server in a thread of its own, from the constructor to `close()`.

    A client that closes its side, even for writing alone, has left: it gets no further piece.
    """

    url: str
    """`http://127.0.0.1:<port>`."""

    received: list[Received]
    """Every request that was read whole, in the order of their ends."""

    sent: list[tuple[float, ...]]
    """For each of them, `time.monotonic()` just before each piece was written; set when the last one is."""

    left: list[bool]
    """For each of them, whether the client went away before the last piece was written."""

    def __init__(self, answer: Callable[[Received], Answer] | Sequence[Answer]) -> None:
        """A function is called in the upstream's thread, for one request at a time; answers of a sequence
        are given one after another, and after the last one a 500 that says so."""
        self.received, self.sent, self.left = [], [], []
        self._answer = answer if callable(answer) else _in_turn(answer)
        listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        listener.setblocking(False)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._conversations: set[asyncio.Future[None]] = set()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener,), name=f"upstream {self.url}", daemon=True)
        self._thread.start()
        self._is_up.wait()

    def __enter__(self) -> Upstream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Cut every connection and end the thread. Closing again does nothing."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self, listener: socket.socket) -> None:
        # Not the platform's loop: that of Windows cannot watch sockets.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve(listener))

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        with listener:
            self._loop.add_reader(listener, self._accept, listener)
            self._is_up.set()
            await self._stop.wait()
            self._loop.remove_reader(listener)
        # The runner cancels the conversations and waits for them. One that has not begun would not close its
        # socket: this lets them all begin.
        await asyncio.sleep(0)

    def _accept(self, listener: socket.socket) -> None:
        try:
            client, _ = listener.accept()
        except (BlockingIOError, ConnectionError):
            return  # the client did not wait
        conversation = asyncio.ensure_future(self._converse(Connection(client)))
        self._conversations.add(conversation)  # the loop alone would let go of it
        conversation.add_done_callback(self._conversations.discard)

    async def _converse(self, connection: Connection) -> None:
        finish = Finish.KEEP
        try:
            while finish is Finish.KEEP:
                finish = await self._exchange(connection)
        except OSError:
            pass  # the client went away: `left` says so, where there was a request
        finally:
            connection.end(finish)

    async def _exchange(self, connection: Connection) -> Finish:
        try:
            received = await connection.read_request()
        except ValueError as error:
            await connection.write(_complaint(400, str(error)).pieces[0].content)
            return Finish.CLOSE
        if received is None:
            return Finish.CLOSE
        start = time.monotonic()
        place = len(self.received)
        self.sent.append(())
        self.left.append(False)
        self.received.append(received)
        try:
            answer = self._answer(received)
        except Exception as error:
            answer = _complaint(500, f"the function that answers raised {error!r}")
        await self._send(answer, place, start, connection)
        return Finish.CLOSE if received.is_last and answer.finish is Finish.KEEP else answer.finish

    async def _send(self, answer: Answer, place: int, start: float, connection: Connection) -> None:
        times: list[float] = []
        before_ms = 0.0
        try:
            for number, piece in enumerate(answer.pieces, start=1):
                gap_ms = min(SHORTEST_GAP_MS, piece.at_ms - before_ms)
                before_ms = piece.at_ms
                earliest = times[-1] + gap_ms / 1000 if times else start
                await connection.stay_until(max(start + piece.at_ms / 1000, earliest))
                times.append(time.monotonic())
                if number == len(answer.pieces):
                    self.sent[place] = tuple(times)  # before the client can see the end
                await connection.write(piece.content)
        except OSError:
            self.left[place] = True
            raise
        finally:
            self.sent[place] = tuple(times)


def _in_turn(answers: Sequence[Answer]) -> Callable[[Received], Answer]:
    rest = iter(answers)

    def next_answer(received: Received) -> Answer:
        asked = f"{received.method} {received.target}"
        return next(rest, None) or _complaint(500, f"no answer is left: {len(answers)} given, then {asked}")

    return next_answer


def _complaint(status: int, text: str) -> Answer:
    # Without this header SDKs try a 500 again, and then hide its text.
    headers = {"content-type": "text/plain; charset=utf-8", "x-should-retry": "false"}
    return Answer.of(status, headers, [f"understudy.testing: {text}\n".encode()], framing="length")
