"""What a session answers with: recordings of its store, made ready to be played or returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from understudy.engine.playback import Playback, playback_of
from understudy.engine.playbacks import Playbacks
from understudy.errors import NotServable, RecordingUnreadable
from understudy.model import Call, Outcome, Recording, Request
from understudy.store import Entry, Store
from understudy.store.following import followed, followed_outcome, named, values_between


class Answering:
    """Reads a store's recordings when they have to answer, and holds what can be played again."""

    def __init__(self, store: Store) -> None:
        self._store = store
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
        playback = playback_of(recording)
        self._playbacks.add(playback)
        return playback

    def following(self, playback: Playback, request: Request) -> tuple[Playback, int]:
        """The answer with this request's volatile values in the places of the recorded one's, and how many places.

        Raises:
            RecordingUnreadable: the recording is damaged or gone by now.
        """
        values = self._values(playback.name, request)
        if not values:
            return playback, 0
        recording = self._store.load(playback.name)
        response, count = followed(recording.response, values)
        return (playback_of(replace(recording, response=response)), count) if count else (playback, 0)

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

    def _values(self, name: str, asked: Request | Call) -> dict[str, str]:
        """What the recorded request had, and what this one has in its place; only what differs."""
        rules = self._store.rules
        if name not in self._named:
            self._named[name] = named(self._store.load_request(name).request, rules)
        return values_between(self._named[name], named(asked, rules))

    def _loaded(self, entry: Entry, fingerprint: str) -> Recording:
        recording = self._store.load(entry.name)
        if fingerprint not in recording.fingerprints:
            raise RecordingUnreadable(
                f"{entry.name}: changed while the session was open: it answers another request now"
            )
        return recording
