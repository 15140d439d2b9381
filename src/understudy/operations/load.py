"""One recording, from its file."""

from __future__ import annotations

from os.path import isdir, lexists
from pathlib import Path
from shlex import quote

from understudy.errors import RecordingUnreadable
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
    try:
        return Directory(file.parent, media=media).load(file.name)
    except RecordingUnreadable:
        if isdir(file):
            raise RecordingUnreadable(
                f"{path}: is a folder, and not one recording\n\n  See what is in it: understudy ls {quote(str(path))}"
            ) from None
        if not lexists(file):
            raise RecordingUnreadable(
                f"{path}: no such file\n\n  See what there is: understudy ls {quote(str(file.parent))}"
            ) from None
        raise
