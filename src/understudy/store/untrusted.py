"""Files that a stranger may have put there: read only where they are files, of a bounded size, and within the store."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from shlex import quote

LARGEST_RECORDING = 2**28
"""Bytes of a recording. The longest answer known that is no medium, vectors of a full batch written as numbers, makes
one of 207 MB; parsed, the worst takes about twenty times as much memory as it has bytes."""

LARGEST_MEDIUM = 2**29
"""Bytes of a medium: what OpenAI takes as one file (2026-11)."""

LARGEST_MANIFEST = 2**24
"""Bytes of what says which recordings wait for a review."""

DEEPEST_FOLDER = 32
"""Folders within folders of a store; a tree of thousands would end the program."""

REMEDIES = {
    errno.ENOENT: "It was there a moment ago. Take it back from version control: git checkout -- {path}",
    errno.EACCES: "Its permissions forbid it. See whose it is: ls -ld {path}",
    errno.EPERM: "Its permissions forbid it. See whose it is: ls -ld {path}",
    errno.EIO: "The disk does not do its work. Take it back from version control: git checkout -- {path}",
}

PIECE = 2**14
# Without O_NONBLOCK a named pipe would be waited for; without O_NOFOLLOW nobody could tell where a link led.
FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


def bytes_of(path: str | Path, largest: int, store: str | Path | None = None) -> bytes:
    """What is in a file.

    Args:
        store: the folder out of which no link may lead; that of the file where None.

    Raises:
        OSError: it is gone or forbidden; or a link that leads out of the store, no file, or too large. Its `strerror`
            says which, and what to do.
    """
    handle = _opened(path, store)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, f"it is {_kind(status.st_mode)}, no file\n\n  Remove it from the store.")
        if status.st_size > largest:
            raise OSError(
                errno.EFBIG,
                f"it has {status.st_size:,} bytes, and none has more than {largest:,}\n\n  Remove it from the store.",
            )
        # What grows while it is read is still read no further.
        pieces, left = [], largest + 1
        while left > 0 and (piece := os.read(handle, min(left, max(PIECE, min(status.st_size + 1, 2**20))))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
    finally:
        os.close(handle)


def unread(path: str | Path, error: OSError) -> str:
    """Why something cannot be read, and what to do."""
    said = error.strerror or str(error)
    if "\n\n" in said:
        return said  # it is one of ours
    remedy = REMEDIES.get(error.errno or 0, "See what it is: ls -ld {path}")
    return f"{said}\n\n  {remedy.format(path=quote(str(path)))}"


def leads_out(path: str | Path, store: str | Path) -> bool:
    """Whether a path ends, by links, outside a folder."""
    real, root = os.path.realpath(path), os.path.realpath(store)
    return real != root and not real.startswith(root.rstrip(os.sep) + os.sep)


def link_refused(path: str | Path) -> str:
    """Why a link is not followed, and what to do."""
    return (
        f"it is a link that leads out of its store\n\n  Put what it stands for in its place, or: rm {quote(str(path))}"
    )


def _opened(path: str | Path, store: str | Path | None) -> int:
    try:
        # Windows opens what a link leads to, and cannot be told not to.
        if hasattr(os, "O_NOFOLLOW") or not os.path.islink(path):
            return os.open(path, FLAGS)
    except OSError as error:
        # FreeBSD says EMLINK.
        if error.errno not in (errno.ELOOP, errno.EMLINK) or not os.path.islink(path):
            raise
    if leads_out(path, os.path.dirname(path) or "." if store is None else store):
        raise OSError(errno.ELOOP, link_refused(path))
    return os.open(os.path.realpath(path), FLAGS)


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")
