"""Our own pages, below `/_understudy/`."""

from __future__ import annotations

import json
import re
from typing import Any

import understudy
from understudy.engine import Session
from understudy.misses import Miss, to_json
from understudy.proxy.asgi import Scope, Send, respond
from understudy.proxy.troubles import Troubles

PREFIX = "/_understudy/"
MISS = re.compile(r"misses/(\d+)")
JSON, TEXT = {"content-type": "application/json"}, {"content-type": "text/plain; charset=utf-8"}


class Pages:
    """What a server tells about itself."""

    def __init__(self, session: Session, address: str, troubles: Troubles) -> None:
        self._session, self._address, self._troubles = session, address, troubles

    async def show(self, path: str, scope: Scope, send: Send) -> None:
        """Answer a request for one of our pages."""
        page = path.removeprefix(PREFIX)
        if page == "health":
            await _respond_json(send, 200, self.health())
        elif (found := MISS.fullmatch(page)) and (miss := self._miss(int(found[1]))):
            if any(name == b"accept" and b"application/json" in value for name, value in scope["headers"]):
                await _respond_json(send, 200, to_json(miss))
            else:
                await respond(send, 200, TEXT, f"{miss}\n".encode("utf-8", "replace"))
        else:
            text = f"no page {path}; there are {PREFIX}health and {PREFIX}misses/<number>"
            await _respond_json(send, 404, {"error": {"message": text, "type": "understudy_no_page"}})

    def latest_report(self, scope: Scope) -> str:
        """Address of the report on the miss that was noted last, at the host that the client of `scope` knows."""
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        base = f"http://{host}" if host else self._address
        return f"{base}{PREFIX}misses/{self._session.journal.missed}"

    def health(self) -> dict[str, Any]:
        """How the server is, for programs that wait for it or watch it."""
        session, journal = self._session, self._session.journal
        return {
            "status": "ok",
            "mode": session.mode.value,
            "store": session.store.describe(),
            "recordings": session.count,
            "played": sum(journal.played.values()),
            "missed": journal.missed,
            "sent": journal.sent,
            "errors": self._troubles.count,
            "address": self._address,
            "version": understudy.__version__,
        }

    def _miss(self, number: int) -> Miss | None:
        """The miss of this number, counted from 1; None where it was forgotten or never was."""
        journal = self._session.journal
        place = number - 1 - (journal.missed - len(journal.misses))
        return journal.misses[place] if 0 <= place < len(journal.misses) else None


async def _respond_json(send: Send, status: int, content: Any) -> None:
    await respond(send, status, JSON, json.dumps(content, indent=2).encode())
