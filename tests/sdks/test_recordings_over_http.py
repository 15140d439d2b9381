"""Every recording of format 1 through the HTTP door, asked with the official SDK that made it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.sdks.asking import documents
from tests.sdks.played import Counts, by_scope, play
from understudy.proxy import ServeSettings, serving

HTTP, NOT_HTTP = 238, 6


def test_all_files_behind_one_server(shared: Path) -> None:
    """
    The same objects and exceptions as in process; the scope comes with each request.
    """
    counts = Counts()

    async def ask_all(address: str) -> None:
        for scope, its_own in by_scope(documents(shared / "recordings")).items():
            headers = {"x-understudy-scope": scope} if scope else {}
            await play(its_own, counts, server=address, headers=headers)

    with serving(ServeSettings(shared / "recordings")) as address:
        asyncio.run(ask_all(address))

    print(f"\n{counts}")
    assert counts.failures == []
    assert (counts.played, counts.not_servable) == (HTTP, NOT_HTTP)
