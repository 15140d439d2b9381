"""A session: one run with one store and one mode. It decides; `reported.py` is what it tells of that."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from typing import TypeVar

from understudy.apis import Profile
from understudy.engine.answering import Answering
from understudy.engine.asked import Asked, Place, place_for
from understudy.engine.call_capture import CallCapture
from understudy.engine.capture import Capture
from understudy.engine.decision import CallDecision, Decision, Forward, Play, Refuse, Return, Run
from understudy.engine.merged import check_rules
from understudy.engine.nearby import looked
from understudy.engine.repeat import Repeat, following
from understudy.engine.reported import Reported
from understudy.engine.stable_names import call_with, outcome_with, request_with
from understudy.errors import NotServable, RecordingUnreadable, UnderstudyError
from understudy.match import addressed, fingerprint_of_call, fingerprint_of_request
from understudy.misses import Commands, Reason, explain
from understudy.model import ACTIONS, Action, Call, Lookup, Mode, Outcome, Request, Response
from understudy.store import CallDraft, Draft, Entry, Store

Played = TypeVar("Played")
Sent = TypeVar("Sent")


class Session(Reported):
    """Decides for each request of a run, and reports what it did. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        mode: Mode,
        *,
        scope: str | None = None,
        stable_ids: bool = True,
        repeat: Repeat = Repeat.IN_ORDER,
        renews: Callable[[Entry], bool] = lambda entry: True,
        redates: bool = False,
        is_ordered: bool = False,
        today: Callable[[], str] = lambda: "",
        mode_source: str = "",
        commands: Commands | None = None,
    ) -> None:
        """Opens the store.

        Args:
            renews: which recordings the mode `record` records anew; all others it plays.
            redates: whether one that says the same as before gets the new date.
            is_ordered: whether new recordings are named by the order in which they are asked for.
            mode_source: who set the mode, for people.
            commands: what a person types to run the same otherwise; None is that they write `understudy.use`.
        """
        super().__init__(store, scope, () if mode is Mode.LIVE else store.entries())
        if store.rules:
            check_rules(store, self._index)
        self.mode, self.mode_source, self.commands = mode, mode_source, commands
        self._stable_ids, self._today = stable_ids, today
        self._repeat, self._renews, self._redates = repeat, renews, redates
        self._is_ordered, self._count = is_ordered, 0
        self._lock = threading.RLock()
        self._claimed: dict[tuple[str | None, str], dict[str, None]] = {}
        self._answering = Answering(store)
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
            request = request_with(self._stable_names, request)
            origin = addressed(request.method, request.url).origin if is_origin_known else None
            asked = Asked(request, fingerprint_of_request(request, self.store.rules), scope)
            return self._decide(asked, origin, self._play, lambda place: self._forward(request, place))

    def decide_call(self, call: Call, *, scope: str | None = None) -> CallDecision:
        """What happens to a function's call, whose arguments are JSON values: by the same table as a request.

        Args:
            scope: instead of the session's own.
        """
        with self._lock:
            self._has_calls = True
            call = call_with(self._stable_names, call)
            asked = Asked(call, fingerprint_of_call(call, self.store.rules), self.scope if scope is None else scope)
            return self._decide(asked, None, self._return, lambda place: self._run(call, place))

    def _decide(
        self,
        asked: Asked,
        origin: str | None,
        play: Callable[[Entry, Asked], Played],
        send: Callable[[Place | None], Sent],
    ) -> Played | Sent | Refuse:
        self._count += 1
        fingerprint, scope = asked.fingerprint, asked.scope
        candidates = self._index.candidates(fingerprint, scope, origin)
        claimed = self._claimed.setdefault((scope, fingerprint), {})
        entry = self._next(candidates, claimed)
        lookup = Lookup.HIT if entry else Lookup.EXHAUSTED if candidates or claimed else Lookup.MISS
        match ACTIONS[self._mode_for(entry)][lookup]:
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
                return send(place_for(asked, None, claimed))
            case Action.REPLACE:
                return send(place_for(asked, entry, claimed))

    def _mode_for(self, entry: Entry | None) -> Mode:
        """What is recorded and not to be renewed is played."""
        is_left = entry is not None and self.mode is Mode.RECORD and not self._renews(entry)
        return Mode.RECORD_IF_MISSING if is_left else self.mode

    def _next(self, candidates: Sequence[Entry], claimed: dict[str, None]) -> Entry | None:
        # A recorder that is asked again makes one more recording, whatever a replay of it will do.
        renews = self.mode is Mode.RECORD and any(
            self._renews(each) or each.name in self.journal.kept for each in candidates
        )
        return following(candidates, claimed, Repeat.IN_ORDER if renews else self._repeat)

    def _answer(
        self, asked: Asked, entry: Entry, candidates: Sequence[Entry], play: Callable[[Entry, Asked], Played]
    ) -> Played | Refuse:
        try:
            played = play(entry, asked)
        except RecordingUnreadable as error:
            return self._refuse(asked, Reason.UNREADABLE, str(error), entry.name)
        except NotServable as error:
            return self._refuse(asked, Reason.NOT_SERVABLE, str(error), entry.name)
        self.journal.played[entry.name] += 1
        if asked.scope is None and len(candidates) > 1 and asked.fingerprint not in self.journal.ambiguous:
            self._note_ambiguity(asked.fingerprint, candidates)
        return played

    def _play(self, entry: Entry, asked: Asked) -> Play:
        playback = self._answering.playback(entry, asked.fingerprint)
        if self.store.rules.are_followed and isinstance(asked.what, Request):
            playback, count = self._answering.following(playback, asked.what)
            self.journal.follow(entry.name, count)
        return Play(playback)

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

    def _forward(self, request: Request, place: Place | None) -> Forward:
        self.journal.sent += 1
        if place is None:
            return Forward(Capture(_profile(request)))

        order = self._order()

        def keep(response: Response) -> None:
            with self._lock:
                draft = Draft(
                    scope=place.scope,
                    request=request,
                    response=response,
                    fingerprint=place.fingerprint,
                    sequence=place.sequence,
                    recorded=self._today(),
                    order=order,
                    stable_ids=self._stable_ids,
                    stable_names=self._stable_names,
                    replaces=place.replaces,
                    redates=self._redates,
                )
                self._save(draft, place)

        capture = Capture(_profile(request), keep, lambda: self._release(place))
        self._captures.add(capture)
        return Forward(capture)

    def _run(self, call: Call, place: Place | None) -> Run:
        self.journal.sent += 1
        if place is None:
            return Run(CallCapture())

        order = self._order()

        def keep(outcome: Outcome) -> None:
            with self._lock:
                draft = CallDraft(
                    scope=place.scope,
                    call=call,
                    outcome=outcome_with(self._stable_names, outcome),
                    fingerprint=place.fingerprint,
                    sequence=place.sequence,
                    recorded=self._today(),
                    order=order,
                    replaces=place.replaces,
                    redates=self._redates,
                )
                self._save(draft, place)

        return Run(CallCapture(keep, lambda: self._release(place)))

    def _order(self) -> int | None:
        return self._count if self._is_ordered else None

    def _save(self, draft: Draft | CallDraft, place: Place) -> None:
        saved = self.store.save(draft)
        place.claimed.pop(place.slot, None)
        place.claimed[saved.entry.name] = None
        self.journal.kept[saved.entry.name] = saved.is_changed
        self._answering.forget(saved.entry.name)
        self._index.add(saved.entry)
        self._stable_names |= {live: stable for stable, live in saved.live_ids.items()}

    def _release(self, place: Place) -> None:
        with self._lock:
            place.claimed.pop(place.slot, None)

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


def _profile(request: Request) -> Profile:
    return addressed(request.method, request.url).recognised.profile
