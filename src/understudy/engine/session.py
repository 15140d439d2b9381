"""A session: one run with one store and one mode. It decides; `playing.py` is what it plays, `keeping.py` what it
sends and keeps, `reported.py` what it tells of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from understudy.engine.asked import Asked, Place, place_for
from understudy.engine.claims import Claims
from understudy.engine.decision import CallDecision, Decision, Play, Refuse
from understudy.engine.faulting import Faults
from understudy.engine.journal import Journal
from understudy.engine.keeping import profile_of
from understudy.engine.merged import check_rules
from understudy.engine.playing import Played, Playing
from understudy.engine.repeat import Repeat, following
from understudy.engine.stable_names import StableNames, call_with, request_with
from understudy.engine.weaker import Match, Weaker
from understudy.match import addressed, fingerprint_of_call, fingerprint_of_request
from understudy.misses import Commands, Reason
from understudy.model import ACTIONS, ALL_BUT_ERRORS, INSTANT, Action, Call, Keep, Lookup, Mode, Pace, Request
from understudy.redact import Hiding, Secret, Secrets, hidden_call
from understudy.store import Entry, Store

Sent = TypeVar("Sent")


class Session(Playing):
    """Decides for each request of a run, and reports what it did. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        mode: Mode,
        *,
        scope: str | None = None,
        stable_ids: bool = True,
        repeat: Repeat = Repeat.IN_ORDER,
        match: Match = Match.EXACT,
        renews: Callable[[Entry], bool] = lambda entry: True,
        redates: bool = False,
        is_ordered: bool = False,
        today: Callable[[], str] = lambda: "",
        mode_source: str = "",
        commands: Commands | None = None,
        pace: Pace = INSTANT,
        faults: Faults | None = None,
        secrets: Secrets | None = None,
        keeps: Keep = ALL_BUT_ERRORS,
    ) -> None:
        """Opens the store.

        Args:
            renews: which recordings the mode `record` records anew; all others it plays.
            redates: whether one that says the same as before gets the new date.
            is_ordered: whether new recordings are named by the order in which they are asked for.
            mode_source: who set the mode, for people.
            commands: what a person types to run the same otherwise; None is that they write `understudy.use`.
            pace: when the chunks of what it plays are due.
            faults: what goes wrong with what it plays, on purpose.
            secrets: values that are never written, beside those that its requests bring along.
            keeps: which of the answers that come become recordings.
        """
        secrets = secrets or Secrets()
        super().__init__(
            store,
            () if mode is Mode.LIVE else store.entries(),
            pace=pace,
            stable_ids=stable_ids,
            redates=redates,
            is_ordered=is_ordered,
            today=today,
            keeps=keeps,
            secrets=secrets,
        )
        if store.rules:
            check_rules(store, self._index)
        self.commands, self._renews, self._weaker = commands, renews, Weaker(store, match)
        self._begin(Journal(), scope and secrets.text(scope), mode, mode_source, repeat, faults or Faults())

    def _begin(
        self, journal: Journal, scope: str | None, mode: Mode, mode_source: str, repeat: Repeat, faults: Faults
    ) -> None:
        """All that a part does not share with its session."""
        self.journal, self.scope, self.mode, self.mode_source = journal, scope, mode, mode_source
        self._repeat, self._faults, self._claimed, self._names = repeat, faults, {}, StableNames()
        self._count, self._has_calls = 0, False

    def decide(
        self, request: Request, *, scope: str | None = None, is_origin_known: bool = True, fault: str | None = None
    ) -> Decision:
        """What happens to a request. The recording it gets is claimed here, so that concurrent calls never swap.

        Args:
            scope: instead of the session's own.
            is_origin_known: whether the URL names the server that the client means. Where its host is only a
                guess, it does not choose among recordings of several servers.
            fault: what the request itself asks to go wrong.

        Raises:
            WrongUse: there is no such fault.
        """
        with self._lock:
            scope = self.scope if scope is None else self._secrets.text(scope)
            given, (request, hiding) = request, self._secrets.of(request, profile_of(request))
            is_hidden, request = request is not given, request_with(self._names.stable, request)
            origin = addressed(request.method, request.url).origin if is_origin_known else None
            fingerprint = fingerprint_of_request(request, self.store.rules)
            if is_hidden and not self._index.candidates(fingerprint, scope, origin):
                fingerprint = self._fingerprint_of_old(given, scope, origin) or fingerprint
            met = self._faults.met(fingerprint, scope, fault)
            asked = Asked(request, fingerprint, scope, met, hiding=hiding)
            return self._decide(asked, origin, self._play, lambda place: self._forward(given, request, place, hiding))

    def _fingerprint_of_old(self, given: Request, scope: str | None, origin: str | None) -> str | None:
        """The fingerprint of the request as it was given, where a recording from before values were hidden has it."""
        if self.mode not in (Mode.REPLAY, Mode.RECORD_IF_MISSING):
            return None
        fingerprint = fingerprint_of_request(request_with(self._names.stable, given), self.store.rules)
        return fingerprint if self._index.candidates(fingerprint, scope, origin) else None

    def hide(self, secrets: Iterable[Secret]) -> None:
        """These values are never written, either."""
        with self._lock:
            self._secrets.tell(secrets)

    def hidden(self, text: str) -> str:
        """A text, such as the name of a scope, without secrets."""
        return self._secrets.text(text)

    def hiding_of(self, request: Request) -> tuple[Request, Hiding]:
        """The request without secrets, and what hides them in what is said in its course."""
        with self._lock:
            return self._secrets.of(request, profile_of(request))

    def decide_call(self, call: Call, *, scope: str | None = None) -> CallDecision:
        """What happens to a function's call, whose arguments are JSON values: by the same table as a request.

        Args:
            scope: instead of the session's own.
        """
        with self._lock:
            self._has_calls = True
            scope, hiding = self.scope if scope is None else self._secrets.text(scope), self._secrets.hiding()
            call = call_with(self._names.stable, hidden_call(call, hiding))
            asked = Asked(call, fingerprint_of_call(call, self.store.rules), scope)
            return self._decide(asked, None, self._return, lambda place: self._run(call, place, hiding))

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
        claimed = self._claimed.setdefault((scope, fingerprint), Claims())
        entry = self._next(candidates, claimed)
        lookup = Lookup.HIT if entry else Lookup.EXHAUSTED if candidates or claimed else Lookup.MISS
        match ACTIONS[self._mode_for(entry)][lookup]:
            case Action.PLAY:
                assert entry is not None
                claimed.take(entry.name)
                played = self._answer(asked, entry, candidates, play)
                is_any = asked.hiding is None or not asked.hiding.depends_on_headers
                if isinstance(played, Play) and is_any and self._is_settled(candidates, claimed):
                    return replace(played, is_settled=True)
                return played
            case Action.REFUSE:
                if lookup is Lookup.EXHAUSTED:
                    times = f"its {len(candidates)} recording{'s' * (len(candidates) > 1)} answered before"
                    return self._refuse(asked, Reason.ALREADY_PLAYED, times)
                self._forget(asked)
                found = self._weaker.find(asked, self._index, origin, self._claimed)
                return self._answer(*found, play) if found else self._refuse(asked, None, "")
            case Action.SEND:
                self._forget(asked)
                return send(None)
            case Action.KEEP:
                return send(self._place(asked, None, claimed))
            case Action.REPLACE:
                return send(self._place(asked, entry, claimed))

    def _place(self, asked: Asked, entry: Entry | None, claims: Claims) -> Place:
        place = place_for(asked, entry, claims, self._count)
        if place.number != self._count:
            # It is the same request again, and counts once.
            self._count -= 1
            self.journal.ask_again()
        return place

    def _forget(self, asked: Asked) -> None:
        """Whoever asks for what is not there, again and again, takes no memory."""
        if not self._claimed[asked.scope, asked.fingerprint]:
            del self._claimed[asked.scope, asked.fingerprint]

    def play_again(self, name: str, times: int = 1) -> None:
        """The settled answer of this recording was given to more requests like that which got it."""
        with self._lock:
            self._count += times
            self.journal.play_again(name, times)

    def _is_settled(self, candidates: Sequence[Entry], claimed: Claims) -> bool:
        """Whether a request that is played now is answered alike from now on: nothing that is recorded changes, all
        its recordings were played, and one of them repeats."""
        if self.mode is not Mode.REPLAY or self._faults or self.store.rules.are_followed:
            return False
        if len(claimed) < len(candidates):
            return False
        return self._repeat is Repeat.LAST or (self._repeat is Repeat.CYCLE and len(candidates) == 1)

    def _mode_for(self, entry: Entry | None) -> Mode:
        """What is recorded and not to be renewed is played."""
        is_left = entry is not None and self.mode is Mode.RECORD and not self._renews(entry)
        return Mode.RECORD_IF_MISSING if is_left else self.mode

    def _next(self, candidates: Sequence[Entry], claimed: Claims) -> Entry | None:
        # A recorder that is asked again makes one more recording, whatever a replay of it will do.
        renews = self.mode is Mode.RECORD and any(
            self._renews(each) or each.name in self.journal.kept for each in candidates
        )
        return following(candidates, claimed, Repeat.IN_ORDER if renews else self._repeat)
