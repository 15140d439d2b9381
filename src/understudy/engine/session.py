"""A session: one run with one store and one mode. It decides, and remembers what it decided."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from understudy.apis import Profile
from understudy.engine.call_capture import CallCapture
from understudy.engine.capture import Capture
from understudy.engine.decision import CallDecision, Decision, Forward, Play, Refuse, Return, Run
from understudy.engine.journal import Ambiguity, Journal
from understudy.engine.lookup import Index
from understudy.engine.nearby import nearby
from understudy.engine.playback import Playback, playback_of
from understudy.engine.playbacks import Playbacks
from understudy.engine.repeat import Repeat
from understudy.engine.stable_names import call_with, outcome_with, request_with
from understudy.errors import RecordingUnreadable, UnderstudyError
from understudy.match import addressed, fingerprint_of_call, fingerprint_of_request
from understudy.misses import Miss, Reason, explain
from understudy.model import ACTIONS, Action, Call, Lookup, Mode, Outcome, Recording, Request, Response
from understudy.store import CallDraft, Draft, Entry, Store

Played = TypeVar("Played")
Sent = TypeVar("Sent")


class Session:
    """Decides for each request of a run. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        mode: Mode,
        *,
        scope: str | None = None,
        stable_ids: bool = True,
        repeat: Repeat = Repeat.IN_ORDER,
        today: Callable[[], str] = lambda: "",
    ) -> None:
        self.store, self.mode, self.scope = store, mode, scope
        self.journal = Journal()
        self._stable_ids, self._today = stable_ids, today
        # A recorder that is asked again makes one more recording, whatever a replay of it will do.
        self._repeat = Repeat.IN_ORDER if mode is Mode.RECORD else repeat
        self._lock = threading.RLock()
        self._index = Index(() if mode is Mode.LIVE else store.entries())
        self._claimed: dict[tuple[str | None, str], dict[str, None]] = {}
        self._playbacks = Playbacks()
        self._captures: weakref.WeakSet[Capture] = weakref.WeakSet()
        self._stable_names: dict[str, str] = {}
        self._has_calls = False
        self.is_open = True

    def decide(self, request: Request, *, scope: str | None = None, is_origin_known: bool = True) -> Decision:
        """What happens to a request. The recording it gets is claimed here, so that concurrent calls never swap.

        Args:
            scope: instead of the session's own.
            is_origin_known: whether the URL names the server that the client means. Where its host is only a
                guess, it does not choose among recordings of several servers.
        """
        scope = self.scope if scope is None else scope
        with self._lock:
            request = request_with(self._stable_names, request)
            origin = addressed(request.method, request.url).origin if is_origin_known else None
            asked = _Asked(request, fingerprint_of_request(request), scope)
            return self._decide(asked, origin, self._play, lambda place: self._forward(request, place))

    def decide_call(self, call: Call, *, scope: str | None = None) -> CallDecision:
        """What happens to a function's call, whose arguments are JSON values: by the same table as a request.

        Args:
            scope: instead of the session's own.
        """
        with self._lock:
            self._has_calls = True
            call = call_with(self._stable_names, call)
            asked = _Asked(call, fingerprint_of_call(call), self.scope if scope is None else scope)
            return self._decide(asked, None, self._return, lambda place: self._run(call, place))

    def _decide(
        self,
        asked: _Asked,
        origin: str | None,
        play: Callable[[Entry, _Asked], Played],
        send: Callable[[_Place | None], Sent],
    ) -> Played | Sent | Refuse:
        fingerprint, scope = asked.fingerprint, asked.scope
        candidates = self._index.candidates(fingerprint, scope, origin)
        claimed = self._claimed.setdefault((scope, fingerprint), {})
        entry = self._next(candidates, claimed)
        lookup = Lookup.HIT if entry else Lookup.EXHAUSTED if candidates or claimed else Lookup.MISS
        match ACTIONS[self.mode][lookup]:
            case Action.PLAY:
                assert entry is not None
                claimed[entry.name] = None
                return self._answer(asked, entry, candidates, play)
            case Action.REFUSE:
                times = f"its {len(candidates)} recording{'s' * (len(candidates) > 1)} answered before"
                reason = Reason.ALREADY_PLAYED if lookup is Lookup.EXHAUSTED else None
                return self._refuse(asked, reason, times if reason else "")
            case Action.SEND:
                return send(None)
            case Action.KEEP:
                return send(self._place(asked, None, claimed))
            case Action.REPLACE:
                return send(self._place(asked, entry, claimed))

    def _next(self, candidates: Sequence[Entry], claimed: dict[str, None]) -> Entry | None:
        entry = next((entry for entry in candidates if entry.name not in claimed), None)
        if entry or not candidates or self._repeat is Repeat.IN_ORDER:
            return entry
        if self._repeat is Repeat.CYCLE:
            claimed.clear()
        return candidates[0] if self._repeat is Repeat.CYCLE else candidates[-1]

    def _answer(
        self, asked: _Asked, entry: Entry, candidates: Sequence[Entry], play: Callable[[Entry, _Asked], Played]
    ) -> Played | Refuse:
        try:
            played = play(entry, asked)
        except RecordingUnreadable as error:
            return self._refuse(asked, Reason.UNREADABLE, str(error), entry.name)
        except _NothingToPlay as error:
            return self._refuse(asked, Reason.NOT_SERVABLE, str(error), entry.name)
        self.journal.played[entry.name] += 1
        if asked.scope is None and len(candidates) > 1 and asked.fingerprint not in self.journal.ambiguous:
            self._note_ambiguity(asked.fingerprint, candidates)
        return played

    def _play(self, entry: Entry, asked: _Asked) -> Play:
        return Play(self._playbacks.get(entry.name) or self._prepared(entry, asked.fingerprint))

    def _return(self, entry: Entry, asked: _Asked) -> Return:
        # Loaded for each call: what it returned is the caller's to change.
        outcome = self._loaded(entry, asked.fingerprint).outcome
        assert outcome is not None, "the fingerprint is that of a call"
        return Return(outcome)

    def _prepared(self, entry: Entry, fingerprint: str) -> Playback:
        recording = self._loaded(entry, fingerprint)
        if recording.not_servable:
            raise _NothingToPlay(recording.not_servable)
        playback = playback_of(recording)
        self._playbacks.add(playback)
        return playback

    def _loaded(self, entry: Entry, fingerprint: str) -> Recording:
        recording = self.store.load(entry.name)
        if fingerprint not in recording.fingerprints:
            raise RecordingUnreadable(
                f"{entry.name}: changed while the session was open: it answers another request now"
            )
        return recording

    def _note_ambiguity(self, fingerprint: str, candidates: Sequence[Entry]) -> None:
        if len({entry.scope for entry in candidates}) < 2:
            return
        try:
            recordings = [self.store.load(entry.name) for entry in candidates]
            answers = {(recording.response.body, repr(recording.outcome)) for recording in recordings}
        except RecordingUnreadable:
            # It will be reported when its turn to answer comes.
            return
        if len(answers) > 1:
            names = tuple(entry.name for entry in candidates)
            self.journal.ambiguous[fingerprint] = Ambiguity(candidates[0].endpoint, names)

    def _refuse(self, asked: _Asked, reason: Reason | None, detail: str, name: str = "") -> Refuse:
        miss = explain(
            asked.what,
            asked.fingerprint,
            reason,
            mode=self.mode,
            store=self.store.describe(),
            count=len(self._index),
            nearby=nearby(self.store, self._index, asked.what, asked.scope),
            scope=asked.scope,
            detail=detail,
            name=name,
        )
        self.journal.miss(miss)
        return Refuse(miss)

    def _place(self, asked: _Asked, entry: Entry | None, claimed: dict[str, None]) -> _Place:
        slot = entry.name if entry else f"(place {len(claimed) + 1})"
        claimed[slot] = None
        # A recording of all scopes, or of a request without one, is not this scope's to replace.
        replaces = entry.name if entry and entry.scope == asked.scope else None
        sequence = entry.sequence if entry and replaces else len(claimed)
        return _Place(asked.scope, asked.fingerprint, sequence, replaces, slot, claimed)

    def _forward(self, request: Request, place: _Place | None) -> Forward:
        self.journal.sent += 1
        if place is None:
            return Forward(Capture(_profile(request)))

        def keep(response: Response) -> None:
            with self._lock:
                draft = Draft(
                    scope=place.scope,
                    request=request,
                    response=response,
                    fingerprint=place.fingerprint,
                    sequence=place.sequence,
                    recorded=self._today(),
                    stable_ids=self._stable_ids,
                    stable_names=self._stable_names,
                    replaces=place.replaces,
                )
                self._save(draft, place)

        capture = Capture(_profile(request), keep, lambda: self._release(place))
        self._captures.add(capture)
        return Forward(capture)

    def _run(self, call: Call, place: _Place | None) -> Run:
        self.journal.sent += 1
        if place is None:
            return Run(CallCapture())

        def keep(outcome: Outcome) -> None:
            with self._lock:
                draft = CallDraft(
                    scope=place.scope,
                    call=call,
                    outcome=outcome_with(self._stable_names, outcome),
                    fingerprint=place.fingerprint,
                    sequence=place.sequence,
                    recorded=self._today(),
                    replaces=place.replaces,
                )
                self._save(draft, place)

        return Run(CallCapture(keep, lambda: self._release(place)))

    def _save(self, draft: Draft | CallDraft, place: _Place) -> None:
        saved = self.store.save(draft)
        place.claimed.pop(place.slot, None)
        place.claimed[saved.entry.name] = None
        self.journal.kept[saved.entry.name] = saved.is_changed
        self._playbacks.drop(saved.entry.name)
        self._index.add(saved.entry)
        self._stable_names |= {live: stable for stable, live in saved.live_ids.items()}

    def _release(self, place: _Place) -> None:
        with self._lock:
            place.claimed.pop(place.slot, None)

    @property
    def count(self) -> int:
        """How many recordings there are to answer from."""
        return len(self._index)

    @property
    def played(self) -> tuple[Recording, ...]:
        """Recordings that answered in this session, in the order in which they first did."""
        return tuple(self.store.load(name) for name in list(self.journal.played))

    @property
    def recorded(self) -> tuple[Recording, ...]:
        """Recordings written in this session, or found to be the same as before."""
        return tuple(self.store.load(name) for name in list(self.journal.kept))

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Requests that were refused."""
        return tuple(self.journal.misses)

    @property
    def unused(self) -> tuple[Recording, ...]:
        """Recordings of this session's scope that neither answered nor were written; without a scope, of all."""
        touched = self.journal.played.keys() | self.journal.kept.keys()
        entries = (entry for entry in self._index.all() if entry.fingerprints and entry.name not in touched)
        recordings = (self.store.load(entry.name) for entry in entries if self.scope in (None, entry.scope))
        # The original system records tools by itself: where no function of ours is called, nobody waits for them.
        return tuple(each for each in recordings if self._has_calls or each.format > 1 or each.outcome is None)

    @property
    def ambiguous(self) -> tuple[Ambiguity, ...]:
        """Requests without a scope that recordings of several scopes answer differently."""
        return tuple(self.journal.ambiguous.values())

    def close(self) -> None:
        """End the session: what is still under way is kept as far as it got.

        Raises:
            StoreUnusable: something could not be kept; whatever else could be, was.
        """
        self.is_open = False
        troubles = []
        for capture in list(self._captures):
            try:
                capture.closed_by_client()
            except UnderstudyError as error:
                troubles.append(error)
        if troubles:
            raise troubles[0]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request or a call, as it is looked up."""

    what: Request | Call
    fingerprint: str
    scope: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where what comes back will be kept."""

    scope: str | None
    fingerprint: str
    sequence: int
    replaces: str | None
    slot: str
    """What is claimed until it has come."""

    claimed: dict[str, None]


class _NothingToPlay(Exception):
    """The recording holds no HTTP answer."""


def _profile(request: Request) -> Profile:
    return addressed(request.method, request.url).recognised.profile
