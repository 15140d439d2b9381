"""Scopes that were started, each with claims and a ledger of its own; all others belong to the server's session."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.engine import Part, Repeat, Session
from understudy.errors import WrongUse
from understudy.model import Mode, is_within


class NotAllowed(WrongUse):
    """A scope was to do what the server may not."""


class Scopes:
    """By name."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._started: dict[str, Part] = {}

    def __iter__(self) -> Iterator[Part]:
        return iter(self._started.values())

    def session(self, scope: str | None) -> Session:
        """Who decides on this scope's requests."""
        if scope is None or not self._started:
            return self._session
        return self._started.get(self._session.hidden(scope), self._session)

    def start(self, scope: str, mode: Mode | None = None, repeat: Repeat | None = None) -> Part:
        """Start a scope, or start it anew: its recordings are played from the first one on.

        Raises:
            NotAllowed: the mode may do what the server's may not.
            RecordingUnreadable: the server is live and has not read the store, and a file is not a recording.
        """
        limit = self._session.mode
        if mode is None:
            mode, source = limit, self._session.mode_source
        elif is_within(mode, limit):
            source = "who started the scope"
        else:
            raise NotAllowed(
                f"scope {scope!r}: mode {mode.value} may do more than this server, which runs in mode {limit.value}\n"
                f"\n  Serve with that mode: understudy serve STORE --mode {mode.value}"
            )
        part = Part(self._session, scope, mode=mode, mode_source=source, repeat=repeat)
        self._started[self._session.hidden(scope)] = part
        return part

    def find(self, scope: str) -> Part | None:
        """The scope of this name, if it is started."""
        return self._started.get(self._session.hidden(scope))

    def end(self, scope: str) -> Part | None:
        """What a scope did until now; it is no longer started. What is under way is still kept, and counts as the
        server's."""
        return self._started.pop(self._session.hidden(scope), None)
