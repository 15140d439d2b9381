"""What a part of a session did, which the whole session did, too."""

from __future__ import annotations

from understudy.engine.journal import Journal, WeakerMatch
from understudy.misses import Miss


class PartJournal(Journal):
    """The journal of a part of a session: the whole one's counts hold the part's, too."""

    def __init__(self, whole: Journal) -> None:
        super().__init__()
        self._whole = whole

    def play(self, name: str, weaker: WeakerMatch | None = None) -> None:
        """This recording answered once more; `weaker` where that was another request than its own."""
        super().play(name, weaker)
        self._whole.play(name)

    def weaken(self, match: WeakerMatch) -> None:
        """A recording answered another request than its own."""
        super().weaken(match)
        self._whole.weaken(match)

    def fault(self, fault: str, name: str) -> None:
        """This fault befell an answer from this recording, which does not count as played."""
        super().fault(fault, name)
        self._whole.fault(fault, name)

    def keep(self, name: str, is_changed: bool) -> None:
        """This recording was written, or found to be the same."""
        super().keep(name, is_changed)
        self._whole.keep(name, is_changed)

    def send(self) -> None:
        """One more request went to an upstream."""
        super().send()
        self._whole.send()

    def unsend(self) -> None:
        """One of these did not: there is nowhere that it could go."""
        super().unsend()
        self._whole.unsend()

    def pass_over(self, reason: str) -> None:
        """One more answer came and was not kept."""
        super().pass_over(reason)
        self._whole.pass_over(reason)

    def ask_again(self) -> None:
        """One more request asks for what nothing was kept of."""
        super().ask_again()
        self._whole.ask_again()

    def follow(self, name: str, count: int) -> None:
        """So many volatile values were put into the answer of this recording."""
        super().follow(name, count)
        self._whole.follow(name, count)

    def miss(self, miss: Miss) -> None:
        """One more."""
        super().miss(miss)
        self._whole.miss(miss)
