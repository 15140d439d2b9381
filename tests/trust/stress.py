"""Many processes, threads and tasks at once on one store, with an identity in each answer: everybody gets his own.

    python -m tests.trust.stress                    8 processes, 8 threads each, 200 tasks each: 51,200 exchanges
    python -m tests.trust.stress --door http        the same, by a server with two workers
    python -m tests.trust.stress --processes 2 --threads 2 --tasks 5

Half of the exchanges are recorded, then the upstream goes away and all of them are replayed. What was recorded is
verified in depth afterwards. Prints what it took as JSON; exit status 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

import understudy
from understudy.operations.verify import Verdict, verify

QUESTIONS = 2
"""Of each task, asked once while recording and once in replay."""

AT_ONCE = 10
"""Tasks of one thread that ask at the same time."""

NOBODY = "http://127.0.0.1:9"
"""Where no upstream is."""

SHARED = 10
"""Every so many tasks ask something that others, in other processes too, ask at the same moment."""


def answer_of(asked: str, *, is_stream: bool) -> tuple[bytes, bytes]:
    """Type and body of what the upstream says: what it was asked, in words or in a stream of them."""
    if not is_stream:
        return b"application/json", json.dumps({"choices": [{"message": {"content": asked}}]}).encode()
    events = [{"choices": [{"delta": {"content": word}}]} for word in asked.split(" ")]
    return b"text/event-stream", b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in events)


def said_in(body: bytes, *, is_stream: bool) -> str:
    """What a caller reads of that."""
    if not is_stream:
        return str(json.loads(body)["choices"][0]["message"]["content"])
    events = [json.loads(line[6:]) for line in body.split(b"\n") if line.startswith(b"data: {")]
    return " ".join(event["choices"][0]["delta"]["content"] for event in events)


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            asked = json.loads(await reader.readexactly(length))
            is_stream = bool(asked.get("stream"))
            type_, body = answer_of(asked["messages"][0]["content"], is_stream=is_stream)
            lines = (b"HTTP/1.1 200 OK", b"content-type: " + type_, b"content-length: %d" % len(body), b"", body)
            writer.write(b"\r\n".join(lines))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


@contextmanager
def upstream() -> Iterator[str]:
    """A server in a thread, in this process, which does nothing else meanwhile."""
    loop = asyncio.new_event_loop()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(_converse, "127.0.0.1", 0, backlog=4096)

    server = loop.run_until_complete(listen())
    port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()


async def _said(client: httpx.AsyncClient, url: str, body: dict[str, Any]) -> str:
    """What a caller is told, who tries again as SDKs do: a machine with a thousand connections loses one at times."""
    for is_last in (False, False, True):
        try:
            answered = await client.post(url, json=body)
            return said_in(answered.content, is_stream=body["stream"])
        except httpx.TransportError as error:
            if is_last:
                return f"{type(error).__name__}: {error}"
        except BaseException as error:
            return f"{type(error).__name__}: {error}"[:300]
    raise AssertionError


async def _tasks(base: str, who: str, tasks: int, done: Any) -> list[str]:
    """What went wrong in the tasks of one thread."""
    problems: list[str] = []
    limits = httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=None)
    async with httpx.AsyncClient(timeout=300, trust_env=False, limits=limits) as client:
        gate = asyncio.Semaphore(AT_ONCE)

        async def task(number: int) -> None:
            for question in range(QUESTIONS):
                is_stream = bool((number + question) % 2)
                is_shared = number % SHARED == 0 and question == 0
                asked = f"shared {number}" if is_shared else f"I am {who} task {number} question {question}"
                body = {"model": "m", "messages": [{"role": "user", "content": asked}], "stream": is_stream}
                async with gate:
                    said = await _said(client, f"{base}/v1/chat/completions", body)
                if said != asked:
                    problems.append(f"{asked!r} was answered {said!r}")
                with done.get_lock():
                    done.value += 1

        await asyncio.gather(*map(task, range(tasks)))
    return problems


def process(
    number: int, threads: int, tasks: int, base: str, store: str | None, mode: str, done: Any, out: Any
) -> None:
    """One process: its session, its threads."""
    found: list[str] = []

    def run(thread: int) -> None:
        found.extend(asyncio.run(_tasks(base, f"process {number} thread {thread}", tasks, done)))

    with ExitStack() as stack:
        session = stack.enter_context(understudy.use(store, mode=mode)) if store else None
        started = [threading.Thread(target=run, args=(thread,)) for thread in range(threads)]
        for each in started:
            each.start()
        for each in started:
            each.join()
        if session is not None and mode == "replay" and session.journal.sent:
            found.append(f"{session.journal.sent} requests of a replay were sent")
    out.put(found)


def run_all(asked: argparse.Namespace, base: str, store: str | None, mode: str, progress: Progress) -> dict[str, Any]:
    """All processes in one mode: what went wrong, and how long it took."""
    context = multiprocessing.get_context("spawn")
    done, out = context.Value("Q", 0), context.Queue()
    total, begun = asked.processes * asked.threads * asked.tasks * QUESTIONS, time.monotonic()
    bar = progress.add_task(mode, total=total)
    arguments = (asked.threads, asked.tasks, base, store, mode, done, out)
    running = [context.Process(target=process, args=(number, *arguments)) for number in range(asked.processes)]
    for each in running:
        each.start()
    while any(each.is_alive() for each in running) and out.qsize() < len(running):
        progress.update(bar, completed=done.value)
        time.sleep(0.05)
    problems = [problem for _ in running for problem in out.get(timeout=30)]
    for each in running:
        each.join()
    progress.update(bar, completed=done.value)
    problems += [f"a process ended with {each.exitcode}" for each in running if each.exitcode]
    return {"exchanges": done.value, "seconds": round(time.monotonic() - begun, 1), "problems": problems}


@contextmanager
def door(store: Path, mode: str, base: str) -> Iterator[str]:
    """A server of this store, in front of this upstream."""
    command = [sys.executable, "-m", "understudy", "serve", str(store), "--json", "--mode", mode, "--workers", "2"]
    served = subprocess.Popen([*command, "--upstream", f"openai={base}"], stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout is not None
        yield json.loads(served.stdout.readline())["address"] + "/openai"
    finally:
        served.terminate()
        served.wait(60)


def main(words: list[str]) -> int:
    """Record, replay, verify."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("processes", 8), ("threads", 8), ("tasks", 200)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--door", choices=("process", "http"), default="process")
    parser.add_argument("--store", type=Path)
    asked = parser.parse_args(words)
    found: dict[str, Any] = {"door": asked.door}
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as place, Progress(console=console, disable=not console.is_terminal) as progress:
        store = asked.store or Path(place, "recordings")
        with upstream() as base:
            for mode in ("record-if-missing", "replay"):
                behind = base if mode != "replay" else NOBODY
                with ExitStack() as stack:
                    to = stack.enter_context(door(store, mode, behind)) if asked.door == "http" else behind
                    found[mode] = run_all(asked, to, None if asked.door == "http" else str(store), mode, progress)
        bar, begun = progress.add_task("verify --deep"), time.monotonic()
        verified = verify([store], lambda done, of: progress.update(bar, completed=done, total=of), is_deep=True)
        bad = [f"{each.path}: {each.problem}" for each in verified if each.verdict is not Verdict.OK]
        found["verify --deep"] = {
            "recordings": len(verified),
            "seconds": round(time.monotonic() - begun, 1),
            "problems": bad,
        }
    problems = [problem for each in found.values() if isinstance(each, dict) for problem in each["problems"]]
    found["exchanges"] = found["record-if-missing"]["exchanges"] + found["replay"]["exchanges"]
    found["problems"] = len(problems)
    for each in found.values():
        if isinstance(each, dict):
            each["problems"] = each["problems"][:5]
    print(json.dumps(found, indent=2))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
