"""What a session plays, and how it explains what it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from understudy.engine.asked import Asked
from understudy.engine.claims import Claims
from understudy.engine.damage import play_of
from understudy.engine.decision import Play, Refuse, Return
from understudy.engine.keeping import Keeping
from understudy.engine.nearby import looked
from understudy.errors import MediumUnreadable, NotServable, RecordingUnreadable
from understudy.misses import Reason, explain
from understudy.model import Call, Mode, Request
from understudy.store import Entry

Played = TypeVar("Played")


class Playing(Keeping):
    """Gives a recording that was claimed for a request, or a miss."""

    mode: Mode
    mode_source: str
    _claimed: dict[tuple[str | None, str], Claims]

    def _answer(
        self, asked: Asked, entry: Entry, candidates: Sequence[Entry], play: Callable[[Entry, Asked], Played]
    ) -> Played | Refuse:
        try:
            played = play(entry, asked)
        except RecordingUnreadable as error:
            reason = Reason.MEDIUM_UNREADABLE if isinstance(error, MediumUnreadable) else Reason.UNREADABLE
            return self._refuse(asked, reason, str(error), entry.name)
        except NotServable as error:
            return self._refuse(asked, Reason.NOT_SERVABLE, str(error), entry.name)
        fault = played.fault if isinstance(played, Play) else None
        if fault is None:
            self.journal.play(entry.name, asked.weaker)
        else:
            self.journal.fault(fault.name, entry.name)
            if not fault.takes_turn:
                self._claimed[asked.claims].give_back(entry.name)
            elif asked.weaker:
                self.journal.weaken(asked.weaker)
        if asked.scope is None and len(candidates) > 1 and asked.fingerprint not in self.journal.ambiguous:
            self._note_ambiguity(asked.fingerprint, candidates)
        return played

    def _play(self, entry: Entry, asked: Asked) -> Play:
        playback = self._answering.playback(entry, asked.fingerprint_in(entry))
        if self.mode is not Mode.REPLAY:
            self._names.played(playback.live_ids)
        if self.store.rules.are_followed and isinstance(asked.what, Request):
            playback, count = self._answering.following(playback, asked)
            self.journal.follow(entry.name, count)
        return play_of(playback, asked)

    def _return(self, entry: Entry, asked: Asked) -> Return:
        outcome = self._answering.outcome(entry, asked.fingerprint)
        if self.store.rules.are_followed and isinstance(asked.what, Call):
            outcome, count = self._answering.following_outcome(entry, outcome, asked.what)
            self.journal.follow(entry.name, count)
        return Return(outcome)

    def _refuse(self, asked: Asked, reason: Reason | None, detail: str, name: str = "") -> Refuse:
        miss = explain(
            asked.what,
            asked.fingerprint,
            reason,
            looked(self.store, self._index, asked, self.journal.played),
            mode=self.mode,
            scope=asked.scope,
            mode_source=self.mode_source,
            commands=self.commands,
            rules=self.store.rules,
            detail=detail,
            name=name,
        )
        self.journal.miss(miss)
        return Refuse(miss)
