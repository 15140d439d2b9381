"""The file of an index: written whole or not at all, and believed only where nothing about it is odd.

`marshal`, because a large store is open before JSON would be parsed. It is made for Python's own files and reads
only what it wrote itself: a digest goes before it, and whatever fails that is no index.
"""

from __future__ import annotations

import marshal
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path

from understudy.store.contract import Entry
from understudy.store.held import Stamp

DIGEST = 16
FORMAT = 4
"""The newest of `marshal` that every Python from 3.4 on reads."""

PLAIN = 2
"""The newest that writes equal values as equal bytes, whoever else holds them."""


class Kept:
    """What was known of a folder: its recordings, in the order in which they are played, and the stamps of all files
    that were looked at."""

    def __init__(self, stamps: Mapping[str, Stamp] | bytes, entries: list[Entry]) -> None:
        """
        Args:
            stamps: by name; or as `written` has them, which are not read before they are asked for.
        """
        self.entries = entries
        self.written = stamps if isinstance(stamps, bytes) else marshal.dumps(dict(stamps), PLAIN)

    def stamps(self) -> Mapping[str, Stamp]:
        """By name."""
        found: Mapping[str, Stamp] = marshal.loads(self.written)
        return found

    def is_of(self, stamps: Mapping[str, Stamp]) -> bool:
        """Whether a folder with these stamps is as it was. A folder that nobody touched is listed in the same order."""
        return self.written == marshal.dumps(dict(stamps), PLAIN) or self.stamps() == stamps


def read_index(path: Path, edition: str) -> Kept | None:
    """What `write_index` put there; None where there is nothing, it is damaged, or of another edition."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        content = path.read_bytes()
        kept = memoryview(content)[DIGEST:]
        if content[:DIGEST] == _digest(kept):
            found, written, rows = marshal.loads(kept)
            if found == edition:
                # Not `Entry._make`, which looks at the length of each.
                return Kept(written, list(map(partial(tuple.__new__, Entry), rows)))
    return None


def write_index(path: Path, edition: str, kept: Kept) -> None:
    """Put it there. What cannot be written is made again next time: nothing but time is lost."""
    shared: dict[object, object] = {}
    # An object that stands in several rows is written once, and read as one.
    rows = [tuple([shared.setdefault(value, value) for value in entry]) for entry in kept.entries]
    content = marshal.dumps((edition, kept.written, rows), FORMAT)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(content))
            file.write(content)
        os.replace(temporary, path)


def _digest(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=DIGEST).digest()
