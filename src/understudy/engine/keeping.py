"""What a session sends, and what it keeps of that."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable

from understudy.apis import Profile
from understudy.engine.answering import Answering
from understudy.engine.asked import Place
from understudy.engine.call_capture import CallCapture
from understudy.engine.capture import Capture, Write
from understudy.engine.decision import Forward, Run
from understudy.engine.reported import Reported
from understudy.engine.stable_names import StableNames, outcome_with
from understudy.errors import RuleFailed, SecretLeft, UnderstudyError
from understudy.match import addressed
from understudy.model import Call, Keep, Outcome, Pace, Request, Response
from understudy.redact import Hiding, Secrets, hidden_outcome
from understudy.store import CallDraft, Draft, Entry, Prepared, Store


class Keeping(Reported):
    """Makes recordings of what comes back, each in the place that was claimed for it."""

    _names: StableNames
    _count: int

    def __init__(
        self,
        store: Store,
        entries: Iterable[Entry],
        *,
        pace: Pace,
        stable_ids: bool,
        redates: bool,
        is_ordered: bool,
        today: Callable[[], str],
        keeps: Keep,
        secrets: Secrets,
    ) -> None:
        """As `Session` is told."""
        super().__init__(store, entries)
        self._secrets = secrets
        self._unkept = []
        self.on_unkept = self._unkept.append
        self._stable_ids, self._today, self._redates = stable_ids, today, redates
        self._is_ordered, self._keeps = is_ordered, keeps
        self._lock = threading.RLock()
        self._answering = Answering(store, pace)
        self._captures = weakref.WeakSet()
        self.is_open = True

    def _forward(self, given: Request, request: Request, place: Place | None, hiding: Hiding) -> Forward:
        self.journal.send()
        if place is None:
            return Forward(Capture(profile_of(request), unsend=self._not_sent))

        order = self._order(place)

        def keep(response: Response, write: Write) -> None:
            reason = self._keeps.reason_against(response.status, response.ended)
            if reason is not None:
                self._pass_over(place, reason)
                return
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
                    stable_names=self._names.stable,
                    replaces=place.replaces,
                    redates=self._redates,
                    hiding=hiding,
                    guard=self._secrets.guard,
                )
                prepared = self._prepared(draft, place)
            if prepared is not None:
                write(lambda: self._written(prepared, place))

        capture = Capture(
            profile_of(request),
            keep,
            lambda: self._release(place),
            lambda reason: self._pass_over(place, reason),
            self._not_sent,
            max_answer=self._keeps.max_answer,
        )
        self._captures.add(capture)
        return Forward(capture, self._names.for_upstream(given))

    def _run(self, call: Call, place: Place | None, hiding: Hiding) -> Run:
        self.journal.send()
        if place is None:
            return Run(CallCapture())

        order = self._order(place)

        def keep(outcome: Outcome) -> None:
            with self._lock:
                draft = CallDraft(
                    scope=place.scope,
                    call=call,
                    outcome=outcome_with(self._names.stable, hidden_outcome(outcome, hiding)),
                    fingerprint=place.fingerprint,
                    sequence=place.sequence,
                    recorded=self._today(),
                    order=order,
                    replaces=place.replaces,
                    redates=self._redates,
                    guard=self._secrets.guard,
                )
                prepared = self._prepared(draft, place)
            if prepared is not None:
                self._written(prepared, place)

        return Run(CallCapture(keep, lambda: self._release(place)))

    def _order(self, place: Place) -> int | None:
        return place.number if self._is_ordered else None

    def _prepared(self, draft: Draft | CallDraft, place: Place) -> Prepared | None:
        try:
            prepared = self.store.prepare(draft)
        except (SecretLeft, RuleFailed) as error:
            # Here it would end the program's request, which SDKs try again: the session fails.
            self._release(place)
            self.on_unkept(error)
            return None
        self._names.kept(prepared.live_ids)
        return prepared

    def _written(self, prepared: Prepared, place: Place) -> None:
        # Without the lock: meanwhile others are decided on, and written.
        try:
            saved = prepared.write()
        except BaseException:
            self._release(place)
            raise
        with self._lock:
            place.claims.fill(place.slot, saved.entry.name)
            self.journal.keep(saved.entry.name, saved.is_changed)
            self._answering.forget(saved.entry.name)
            self._index.add(saved.entry)
            self._names.kept(saved.live_ids)

    def _release(self, place: Place) -> None:
        with self._lock:
            place.claims.give_back(place.slot, place.number)

    def _pass_over(self, place: Place, reason: str) -> None:
        """The answer is not kept. Its place is free for the same request, sent again; what is recorded stays."""
        with self._lock:
            self.journal.pass_over(reason)
            self._release(place)

    def _not_sent(self) -> None:
        with self._lock:
            self.journal.unsend()

    def close(self) -> None:
        """End the session: what is still under way is kept as far as it got.

        Raises:
            StoreUnusable: something could not be kept; whatever else could be, was.
        """
        self.is_open = False
        troubles = self._unkept
        for capture in list(self._captures):
            try:
                capture.closed_by_client()
            except UnderstudyError as error:
                troubles.append(error)
        if troubles:
            raise troubles[0]


def profile_of(request: Request) -> Profile:
    """What we know about the API that a request belongs to."""
    return addressed(request.method, request.url).recognised.profile
