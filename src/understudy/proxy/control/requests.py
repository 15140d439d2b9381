"""Requests to the control API: from method and path to what is done and answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from understudy.engine import Part
from understudy.errors import RecordingUnreadable, WrongUse
from understudy.proxy.control.ledger import MISSED, ledger
from understudy.proxy.control.starting import parse_start
from understudy.proxy.scopes import NotAllowed, Scopes, TooMany

PAGE = "scopes"
MANY = frozenset({"GET", "POST"})
ONE = frozenset({"GET", "DELETE"})


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, before it is JSON text."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


class Control:
    """Starts, tells of and ends scopes."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes

    def answer(self, method: str, page: str, body: bytes, base: str) -> Answered:
        """Do what a request says.

        Args:
            page: the path below `/_understudy/`: `scopes`, or `scopes/` and a name.
            base: this server's address, as the client knows it.
        """
        name = unquote(page.removeprefix(PAGE).removeprefix("/"))
        try:
            if method not in (ONE if name else MANY):
                allowed = ", ".join(sorted(ONE if name else MANY))
                return _error(405, "understudy_wrong_use", f"{method} does not exist here", {"allow": allowed})
            if not name:
                return self._start(body, base) if method == "POST" else self._list(base)
            part = self._scopes.find(name) if method == "GET" else self._scopes.end(name)
            if part is None:
                return _error(404, "understudy_no_scope", f"scope {name!r} is not started, or has ended")
            told = ledger(part)
        except NotAllowed as error:
            return _error(403, "understudy_not_allowed", str(error))
        except TooMany as error:
            return _error(429, "understudy_wrong_use", str(error))
        except WrongUse as error:
            return _error(400, "understudy_wrong_use", str(error))
        except RecordingUnreadable as error:
            return _error(500, "understudy_unreadable", str(error))
        return Answered(409 if method == "DELETE" and told["status"] == MISSED else 200, told)

    def _start(self, body: bytes, base: str) -> Answered:
        start = parse_start(body)
        part = self._scopes.start(start.scope, start.mode, start.repeat)
        return Answered(201, _told(part, base), {"location": f"/_understudy/{PAGE}/{_quoted(start.scope)}"})

    def _list(self, base: str) -> Answered:
        return Answered(200, {"scopes": [_told(part, base) for part in self._scopes]})


def _told(part: Part, base: str) -> dict[str, Any]:
    return {"scope": part.scope, "mode": part.mode.value, "url": f"{base}/s/{_quoted(part.scope or '')}"}


def _quoted(scope: str) -> str:
    return quote(scope, safe="")


def _error(status: int, kind: str, text: str, headers: dict[str, str] | None = None) -> Answered:
    return Answered(status, {"error": {"message": text, "type": kind}}, headers or {})
