"""The index of a folder: what each file's request is, remembered between runs.

Kept in the user's cache folder, never beside the recordings. An entry counts only while the file's size,
inode and time of change are the ones it was made from; whatever is wrong with the index, the files decide.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.match import NO_RULES, VERSION, Rules
from understudy.store.contract import Entry
from understudy.store.glance import glance, glance_closely
from understudy.store.held import Held, Stamp, stamp_of
from understudy.store.index_file import Kept, read_index, write_index
from understudy.store.index_places import note_place
from understudy.store.similar import Similar, empty, read_similar
from understudy.store.uncollected import uncollected
from understudy.store.untrusted import DEEPEST_FOLDER, LARGEST_RECORDING, bytes_of, leads_out, link_refused, unread

SMALLEST = 64
"""Folders of fewer files are read anew: that takes less than looking for their index."""
EDITION = f"7 {VERSION}"
SUFFIXES = (".json", ".txt")
MOVE_IT = "\n\n  A store holds recordings alone: move it elsewhere, or put the folder itself in its place."


def entries_of(folder: Path, rules: Rules = NO_RULES, held: Held | None = None) -> list[Entry]:
    """An entry for each recording in the folder and below, in the order in which equal ones are played; its
    fingerprints as a project's rules make them.

    Args:
        held: where to put what was read of a small folder.

    Raises:
        RecordingUnreadable: a `.json` file there is not a recording.
    """
    with uncollected():
        stamps = _stamps(str(folder), "", {})
        if len(stamps) < SMALLEST:
            return _in_order(_small(folder, rules, stamps, held))
        edition = f"{EDITION} {rules.digest}" if rules else EDITION
        index = index_file(folder)
        kept = read_index(index, edition) if _similar_file(index).exists() else None
        if kept is not None and kept.is_of(stamps):
            return kept.entries
        return _renewed(folder, rules, index, edition, kept or Kept({}, []), stamps)


def _small(folder: Path, rules: Rules, stamps: dict[str, Stamp], held: Held | None) -> Iterator[Entry]:
    for name in sorted(stamps):
        if (text := read_text(f"{folder}/{name}", name)) is not None:
            if held is not None:
                held.put(name, stamps[name], text)
            yield glance(text, name, rules)


def _renewed(
    folder: Path, rules: Rules, index: Path, edition: str, kept: Kept, stamps: dict[str, Stamp]
) -> list[Entry]:
    """The entries of files that are as they were, and of those that are read now; and all of it remembered."""
    before = kept.stamps()
    entries = [entry for entry in kept.entries if before[entry.name] == stamps.get(entry.name)]
    changed: dict[str, array[int]] = {}
    for name in sorted(name for name, stamp in stamps.items() if before.get(name) != stamp):
        if (text := read_text(f"{folder}/{name}", name)) is not None:
            entry, features = glance_closely(text, name, rules)
            entries.append(entry)
            # A tuple would take ten times the memory.
            changed[name] = array("I", features)
    entries = _in_order(entries)
    gone = {entry.name for entry in kept.entries} - {entry.name for entry in entries}
    similar = (read_similar(_similar_file(index)) if kept.entries else None) or empty()
    note_place(index, folder)
    write_index(index, edition, Kept(stamps, entries))
    similar.with_changes({*changed, *gone}, changed).write(_similar_file(index))
    return entries


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=attrgetter("sequence", "name"))


def read_text(path: str | Path, name: str) -> str | None:
    """A file's text; None for a `.txt` that does not even begin like a recording, such as a note.

    Raises:
        RecordingUnreadable: it is gone, forbidden, or not UTF-8; no file, too large, or a link that leads out of the
            store.
    """
    try:
        # `utf-8-sig` does the same, in Python.
        text = bytes_of(path, LARGEST_RECORDING, _store_of(str(path), name)).removeprefix(BOM_UTF8).decode("utf-8")
    except OSError as error:
        raise RecordingUnreadable(f"{name}: cannot be read: {unread(path, error)}") from None
    except UnicodeDecodeError as error:
        raise RecordingUnreadable(f"{name}: not a recording: byte {error.start} is not UTF-8") from None
    return None if name.endswith(".txt") and not text.lstrip().startswith("{") else text


def text_of_recording(folder: Path, name: str) -> str:
    """The text of a file that is to be a recording.

    Raises:
        RecordingUnreadable: as for `read_text`, or it is a note.
    """
    text = read_text(f"{folder}/{name}", name)
    if text is None:
        raise RecordingUnreadable(f"{name}: not a recording: a text that does not begin with an object")
    return text


def _store_of(path: str, name: str) -> str | None:
    """The folder within which a path is found by this name."""
    return path[: -len(name)] or None if path != name and path.endswith(f"/{name}") else None


def _stamps(folder: str, prefix: str, found: dict[str, Stamp]) -> dict[str, Stamp]:
    """The stamp of every file that should be a recording, by name, put beside what was found; hidden ones are not
    ours."""
    with os.scandir(folder) as listed:
        for entry in listed:
            name = entry.name
            if name[0] == ".":
                continue
            if entry.is_symlink():
                _check_link(entry, folder[: len(folder) - len(prefix)], prefix + name)
            if entry.is_dir():
                if prefix.count("/") >= DEEPEST_FOLDER:
                    raise RecordingUnreadable(f"{prefix}{name}: a folder within {DEEPEST_FOLDER} others{MOVE_IT}")
                _stamps(entry.path, f"{prefix}{name}/", found)
            elif name.endswith(SUFFIXES):
                try:
                    status = entry.stat()
                except OSError as error:
                    why = "it leads nowhere" if isinstance(error, FileNotFoundError) else unread(entry.path, error)
                    raise RecordingUnreadable(f"{prefix}{name}: cannot be read: {why}") from None
                found[prefix + name] = stamp_of(status)
    return found


def _check_link(entry: os.DirEntry[str], store: str, name: str) -> None:
    """A store is what lies in its folder. A link from one folder to another could go round in circles."""
    try:
        is_folder = entry.is_dir()
    except OSError as error:
        raise RecordingUnreadable(f"{name}: cannot be read: {unread(entry.path, error)}") from None
    if is_folder:
        raise RecordingUnreadable(f"{name}: a link to a folder, which no store follows{MOVE_IT}")
    if entry.name.endswith(SUFFIXES) and leads_out(entry.path, store):
        raise RecordingUnreadable(f"{name}: cannot be read: {link_refused(entry.path)}")


def similar_in(folder: Path) -> Similar | None:
    """What is known of the features of the folder's recordings; None where nothing is."""
    return read_similar(_similar_file(index_file(folder)))


def _similar_file(index: Path) -> Path:
    return index.with_suffix(".similar")


def index_file(folder: Path) -> Path:
    """Where the index of a folder is kept; what else is remembered of it lies beside, under other suffixes."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(cache).expanduser() / "understudy" / f"index-{digest}.entries"
