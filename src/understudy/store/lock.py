"""One writer at a time in a folder: a lock that ends with its process, however that ends.

It is the operating system's, on a file in the user's cache folder: nothing but recordings lies beside recordings. What
is written is whole without it, too; it is there for who reads first and then decides what to write.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from understudy.errors import StoreUnusable

if sys.platform != "win32":
    import fcntl

LONGEST_S = 60
"""A save takes milliseconds. Who waits so long waits for a process that was stopped."""

PAUSE_S = 0.002


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Nobody else is in such a block for this folder. Blocks are not nested.

    Gives False where the system has no such locks, or the cache folder cannot be written: the block runs all the same,
    and others may.

    Raises:
        StoreUnusable: another process holds the lock, and does not come to an end.
    """
    if sys.platform == "win32":
        yield False
        return
    path = _lock_file(folder)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield False
        return
    try:
        is_held = _is_taken(handle, folder)
        try:
            yield is_held
        finally:
            if is_held:
                # A child that was forked meanwhile has the same handle, and would hold on to it.
                with suppress(OSError):
                    fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        with suppress(OSError):
            os.close(handle)


def _is_taken(handle: int, folder: Path) -> bool:
    end = time.monotonic() + LONGEST_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > end:
                raise StoreUnusable(
                    f"{folder}: another process has been writing into it for {LONGEST_S} seconds"
                    f"\n\n  Nothing was written. It may have been stopped; see which one it is:"
                    f" fuser -v {_lock_file(folder)}"
                ) from None
            time.sleep(PAUSE_S)
        except OSError:
            # Some network file systems have none.
            return False


def _lock_file(folder: Path) -> str:
    """One of 256 for all folders there are: they need not be cleaned up, and to share one costs a moment."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    digest = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()
    return os.path.join(os.path.expanduser(cache), "understudy", "locks", digest[:2])
