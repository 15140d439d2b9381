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
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path

from understudy.store.contract import Entry
from understudy.store.held import Stamp

DIGEST = 16
FORMAT = 4
"""The newest of `marshal` that every Python from 3.4 on reads."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was known of a folder."""

    stamps: Mapping[str, Stamp]
    """Of all files that were looked at, by name."""

    entries: list[Entry]
    """Of those that are recordings, in the order in which they are played."""


def read_index(path: Path, edition: str) -> Kept | None:
    """What `write_index` put there; None where there is nothing, it is damaged, or of another edition."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        content = path.read_bytes()
        kept = memoryview(content)[DIGEST:]
        if content[:DIGEST] == _digest(kept):
            found, stamps, rows = marshal.loads(kept)
            if found == edition:
                # Not `Entry._make`, which looks at the length of each.
                return Kept(stamps, list(map(partial(tuple.__new__, Entry), rows)))
    return None


def write_index(path: Path, edition: str, kept: Kept) -> None:
    """Put it there. What cannot be written is made again next time: nothing but time is lost."""
    shared: dict[object, object] = {}
    # An object that stands in several rows is written once, and read as one.
    rows = [tuple([shared.setdefault(value, value) for value in entry]) for entry in kept.entries]
    names = {row[0]: row[0] for row in rows}
    stamps = {names.get(name, name): stamp for name, stamp in kept.stamps.items()}
    content = marshal.dumps((edition, stamps, rows), FORMAT)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(content))
            file.write(content)
        os.replace(temporary, path)


def _digest(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=DIGEST).digest()
