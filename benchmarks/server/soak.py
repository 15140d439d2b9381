"""Minutes of everything at once: plays, misses, faults, and clients that leave. `python -m benchmarks.server.soak`.

Asserts that every answer is that of its question, that nothing fails which was not asked to, that the server counts
what clients saw, and that its memory stays as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from json import loads
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

import understudy
from benchmarks.exchanges import URL, exchange
from benchmarks.peers import UNDERSTUDY
from benchmarks.server import contestants
from benchmarks.server.processes import Running
from benchmarks.stores import Stores

SECONDS = 600
CONNECTIONS = 64
RECORDED = 1000
GROWTH = 0.05
"""Of its memory; less than what an allocator does by itself."""

FAULTS = ("status=503", "reset after=200 bytes", "refused")
KINDS = {"play": 0.80, "miss": 0.05, "leave": 0.08, **{fault: 0.07 / len(FAULTS) for fault in FAULTS}}


@dataclass
class Seen:
    """What clients saw, by what they asked for."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    rss_mib: list[float] = field(default_factory=list)


def main() -> int:
    """Run; the status says whether all was as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long (default: %(default)s)")
    parser.add_argument("--workers", default="1", help="as in understudy serve (default: %(default)s)")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="understudy-benchmarks-") as folder:
        store = Stores(Path(folder), lambda text: print(f"  {text} …", file=sys.stderr)).store(UNDERSTUDY, RECORDED)
        with contestants.understudy(store, "--repeat", "last", "--workers", wanted.workers) as server:
            seen = asyncio.run(_soak(server, wanted.seconds))
            health = loads(urllib.request.urlopen(f"{_base(server)}/_understudy/health").read())
    return _told(seen, health, wanted.seconds)


async def _soak(server: Running, seconds: float) -> Seen:
    seen, until = Seen(), time.monotonic() + seconds
    clients = [_client(server.url, seen, until, random.Random(number)) for number in range(CONNECTIONS)]
    watch = asyncio.ensure_future(_watch(server, seen))
    await asyncio.gather(*clients)
    watch.cancel()
    return seen


async def _watch(server: Running, seen: Seen) -> None:
    while True:
        await asyncio.sleep(0.5)
        status = Path(f"/proc/{server.process.pid}/status")
        with suppress(OSError):
            seen.rss_mib += (int(found) / 1024 for found in re.findall(r"VmRSS:\s+(\d+) kB", status.read_text()))


async def _client(url: str, seen: Seen, until: float, dice: random.Random) -> None:
    while time.monotonic() < until:
        async with _connected(url) as (reader, writer):
            while time.monotonic() < until:
                (kind,) = dice.choices(list(KINDS), list(KINDS.values()))
                try:
                    is_open = await _ask(kind, url, reader, writer, dice, seen)
                except Exception as error:
                    seen.wrong.append(f"{kind}: {type(error).__name__}: {error}")
                    is_open = False
                seen.counts[kind] += 1
                if not is_open:
                    break


async def _ask(
    kind: str, url: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dice: random.Random, seen: Seen
) -> bool:
    """One question; whether its connection goes on."""
    number = dice.randrange(RECORDED) + (50_000 if kind == "miss" else 0)
    body, path = exchange(number).request_body, url.partition("://")[2].partition("/")[2]
    head = f"POST /{path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    head += f"x-understudy-fault: {kind}\r\n" if kind in FAULTS else ""
    writer.write(head.encode() + b"\r\n" + body)
    if kind == "leave":
        if dice.random() < 0.5:
            await reader.read(dice.randrange(1, 600))
        return False
    if kind in ("refused", "reset after=200 bytes"):
        with suppress(OSError, asyncio.IncompleteReadError):
            await _answer(reader)
            seen.wrong.append(f"{kind}: the answer came whole")
        return False
    status, content = await asyncio.wait_for(_answer(reader), 60)
    is_right = {
        "play": status == 200 and content == _expected(number),
        "miss": status == 404 and b"understudy_miss" in content,
        "status=503": status == 503,
    }[kind]
    if not is_right:
        seen.wrong.append(f"{kind} {number}: {status} {content[:200]!r}")
    return True


@cache
def _expected(number: int) -> bytes:
    """The answer with its stable id, which names its question."""
    asked = exchange(number)
    digits = understudy.fingerprint("POST", URL, asked.request_body)[3:15].encode()
    return re.sub(rb"rec-[0-9a-f]{12}", b"rec-" + digits, asked.response_body)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if found := re.search(rb"content-length: (\d+)", head):
        return status, await reader.readexactly(int(found[1]))
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return status, body


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = url.partition("://")[2].partition("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def _base(server: Running) -> str:
    return server.url.removesuffix(contestants.ENDPOINT)


def _told(seen: Seen, health: dict[str, object], seconds: float) -> int:
    quarter = max(1, len(seen.rss_mib) // 4)
    before, after = median(seen.rss_mib[quarter : 2 * quarter] or [0]), median(seen.rss_mib[-quarter:] or [0])
    console, table = Console(highlight=False, width=110), Table()
    for column in ("what", "how often"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for kind in KINDS:
        table.add_row(kind, f"{seen.counts[kind]:,}")
    console.print(table)
    checks = {
        f"every answer was right: {len(seen.wrong)} were not": not seen.wrong,
        f"the server had no errors: {health['errors']}": health["errors"] == 0,
        f"it counted each miss: {health['missed']:,} of {seen.counts['miss']:,}": health["missed"]
        == seen.counts["miss"],
        f"it stayed as large as it was: {before:.1f} MiB, at the end {after:.1f} MiB": after <= before * (1 + GROWTH),
    }
    for text, is_so in checks.items():
        console.print(f"{'ok    ' if is_so else 'WRONG '} {text}")
    for text in seen.wrong[:10]:
        console.print(f"       {text}")
    console.print(
        f"{sum(seen.counts.values()) / seconds:,.0f} requests a second for {seconds:g} s, {CONNECTIONS} clients"
    )
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
