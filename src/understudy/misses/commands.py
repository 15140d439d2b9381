"""What a person types to run the same once more, otherwise. Whoever opens a session knows; a block of code is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commands:
    """Two commands that can be pasted, or lines of code."""

    record: str
    """Records what is missing."""

    repeat: str
    """Gives the last answer again to whoever asks once more."""


def commands_of_use(store: str, scope: str | None) -> Commands:
    """Those of `understudy.use`."""
    scoped = f", scope={scope!r}" if scope is not None else ""
    return Commands(
        f"understudy.use({store!r}, mode='record-if-missing'{scoped})",
        f"understudy.use({store!r}, repeat='last'{scoped})",
    )
