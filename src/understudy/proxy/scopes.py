"""Scopes that were started, each with claims and a ledger of its own; all others belong to the server's session."""

from __future__ import annotations

import re
from collections.abc import Iterator

from understudy.engine import Part, Repeat, Session
from understudy.errors import WrongUse
from understudy.model import Mode, is_within, parse_faults, spelt_fault

MOST = 10_000
"""Scopes that are started at a time."""

MOST_UNSTARTED = 100_000
"""Scopes that requests name without starting them. What they were answered is held as long as the server runs."""

LONGEST = 1000
"""Letters of a scope's name. Node ids with long parameters have some hundred."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def wrong_scope(scope: str) -> str | None:
    """What is wrong with a scope's name, if anything: it stands in files, lists and logs."""
    if len(scope) > LONGEST:
        return f"a scope's name is {len(scope):,} letters long, expected up to {LONGEST:,}"
    found = CONTROL.search(scope)
    return f"a scope's name has a control character, {found[0]!r}" if found else None


class TooMany(WrongUse):
    """So many scopes are not kept apart."""


class NotAllowed(WrongUse):
    """A scope was to do what the server may not."""


class Scopes:
    """By name."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._started: dict[str, Part] = {}
        self._unstarted: set[str] = set()
        self._faults: dict[str, str] = {}

    def __iter__(self) -> Iterator[Part]:
        return iter(self._started.values())

    def session(self, scope: str | None) -> Session:
        """Who decides on this scope's requests.

        Raises:
            TooMany: so many were named that nobody started.
        """
        if scope is None:
            return self._session
        part = self._started.get(self._session.hidden(scope)) if self._started else None
        if part is not None:
            return part
        if scope not in self._unstarted:
            if len(self._unstarted) >= MOST_UNSTARTED:
                raise TooMany(
                    f"requests named {MOST_UNSTARTED:,} scopes that nobody started, and one more"
                    f"\n\n  Start scopes, and end them: POST and DELETE /_understudy/scopes"
                )
            self._unstarted.add(scope)
        return self._session

    def start(self, scope: str, mode: Mode | None = None, repeat: Repeat | None = None) -> Part:
        """Start a scope, or start it anew: its recordings are played from the first one on.

        Raises:
            WrongUse: it can have no such name.
            TooMany: as many are started as are kept apart.
            NotAllowed: the mode may do what the server's may not.
            RecordingUnreadable: the server is live and has not read the store, and a file is not a recording.
        """
        if wrong := wrong_scope(scope):
            raise WrongUse(f"{wrong}\n\n  For example: tests/agent.test.mjs > it answers")
        if len(self._started) >= MOST and scope not in self._started:
            raise TooMany(f"{MOST:,} scopes are started\n\n  End some of them: DELETE /_understudy/scopes/<scope>")
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
        name = self._session.hidden(scope)
        self._started[name] = part
        self._faults.pop(name, None)
        return part

    @property
    def faults(self) -> dict[str, str]:
        """By scope, of those that were given their own, as they are spelt; none is an empty text."""
        return dict(self._faults)

    def break_scope(self, scope: str, faults: str) -> None:
        """From now on answers of this scope meet these faults, and no others. It is started if it is not.

        Raises:
            WrongUse: there is no such fault.
            RecordingUnreadable: as `start` does.
        """
        parsed = parse_faults(faults)
        (self.find(scope) or self.start(scope)).break_answers(parsed)
        self._faults[self._session.hidden(scope)] = ", ".join(map(spelt_fault, parsed))

    def find(self, scope: str) -> Part | None:
        """The scope of this name, if it is started."""
        return self._started.get(self._session.hidden(scope))

    def end(self, scope: str) -> Part | None:
        """What a scope did until now; it is no longer started. What is under way is still kept, and counts as the
        server's."""
        name = self._session.hidden(scope)
        self._faults.pop(name, None)
        return self._started.pop(name, None)
