"""Takes down what a function's call comes to."""

from __future__ import annotations

from collections.abc import Callable

from understudy.model import Outcome


class CallCapture:
    """One call under way. Told once what it came to, or that nothing is to be kept."""

    def __init__(
        self, keep: Callable[[Outcome], None] | None = None, release: Callable[[], None] = lambda: None
    ) -> None:
        """`keep` gets the outcome, if it is to be kept; `release` is told that there is none."""
        self._keep, self._release = keep, release

    @property
    def is_kept(self) -> bool:
        """Whether what the call comes to is wanted."""
        return self._keep is not None

    def came_to(self, outcome: Outcome) -> None:
        """The call is over."""
        keep = self._keep
        if keep is None:
            return
        try:
            keep(outcome)
        except BaseException:
            self.discard()
            raise
        self._keep = None

    def discard(self) -> None:
        """There is nothing to keep."""
        if self._keep is not None:
            self._keep = None
            self._release()
