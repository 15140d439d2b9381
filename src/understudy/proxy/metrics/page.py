"""The page: what the session, the application and the recordings say, at the moment somebody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import understudy
from understudy.engine import Session
from understudy.misses import Reason
from understudy.operations import prices
from understudy.operations.not_spent import NotSpent, Saving
from understudy.proxy.metrics.exposition import Family, text_of
from understudy.proxy.metrics.histogram import Histogram
from understudy.proxy.troubles import Troubles
from understudy.proxy.watching import Done, Watch


@dataclass(frozen=True, slots=True)
class _Counts:
    """All that changes, at one moment. Copied while answers wait, and summed up while they do not."""

    recordings: int
    live: int
    unsent: int
    misses: dict[Reason, int]
    faults: dict[str, int]
    weaker: int
    kept: int
    not_kept: dict[str, int]
    errors: int
    played: dict[str, int]
    """By the recording's name, as in the next two."""

    decided: dict[str, int]
    """Plays that the application gave; the others are repetitions of the same bytes."""

    sizes: dict[str, int]
    sent: dict[Done, int]
    first: dict[Done, Histogram]
    whole: dict[Done, Histogram]


class Metrics:
    """Those of one server."""

    def __init__(self, session: Session, watch: Watch, troubles: Troubles) -> None:
        self._session, self._watch, self._troubles = session, watch, troubles
        self.not_spent = Saving(session.store.load).not_spent

    def repeated(self) -> int:
        """Plays that the application did not give: repetitions of the same bytes."""
        return max(0, self._session.journal.played.total() - self._watch.played.total())

    async def text(self) -> str:
        """The page. Recordings are read for it, in a thread: answers do not wait."""
        return await asyncio.to_thread(self._text, self._counts())

    def _counts(self) -> _Counts:
        journal, watch = self._session.journal, self._watch
        measured = watch.measured
        return _Counts(
            recordings=self._session.count,
            live=journal.sent,
            unsent=journal.unsent,
            misses={reason: journal.reasons[reason] for reason in Reason},
            faults=journal.faults_by_name,
            weaker=sum(journal.weaker.values()),
            kept=len(journal.kept),
            not_kept=dict(journal.not_kept),
            errors=self._troubles.count,
            played=dict(journal.played),
            decided=dict(watch.played),
            sizes=watch.sizes.copy(),
            sent={done: each.sent for done, each in measured.items()},
            first={done: each.first.copy() for done, each in measured.items()},
            whole={done: each.whole.copy() for done, each in measured.items()},
        )

    def _text(self, counts: _Counts) -> str:
        return text_of((*self._done(counts), *_took(counts), *_saved(self.not_spent(counts.played))))

    def _done(self, counts: _Counts) -> Iterator[Family]:
        info = Family("understudy_info", "gauge", "The server.")
        yield info.add(1, version=understudy.__version__, mode=self._session.mode.value)
        yield Family("understudy_recordings", "gauge", "Recordings to answer from.").add(counts.recordings)
        requests = Family("understudy_requests_total", "counter", "Requests to an API, by what was done with them.")
        for done, count in (
            (Done.PLAY, sum(counts.played.values())),
            (Done.FAULT, sum(counts.faults.values())),
            (Done.LIVE, counts.live),
            (Done.UNSENT, counts.unsent),
            (Done.MISS, sum(counts.misses.values())),
        ):
            requests.add(count, action=done.value)
        yield requests
        misses = Family("understudy_misses_total", "counter", "Requests without a usable recording.")
        for reason, count in counts.misses.items():
            misses.add(count, reason=reason.value)
        yield misses
        faults = Family("understudy_faults_total", "counter", "Answers that went wrong on purpose.")
        for fault, count in counts.faults.items():
            faults.add(count, fault=fault)
        yield faults
        weaker = Family("understudy_weaker_matches_total", "counter", "Plays of recordings of another request.")
        yield weaker.add(counts.weaker)
        kept = Family("understudy_recordings_kept_total", "counter", "Recordings written, or found to be the same.")
        yield kept.add(counts.kept)
        not_kept = Family("understudy_answers_not_kept_total", "counter", "Answers that came and were not kept.")
        for what, count in counts.not_kept.items():
            not_kept.add(count, reason=what)
        yield not_kept
        yield Family("understudy_errors_total", "counter", "Errors of this server's own.").add(counts.errors)


def _took(counts: _Counts) -> Iterator[Family]:
    sent = Family("understudy_response_body_bytes_total", "counter", "Bytes of the bodies of answers.")
    repeated = sum((counts.played[name] - counts.decided[name]) * size for name, size in counts.sizes.items())
    for done, count in counts.sent.items():
        sent.add(count + repeated * (done is Done.PLAY), action=done.value)
    yield sent
    not_among = "Answers that are repeated without being decided on again are not among these."
    first = Family(
        "understudy_time_to_first_byte_seconds",
        "histogram",
        f"From the whole request to the first byte of the answer's body. {not_among}",
    )
    whole = Family(
        "understudy_response_seconds", "histogram", f"From the whole request to the end of the answer. {not_among}"
    )
    for done, histogram in counts.first.items():
        first.add_histogram(histogram, action=done.value)
    for done, histogram in counts.whole.items():
        whole.add_histogram(histogram, action=done.value)
    yield first
    yield whole


def _saved(saved: NotSpent) -> Iterator[Family]:
    tokens = Family("understudy_not_spent_tokens_total", "counter", "Tokens of answers that were played.")
    for (model, kind), count in saved.tokens.items():
        tokens.add(count, model=model, kind=kind)
    yield tokens
    dollars = Family(
        "understudy_not_spent_dollars_total", "counter", "What these tokens would have cost today, in USD."
    )
    for model, sum_ in saved.dollars.items():
        dollars.add(float(sum_), model=model)
    yield dollars
    unpriced = Family("understudy_unpriced_plays", "gauge", "Plays whose tokens have no price, or are not known.")
    unpriced.add(saved.no_price, reason="no_price").add(saved.unreadable, reason="unreadable")
    yield unpriced.add(saved.unread, reason="not_yet_read")
    source = Family("understudy_prices_info", "gauge", "Where prices are from.")
    if from_ := prices.source():
        source.add(1, source=from_.name, version=from_.version)
    yield source
