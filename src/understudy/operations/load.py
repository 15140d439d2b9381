"""One recording, from its file."""

from __future__ import annotations

from pathlib import Path

from understudy.model import Recording
from understudy.store import Directory


def load(path: str | Path, media: Path | None = None) -> Recording:
    """The recording in this file.

    Args:
        media: where its media are, if not beside it or above.

    Raises:
        RecordingUnreadable: there is none, or it is damaged, or newer than this version.
    """
    file = Path(path)
    return Directory(file.parent, media=media).load(file.name)
