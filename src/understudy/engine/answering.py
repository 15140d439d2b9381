"""What a session answers with: recordings of its store, made ready to be played or returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from understudy.apis import profile_named
from understudy.engine.asked import Asked
from understudy.engine.journal import WeakerMatch
from understudy.engine.pacing import paced
from understudy.engine.playback import Playback, playback_of
from understudy.engine.playbacks import Playbacks
from understudy.errors import NotServable, RecordingUnreadable
from understudy.match import named_in_turns
from understudy.model import INSTANT, Call, Outcome, Pace, Recording, Request
from understudy.store import Entry, Store
from understudy.store.following import followed, followed_outcome, named, values_between


class Answering:
    """Reads a store's recordings when they have to answer, and holds what can be played again."""

    def __init__(self, store: Store, pace: Pace = INSTANT) -> None:
        self._store, self._pace = store, pace
        self._playbacks = Playbacks()
        self._named: dict[str, Mapping[str, str]] = {}
        """The volatile values of recorded requests."""

    def playback(self, entry: Entry, fingerprint: str) -> Playback:
        """The HTTP answer to a request of this fingerprint, as it was recorded.

        Raises:
            RecordingUnreadable: the recording is damaged, gone, or answers another request by now.
            NotServable: it holds no HTTP answer.
        """
        if held := self._playbacks.get(entry.name):
            return held
        recording = self._loaded(entry, fingerprint)
        if recording.not_servable:
            raise NotServable(recording.not_servable)
        playback = self._made(recording)
        self._playbacks.add(playback)
        return playback

    def following(self, playback: Playback, asked: Asked) -> tuple[Playback, int]:
        """The answer with this request's volatile values in the places of the recorded one's, and how many places.

        Raises:
            RecordingUnreadable: the recording is damaged or gone by now.
        """
        values = self._values(playback.name, asked.what) if asked.weaker is None else self._shared(asked.weaker, asked)
        if not values:
            return playback, 0
        recording = self._store.load(playback.name)
        response, count = followed(recording.response, values)
        return (self._made(replace(recording, response=response)), count) if count else (playback, 0)

    def outcome(self, entry: Entry, fingerprint: str) -> Outcome:
        """What a call of this fingerprint came to. Loaded each time: what it returned is the caller's to change.

        Raises:
            RecordingUnreadable: the recording is damaged, gone, or answers another call by now.
        """
        outcome = self._loaded(entry, fingerprint).outcome
        assert outcome is not None, "the fingerprint is that of a call"
        return outcome

    def following_outcome(self, entry: Entry, outcome: Outcome, call: Call) -> tuple[Outcome, int]:
        """The same for what a call came to."""
        values = self._values(entry.name, call)
        return followed_outcome(outcome, values) if values else (outcome, 0)

    def forget(self, name: str) -> None:
        """The recording of this name was written anew."""
        self._playbacks.drop(name)
        self._named.pop(name, None)

    def _made(self, recording: Recording) -> Playback:
        return paced(playback_of(recording), self._pace, profile_named(recording.api))

    def _values(self, name: str, asked: Request | Call) -> dict[str, str]:
        """What the recorded request had, and what this one has in its place; only what differs."""
        rules = self._store.rules
        if name not in self._named:
            self._named[name] = named(self._store.load_request(name).request, rules)
        return values_between(self._named[name], named(asked, rules))

    def _shared(self, weaker: WeakerMatch, asked: Asked) -> dict[str, str]:
        """The same for what is around both conversations, and their equal turns: in others no value of the one is
        known to stand for one of the other."""
        recorded = self._store.load_request(weaker.name).request
        both = (each for each in (recorded, asked.what) if isinstance(each, Request))
        return values_between(*(named_in_turns(each, weaker.equal, self._store.rules) for each in both))

    def _loaded(self, entry: Entry, fingerprint: str) -> Recording:
        recording = self._store.load(entry.name)
        if fingerprint not in recording.fingerprints or recording.scope != entry.scope:
            raise RecordingUnreadable(
                f"{entry.name}: changed while the session was open: it answers another request now"
            )
        return recording
