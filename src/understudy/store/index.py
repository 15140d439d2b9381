"""The index of a folder: what each file's request is, remembered between runs.

Kept in the user's cache folder, never beside the recordings. An entry counts only while the file's size,
inode and time of change are the ones it was made from; whatever is wrong with the index, the files decide.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.match import NO_RULES, VERSION, Rules
from understudy.store.contract import Entry
from understudy.store.glance import glance
from understudy.store.held import Held, Stamp, stamp_of
from understudy.store.similar import Similar, empty, read_similar

Known = dict[str, tuple[Stamp, Entry]]
SMALLEST = 64
"""Folders of fewer files are read anew: that takes less than looking for their index."""
EDITION = f"5 {VERSION}"
SUFFIXES = (".json", ".txt")
PIECE = 2**14


def entries_of(folder: Path, rules: Rules = NO_RULES, held: Held | None = None) -> list[Entry]:
    """An entry for each recording in the folder and below, by name; its fingerprints as a project's rules make them.

    Args:
        held: where to put what was read of a small folder.

    Raises:
        RecordingUnreadable: a `.json` file there is not a recording.
    """
    files = sorted(_files(str(folder), ""))
    edition = f"{EDITION} {rules.digest}" if rules else EDITION
    index = _index_file(folder) if len(files) >= SMALLEST else None
    known = _read(index, edition) if index and _similar_file(index).exists() else {}
    stamped: Known = {}
    for name, stamp in files:
        remembered = known.get(name)
        if remembered and remembered[0] == stamp:
            stamped[name] = remembered
        elif (text := read_text(f"{folder}/{name}", name)) is not None:
            stamped[name] = (stamp, glance(text, name, rules, has_features=index is not None))
            if held is not None and index is None:
                held.put(name, stamp, text)
    if index and stamped != known:
        _write(index, edition, stamped)
        _remember_features(index, known, stamped)
    return [entry for _, entry in stamped.values()]


def read_text(path: str | Path, name: str) -> str | None:
    """A file's text; None for a `.txt` that does not even begin like a recording, such as a note.

    Raises:
        RecordingUnreadable: it is gone, forbidden, or not UTF-8.
    """
    try:
        # `utf-8-sig` does the same, in Python.
        text = _read_bytes(path).removeprefix(BOM_UTF8).decode("utf-8")
    except OSError as error:
        raise RecordingUnreadable(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise RecordingUnreadable(f"{name}: not a recording: byte {error.start} is not UTF-8") from None
    return None if name.endswith(".txt") and not text.lstrip().startswith("{") else text


def _read_bytes(path: str | Path) -> bytes:
    # `open` takes several times as long for a file of a few kilobytes.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return b"".join(iter(partial(os.read, handle, PIECE), b""))
    finally:
        os.close(handle)


def _files(folder: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
    """Name and stamp of every file that should be a recording; hidden ones are not ours."""
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            elif entry.name.endswith(SUFFIXES):
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    raise RecordingUnreadable(f"{prefix}{entry.name}: cannot be read: it leads nowhere") from None
                yield prefix + entry.name, stamp_of(status)


def similar_in(folder: Path) -> Similar | None:
    """What is known of the features of the folder's recordings; None where nothing is."""
    return read_similar(_similar_file(_index_file(folder)))


def _remember_features(index: Path, known: Known, stamped: Known) -> None:
    similar = (read_similar(_similar_file(index)) if known else None) or empty()
    changed = {name: entry.features for name, (stamp, entry) in stamped.items() if known.get(name) != (stamp, entry)}
    similar.with_changes({*changed, *(known.keys() - stamped.keys())}, changed).write(_similar_file(index))


def _similar_file(index: Path) -> Path:
    return index.with_suffix(".similar")


def _index_file(folder: Path) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(cache).expanduser() / "understudy" / f"index-{digest}.json"


def _read(path: Path, edition: str) -> Known:
    with suppress(OSError, ValueError, TypeError, KeyError, IndexError):
        kept = json.loads(path.read_bytes())
        if kept["edition"] == edition:
            return {
                name: ((time, size, inode), Entry(name, scope, tuple(prints), *rest))
                for name, time, size, inode, scope, prints, *rest in kept["entries"]
            }
    return {}


def _write(path: Path, edition: str, stamped: Known) -> None:
    rows = [[name, *stamp, *_row(entry)] for name, (stamp, entry) in stamped.items()]
    # An index that cannot be written is made again next time: nothing but time is lost.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            # Not json.dump, whose encoder is the slow one.
            file.write(json.dumps({"edition": edition, "entries": rows}))
        os.replace(temporary, path)


def _row(entry: Entry) -> tuple[object, ...]:
    """What `Entry` takes after the name, in its order."""
    facts = (entry.scope, entry.fingerprints, entry.sequence, entry.origin, entry.endpoint, entry.model)
    return (*facts, entry.api, entry.recorded)
