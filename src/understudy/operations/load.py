"""One recording, from its file."""

from __future__ import annotations

from pathlib import Path

from understudy.model import Recording
from understudy.store import Directory


def load(path: str | Path) -> Recording:
    """The recording in this file.

    Raises:
        RecordingUnreadable: there is none, or it is damaged, or newer than this version.
    """
    file = Path(path)
    return Directory(file.parent).load(file.name)
