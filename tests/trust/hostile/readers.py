"""Every way in which a store is read, each as a function of the store's folder."""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
from collections.abc import Callable
from pathlib import Path

import httpx

import understudy
from tests.trust.hostile.builder import MARKER
from understudy.cli.main import main
from understudy.errors import Refused, UnderstudyError
from understudy.operations.catalogue import Query, making
from understudy.operations.places import places_of
from understudy.proxy import ServeSettings, serving
from understudy.store import Directory
from understudy.ui import Site

Reader = Callable[[Path], int]

BODY = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
REFUSED, READ = 1, 0
PAGES_OF = 5


def _command(*words: str) -> Reader:
    return lambda store: main([word.replace("STORE", str(store)) for word in words])


def _each(store: Path) -> int:
    """As a session reads: the list, then each recording whole, and its request alone."""
    directory, found = Directory(store), READ
    try:
        entries = directory.entries()
    except UnderstudyError as error:
        print(error)
        return REFUSED
    for entry in entries:
        for load in (directory.load, directory.load_request):
            try:
                load(entry.name)
            except UnderstudyError as error:
                print(error)
                found = REFUSED
    return found


def _session(store: Path) -> int:
    """A session in the process, asked once; what it refuses it says."""
    try:
        with understudy.use(store), httpx.Client() as client:
            answer = client.post("https://api.openai.com/v1/chat/completions", json=BODY)
            print(answer.status_code, dict(answer.headers))
    except (UnderstudyError, Refused, httpx.HTTPError) as error:
        print(error)
        return REFUSED
    return READ


def _proxy(store: Path) -> int:
    """A server on this store, asked once over HTTP."""
    try:
        with serving(ServeSettings(store, grace_s=1)) as address:
            connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
            connection.request("POST", "/v1/chat/completions", json.dumps(BODY), {"content-type": "application/json"})
            try:
                answer = connection.getresponse()
                print(answer.status, answer.headers)
                assert "set-cookie" not in answer.headers
                answer.read()
                return REFUSED if answer.status == 404 else READ
            except http.client.HTTPException as error:
                print(type(error).__name__)
            finally:
                connection.close()
    except UnderstudyError as error:
        print(error)
        return REFUSED
    return READ


def _places(store: Path) -> int:
    """As `prune` looks for what no test needs; whom pytest collects does not come from the store."""
    try:
        places_of(store.parent, frozenset({str(store)}))
    except UnderstudyError as error:
        print(error)
        return REFUSED
    return READ


def _pages(store: Path) -> int:
    """A browser that looks at the list, and at every page of the first recordings."""
    # Other processes may read many files; here is none but this one.
    making.MANY = sys.maxsize
    site = Site(store)

    async def looking() -> int:
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            damaged = await client.get("/?state=damaged")
            for row in site.context.catalogue.page(Query(), PAGES_OF).rows:
                for part in ("", "/frames", "/raw", "/code", "/matching", "/pace"):
                    answer = await client.get(f"/recording{part}", params={"name": row.summary.name})
                    print(part, answer.status_code)
                    assert MARKER not in answer.text
        return REFUSED if 'class="state bad"' in damaged.text else READ

    try:
        site.context.catalogue.look(60)
        return asyncio.run(looking())
    except UnderstudyError as error:
        print(error)
        return REFUSED
    finally:
        site.close()


STORES: dict[str, Reader] = {
    "ls": _command("ls", "STORE"),
    "ls --json": _command("ls", "STORE", "--json"),
    "show": _command("show", "STORE"),
    "show --frames": _command("show", "STORE", "--frames"),
    "verify": _command("verify", "STORE"),
    "rekey": _command("rekey", "STORE", "--write"),
    "export": _command("export", "STORE", "STORE/../exported"),
    "each": _each,
    "session": _session,
    "proxy": _proxy,
    "prune": _places,
    "pages": _pages,
    # Last, as they change something.
    "gc": _command("gc", "STORE", "--delete", "--yes"),
    "review": _command("review", "STORE/.."),
    "review --accept": _command("review", "STORE/..", "--accept", "--force"),
}

CASSETTES: dict[str, Reader] = {
    "import": _command("import", "STORE", "STORE/../imported"),
    "ls": _command("ls", "STORE"),
}

MUST_REFUSE = ("ls", "show", "verify", "each", "session", "proxy")
"""Readers of all of a store: none passes over what a session would refuse."""
