"""What a session answers with: recordings of its store, made ready to be played or returned."""

from __future__ import annotations

from understudy.engine.playback import Playback, playback_of
from understudy.engine.playbacks import Playbacks
from understudy.errors import NotServable, RecordingUnreadable
from understudy.model import Outcome, Recording
from understudy.store import Entry, Store


class Answering:
    """Reads a store's recordings when they have to answer, and holds what can be played again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._playbacks = Playbacks()

    def playback(self, entry: Entry, fingerprint: str) -> Playback:
        """The HTTP answer to a request of this fingerprint.

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

    def outcome(self, entry: Entry, fingerprint: str) -> Outcome:
        """What a call of this fingerprint came to. Loaded each time: what it returned is the caller's to change.

        Raises:
            RecordingUnreadable: the recording is damaged, gone, or answers another call by now.
        """
        outcome = self._loaded(entry, fingerprint).outcome
        assert outcome is not None, "the fingerprint is that of a call"
        return outcome

    def forget(self, name: str) -> None:
        """The recording of this name was written anew."""
        self._playbacks.drop(name)

    def _loaded(self, entry: Entry, fingerprint: str) -> Recording:
        recording = self._store.load(entry.name)
        if fingerprint not in recording.fingerprints:
            raise RecordingUnreadable(
                f"{entry.name}: changed while the session was open: it answers another request now"
            )
        return recording
