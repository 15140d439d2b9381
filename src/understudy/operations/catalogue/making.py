"""Bringing a catalogue up to date: what went is left out, what changed is read; everything else stays as it is.

Where many files have changed, other processes read them: one that answers requests meanwhile is not held up.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.match import Rules
from understudy.model import Recording
from understudy.operations.catalogue.schema import AMBIGUOUS, FIRST, INSERT
from understudy.operations.catalogue.summary import NAMES, Found, damaged, summary_of
from understudy.operations.files import Files, Unreadable
from understudy.store.held import Stamp

MANY = 500
"""Files from which on starting other processes is worth it."""

AT_ONCE = 100
"""Files that are read before what was found is put down."""

MOST_PROCESSES = 4

LARGEST = 2**53
"""Of numbers."""

Progress = Callable[[int, int], None]


def renew(
    files: Files, rules: Rules, stamps: Mapping[str, Stamp], database: sqlite3.Connection, told: Progress
) -> bool:
    """Bring it up to date.

    Args:
        stamps: of all files of the store, as they are now.
        told: after each piece how many files are done, of how many. What it raises ends this; what was put down stays.

    Returns:
        Whether anything was to do.
    """
    kept = {row[0]: row[1:] for row in database.execute("SELECT name, changed_ns, file_bytes, inode FROM recording")}
    gone = [name for name in kept if name not in stamps]
    changed = [name for name, stamp in stamps.items() if kept.get(name) != stamp]
    if not gone and not changed and is_whole(database):
        return False
    changed.sort(key=lambda name: (-stamps[name][0], name))
    with database:
        _forget(database, gone)
        is_resumed = not is_whole(database)
        place = _next_place(database, len(changed), is_resumed=is_resumed)
        database.execute("INSERT OR REPLACE INTO fact VALUES ('is_whole', '')")
    done = 0
    told(done, len(changed))
    for found in _read(files, rules, changed):
        with database:
            _forget(database, [each.summary.name for each in found])
            for each in found:
                _put(database, place, stamps[each.summary.name], each)
                place += 1
        done += AT_ONCE
        told(min(done, len(changed)), len(changed))
    with database:
        database.execute(AMBIGUOUS)
        database.execute("INSERT OR REPLACE INTO fact VALUES ('is_whole', 'yes')")
    return True


def is_whole(database: sqlite3.Connection) -> bool:
    """Whether all files have been read once."""
    found: tuple[str] | None = database.execute("SELECT value FROM fact WHERE key = 'is_whole'").fetchone()
    return found == ("yes",)


def _next_place(database: sqlite3.Connection, count: int, *, is_resumed: bool) -> int:
    first, last = database.execute("SELECT min(id), max(id) FROM recording").fetchone()
    if first is None:
        return FIRST
    # A first reading that was ended goes on with what is older.
    return int(last) + 1 if is_resumed else int(first) - count


def _forget(database: sqlite3.Connection, names: Iterable[str]) -> None:
    for name in names:
        for (id_,) in database.execute("SELECT id FROM recording WHERE name = ?", (name,)).fetchall():
            database.execute("DELETE FROM recording WHERE id = ?", (id_,))
            database.execute("DELETE FROM said WHERE rowid = ?", (id_,))
            database.execute("DELETE FROM tag WHERE id = ?", (id_,))


def _put(database: sqlite3.Connection, place: int, stamp: Stamp, found: Found) -> None:
    values = {name: getattr(found.summary, name) for name in NAMES}
    name, tags = values.pop("name"), tuple(map(_whole, found.summary.tags))
    values["tags"] = json.dumps(tags)
    # -1 is not known: NULL has no place in an order.
    row = [-1 if value is None and field != "scope" else _whole(value) for field, value in values.items()]
    database.execute(INSERT, (place, _whole(name), *stamp, *row))
    texts = _whole(found.about), _whole(found.text)
    database.execute("INSERT INTO said (rowid, about, text) VALUES (?, ?, ?)", (place, *texts))
    database.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", [(tag, place) for tag in tags])


def _whole(value: Any) -> Any:
    """As SQLite can hold it, whatever a stranger's file says: a text without halves of surrogate pairs, which have no
    UTF-8; a number beyond all measure is not known."""
    if isinstance(value, int) and abs(value) > LARGEST:
        return -1
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _read(files: Files, rules: Rules, names: Sequence[str]) -> Iterator[list[Found]]:
    pieces = [names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE)]
    read = partial(found_in, files, rules)
    if len(names) < MANY:
        yield from map(read, pieces)
        return
    # A fork of a process with threads may never wake up.
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        try:
            yield from pool.map(read, pieces)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def found_in(files: Files, rules: Rules, names: Sequence[str]) -> list[Found]:
    """What is in these files; notes are left out."""
    found = []
    for name in names:
        match files.read(name, rules):
            case Recording() as recording:
                found.append(_summary(recording))
            case Unreadable() as problem:
                found.append(damaged(problem))
    return found


def _summary(recording: Recording) -> Found:
    try:
        return summary_of(recording)
    except RecordingUnreadable as error:
        return damaged(Unreadable(recording.name, str(error)))
