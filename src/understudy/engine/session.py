"""A session: one run with one store and one mode. It decides, and remembers what it decided."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum

from understudy.apis import Profile
from understudy.engine.capture import Capture
from understudy.engine.decision import Decision, Forward, Play, Refuse
from understudy.engine.journal import Ambiguity, Journal
from understudy.engine.lookup import Index
from understudy.engine.nearby import nearby
from understudy.engine.playback import Playback, playback_of
from understudy.engine.playbacks import Playbacks
from understudy.errors import RecordingUnreadable, UnderstudyError, WrongUse
from understudy.match import UNMISTAKABLE, addressed, fingerprint_of_request
from understudy.misses import Miss, Reason, explain
from understudy.model import ACTIONS, Action, Lookup, Mode, Recording, Request, Response
from understudy.store import Draft, Entry, Store


class Repeat(Enum):
    """What answers a request once all its recordings are played."""

    IN_ORDER = "in-order"
    LAST = "last"
    CYCLE = "cycle"


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
            request = self._with_stable_names(request)
            origin = addressed(request.method, request.url).origin if is_origin_known else None
            return self._decide(request, scope, origin)

    def _decide(self, request: Request, scope: str | None, origin: str | None) -> Decision:
        fingerprint = fingerprint_of_request(request)
        candidates = self._index.candidates(fingerprint, scope, origin)
        claimed = self._claimed.setdefault((scope, fingerprint), {})
        entry = self._next(candidates, claimed)
        lookup = Lookup.HIT if entry else Lookup.EXHAUSTED if candidates or claimed else Lookup.MISS
        match ACTIONS[self.mode][lookup]:
            case Action.PLAY:
                assert entry is not None
                claimed[entry.name] = None
                return self._play(request, fingerprint, scope, entry, candidates)
            case Action.REFUSE:
                times = f"its {len(candidates)} recording{'s' * (len(candidates) > 1)} answered before"
                reason = Reason.ALREADY_PLAYED if lookup is Lookup.EXHAUSTED else None
                return self._refuse(request, fingerprint, scope, reason, times if reason else "")
            case Action.SEND:
                self.journal.sent += 1
                return Forward(Capture(_profile(request)))
            case Action.KEEP:
                return self._forward(request, fingerprint, scope, None, claimed)
            case Action.REPLACE:
                return self._forward(request, fingerprint, scope, entry, claimed)

    def _next(self, candidates: Sequence[Entry], claimed: dict[str, None]) -> Entry | None:
        entry = next((entry for entry in candidates if entry.name not in claimed), None)
        if entry or not candidates or self._repeat is Repeat.IN_ORDER:
            return entry
        if self._repeat is Repeat.CYCLE:
            claimed.clear()
        return candidates[0] if self._repeat is Repeat.CYCLE else candidates[-1]

    def _play(
        self, request: Request, fingerprint: str, scope: str | None, entry: Entry, candidates: Sequence[Entry]
    ) -> Decision:
        try:
            playback = self._playbacks.get(entry.name) or self._prepared(entry, fingerprint)
        except RecordingUnreadable as error:
            return self._refuse(request, fingerprint, scope, Reason.UNREADABLE, str(error), entry.name)
        except _NothingToPlay as error:
            return self._refuse(request, fingerprint, scope, Reason.NOT_SERVABLE, str(error), entry.name)
        self.journal.played[entry.name] += 1
        if scope is None and len(candidates) > 1 and fingerprint not in self.journal.ambiguous:
            self._note_ambiguity(fingerprint, candidates)
        return Play(playback)

    def _prepared(self, entry: Entry, fingerprint: str) -> Playback:
        recording = self.store.load(entry.name)
        if recording.not_servable:
            raise _NothingToPlay(recording.not_servable)
        if fingerprint not in recording.fingerprints:
            raise RecordingUnreadable(
                f"{entry.name}: changed while the session was open: it answers another request now"
            )
        playback = playback_of(recording)
        self._playbacks.add(playback)
        return playback

    def _note_ambiguity(self, fingerprint: str, candidates: Sequence[Entry]) -> None:
        if len({entry.scope for entry in candidates}) < 2:
            return
        try:
            answers = {self.store.load(entry.name).response.body for entry in candidates}
        except RecordingUnreadable:
            # It will be reported when its turn to answer comes.
            return
        if len(answers) > 1:
            names = tuple(entry.name for entry in candidates)
            self.journal.ambiguous[fingerprint] = Ambiguity(candidates[0].endpoint, names)

    def _refuse(
        self,
        request: Request,
        fingerprint: str,
        scope: str | None,
        reason: Reason | None,
        detail: str,
        name: str = "",
    ) -> Refuse:
        entries = self._index.all()
        endpoint = addressed(request.method, request.url).endpoint
        miss = explain(
            request,
            fingerprint,
            reason,
            mode=self.mode,
            store=self.store.describe(),
            count=len(entries),
            nearby=nearby(self.store, entries, endpoint, scope),
            scope=scope,
            detail=detail,
            name=name,
        )
        self.journal.miss(miss)
        return Refuse(miss)

    def _forward(
        self, request: Request, fingerprint: str, scope: str | None, entry: Entry | None, claimed: dict[str, None]
    ) -> Forward:
        self.journal.sent += 1
        slot = entry.name if entry else f"(place {len(claimed) + 1})"
        claimed[slot] = None
        # A recording of all scopes, or of a request without one, is not this scope's to replace.
        replaces = entry.name if entry and entry.scope == scope else None
        sequence = entry.sequence if entry and replaces else len(claimed)

        def keep(response: Response) -> None:
            with self._lock:
                draft = Draft(
                    scope=scope,
                    request=request,
                    response=response,
                    fingerprint=fingerprint,
                    sequence=sequence,
                    recorded=self._today(),
                    stable_ids=self._stable_ids,
                    stable_names=self._stable_names,
                    replaces=replaces,
                )
                saved = self.store.save(draft)
                claimed.pop(slot, None)
                claimed[saved.entry.name] = None
                self.journal.kept[saved.entry.name] = saved.is_changed
                self._playbacks.drop(saved.entry.name)
                self._index.add(saved.entry)
                self._stable_names |= {live: stable for stable, live in saved.live_ids.items()}

        def release() -> None:
            with self._lock:
                claimed.pop(slot, None)

        capture = Capture(_profile(request), keep, release)
        self._captures.add(capture)
        return Forward(capture)

    def _with_stable_names(self, request: Request) -> Request:
        """The request as it will be asked on replay: with the stable ids of answers recorded in this session."""
        for live, stable in self._stable_names.items():
            if len(live) < UNMISTAKABLE:
                # `r1` is an id only where it is all of a value.
                live, stable = f'"{live}"', f'"{stable}"'
            if live in request.url or live.encode() in request.body:
                request = replace(
                    request,
                    url=request.url.replace(live, stable),
                    body=request.body.replace(live.encode(), stable.encode()),
                )
        return request

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
        return tuple(
            self.store.load(entry.name)
            for entry in self._index.all()
            if entry.fingerprints and entry.name not in touched and self.scope in (None, entry.scope)
        )

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


class _NothingToPlay(Exception):
    """The recording holds no HTTP answer."""


def _profile(request: Request) -> Profile:
    return addressed(request.method, request.url).recognised.profile


def parse_repeat(name: str | Repeat) -> Repeat:
    """The repeat of this name.

    Raises:
        WrongUse: there is none.
    """
    try:
        return Repeat(name)
    except ValueError:
        known = ", ".join(repeat.value for repeat in Repeat)
        raise WrongUse(f"repeat {name!r} does not exist\n\n  It is one of {known}.") from None
