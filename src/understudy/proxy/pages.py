"""Our own pages, below `/_understudy/`: how the server is, its misses, and the control API."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import understudy
from understudy.engine import Session
from understudy.misses import Miss, to_json
from understudy.operations.browsers import stranger
from understudy.proxy.asgi import Application, Receive, Scope, Send, TooLong, read_body, respond
from understudy.proxy.control import Control
from understudy.proxy.control.description import description
from understudy.proxy.control.requests import MANY, ONE
from understudy.proxy.forward.origin import ORIGIN
from understudy.proxy.metrics.exposition import TYPE
from understudy.proxy.metrics.page import Metrics
from understudy.proxy.refusing import LOCKED
from understudy.proxy.scopes import Scopes
from understudy.proxy.troubles import Troubles

PREFIX = "/_understudy/"
LONGEST = 2**16
"""Bytes of a request to one of our pages."""

KINDS = frozenset({b"", b"application/json", b"application/x-www-form-urlencoded"})
"""Types of bodies that are taken. curl says it is a form; what a form of a page can send beside that is not taken."""

CHALLENGE = {"www-authenticate": 'Basic realm="Understudy", charset="UTF-8"'}
"""Has a browser ask a person, and send what they say with whatever it asks for below the same folder (RFC 7617)."""

PASSWORD = "A browser asks for it: any name will do, and the key is the password"

JSON, TEXT = {"content-type": "application/json"}, {"content-type": "text/plain; charset=utf-8"}


class Pages:
    """What a server tells about itself, and is told."""

    def __init__(
        self,
        session: Session,
        scopes: Scopes,
        address: str,
        names: Iterable[str],
        troubles: Troubles,
        metrics: Metrics,
        site: Callable[[], Application] | None = None,
    ) -> None:
        """`names` are hosts by which we may be asked; `site` makes the pages for people, once one is asked for."""
        self._metrics, self._make_site = metrics, site
        self._site: Application | None = None
        self._session, self._address, self._troubles = session, address, troubles
        self._names, self._control = tuple(names), Control(scopes)

    async def show(self, path: str, scope: Scope, receive: Receive, send: Send, *, is_let_in: bool = True) -> None:
        """Answer a request for one of our pages. How the server is, it tells everybody."""
        if path == PREFIX[:-1]:
            await respond(send, 308, {"location": PREFIX}, b"")
            return
        page = path.removeprefix(PREFIX)
        found = next((each for each in PAGES if each.pattern.fullmatch(page)), None)
        # Whatever comes below has passed here: no page, of these or of the site, looks at it by itself.
        if wrong := stranger(scope["headers"], self._names):
            await _respond_error(send, 403, "understudy_stranger", f"request refused: {wrong}")
        elif not (is_let_in or (found and found.is_for_all)):
            await _respond_error(send, 401, "understudy_locked", f"{LOCKED}. {PASSWORD}", CHALLENGE)
        elif found is None:
            await self._show_site(path, scope, receive, send)
        elif scope["method"] not in found.methods:
            allow = {"allow": ", ".join(sorted(found.methods))}
            await _respond_error(send, 405, "understudy_wrong_use", f"{scope['method']} does not exist here", allow)
        else:
            await found.show(self, page, scope, receive, send)

    async def show_health(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        """How the server is."""
        await _respond_json(send, 200, self.health())

    async def show_metrics(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        """For Prometheus."""
        await respond(send, 200, {"content-type": TYPE}, (await self._metrics.text()).encode("utf-8", "replace"))

    async def show_description(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Of the control API."""
        await respond(send, 200, JSON, description())

    async def control(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Scopes."""
        kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"").lower()
        if kind.partition(b";")[0].strip() not in KINDS:
            text = f"{page} takes application/json, not {kind.decode('latin-1')}"
            await _respond_error(send, 415, "understudy_wrong_use", text)
            return
        try:
            body = await read_body(scope, receive, LONGEST)
        except TooLong:
            await _respond_error(send, 413, "understudy_wrong_use", f"{page} takes up to {LONGEST:,} bytes")
            return
        if body is not None:
            told = self._control.answer(scope["method"], page, body, self._base(scope))
            await _respond_json(send, told.status, told.content, told.headers)

    async def show_miss(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        """The report on a miss, for people or for programs."""
        miss = self._miss(int(page.rpartition("/")[2]))
        if miss is None:
            await _respond_error(send, 404, "understudy_no_page", f"no page {PREFIX}{page}: this miss is not known")
        elif any(name == b"accept" and b"application/json" in value for name, value in scope["headers"]):
            await _respond_json(send, 200, to_json(miss))
        else:
            await respond(send, 200, TEXT, f"{miss}\n".encode("utf-8", "replace"))

    async def _show_site(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        site = await self._opened()
        if site and scope["method"] in ("GET", "HEAD", "POST"):
            await site({**scope, "root_path": PREFIX.rstrip("/")}, receive, send)
            return
        pages = ", ".join(PREFIX + each for each in ("health", "metrics", "scopes"))
        text = f"no page {path}; there are {pages} and {PREFIX}misses/<number>"
        await _respond_error(send, 404, "understudy_no_page", text)

    async def _opened(self) -> Application | None:
        if self._site is None and self._make_site is not None:
            # Its libraries take a while to import; answers go on meanwhile.
            self._site = await asyncio.to_thread(self._make_site)
        return self._site

    def latest_report(self, scope: Scope) -> str:
        """Address of the report on the miss that was noted last, at the host that the client of `scope` knows."""
        return f"{self._base(scope)}{PREFIX}misses/{self._session.journal.missed}"

    def health(self) -> dict[str, Any]:
        """How the server is, for programs that wait for it or watch it."""
        session, journal = self._session, self._session.journal
        return {
            "status": "ok",
            "mode": session.mode.value,
            "store": session.store.describe(),
            "recordings": session.count,
            "played": sum(journal.played.values()),
            "weaker_matches": sum(journal.weaker.values()),
            "faults": journal.faults_by_name,
            "missed": journal.missed,
            "sent": journal.sent,
            "unsent": journal.unsent,
            "not_kept": dict(journal.not_kept),
            "errors": self._troubles.count,
            "address": self._address,
            "version": understudy.__version__,
        }

    def _base(self, scope: Scope) -> str:
        if ORIGIN in scope:
            return self._address
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        return f"http://{host}" if host else self._address

    def _miss(self, number: int) -> Miss | None:
        """The miss of this number, counted from 1; None where it was forgotten or never was."""
        journal = self._session.journal
        place = number - 1 - (journal.missed - len(journal.misses))
        return journal.misses[place] if 0 <= place < len(journal.misses) else None


async def _respond_json(send: Send, status: int, content: Any, headers: dict[str, str] | None = None) -> None:
    await respond(send, status, {**JSON, **(headers or {})}, json.dumps(content, indent=2).encode())


async def _respond_error(send: Send, status: int, kind: str, text: str, headers: dict[str, str] | None = None) -> None:
    await _respond_json(send, status, {"error": {"message": text, "type": kind}}, headers)


@dataclass(frozen=True, slots=True)
class Page:
    """One of our pages, or several of one form."""

    pattern: re.Pattern[str]
    """Of its path below the prefix."""

    methods: frozenset[str]
    show: Callable[[Pages, str, Scope, Receive, Send], Awaitable[None]]
    is_for_all: bool = False
    """Whether it is shown to clients that have no key, where one is demanded."""


READ = frozenset({"GET", "HEAD"})
PAGES = (
    Page(re.compile("health"), READ, Pages.show_health, is_for_all=True),
    Page(re.compile("metrics"), READ, Pages.show_metrics),
    Page(re.compile("openapi[.]json"), READ, Pages.show_description),
    Page(re.compile("scopes(/.*)?"), MANY | ONE, Pages.control),
    Page(re.compile("misses/[0-9]{1,18}"), READ, Pages.show_miss),
)
"""All that is told and taken, but for the site's."""
