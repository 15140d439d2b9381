"""A scope's share of a session: the same recordings, with claims and a journal of its own."""

from __future__ import annotations

from collections.abc import Sequence

from understudy.engine.lookup import Index
from understudy.engine.part_journal import PartJournal
from understudy.engine.repeat import Repeat
from understudy.engine.session import Session
from understudy.model import Fault, Mode


class Part(Session):
    """Plays from the first recording on, whatever the rest of the session has played, and keeps into the same store.

    What it does counts in the whole session's journal, too. It is closed when that is: what is under way then
    belongs to both.
    """

    def __init__(
        self, whole: Session, scope: str, *, mode: Mode, mode_source: str = "", repeat: Repeat | None = None
    ) -> None:
        """Share the store, the recordings that were read from it, and the lock that guards them.

        Args:
            repeat: instead of the session's.

        Raises:
            RecordingUnreadable: the whole session is live and has not read the store, and a file is not a recording.
        """
        self._share(whole)
        repeat = whole._repeat if repeat is None else repeat
        self._begin(PartJournal(whole.journal), whole.hidden(scope), mode, mode_source, repeat, whole._faults.anew())
        if whole.mode is Mode.LIVE and mode is not Mode.LIVE:
            self._index = Index(self.store.entries())

    def break_answers(self, faults: Sequence[Fault]) -> None:
        """From now on its answers meet these faults, and no others; how often a request was asked is counted anew."""
        with self._lock:
            self._faults = self._faults.instead(faults)
