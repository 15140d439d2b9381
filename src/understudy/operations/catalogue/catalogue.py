"""The catalogue itself: its file, its connections, and the thread that brings it up to date."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from understudy.errors import StoreUnusable, UnderstudyError
from understudy.match import VERSION
from understudy.operations.catalogue import finding
from understudy.operations.catalogue.making import is_whole, renew
from understudy.operations.catalogue.overview import Overview, Saved, overview_of, saved_by, state_of
from understudy.operations.catalogue.query import Page, Query
from understudy.operations.catalogue.schema import EDITION, SCHEMA
from understudy.operations.files import files_of, stamps_of
from understudy.operations.prices import source
from understudy.operations.project_rules import rules_for
from understudy.operations.standing import Standing
from understudy.store.index import index_file
from understudy.store.index_places import note_place

FRESH_S = 1.0
"""Nobody looks again whether files have changed before this is over."""

EASE = 5
"""Nor before so many times as long as the last look took: a large store is not looked at all the time."""


@dataclass(frozen=True, slots=True)
class Making:
    """How far it is being brought up to date."""

    done: int
    of: int
    """Files that have to be read."""


T = TypeVar("T")


class Stopped(Exception):
    """The catalogue was closed while it was brought up to date."""


class Catalogue:
    """What a store's recordings are. Safe to use from several threads."""

    def __init__(self, store: str | Path, progress: Callable[[int, int], None] = lambda done, of: None) -> None:
        """The store: a folder, or one recording. Nothing is read yet.

        Args:
            progress: told while it is brought up to date how many files are read, of how many.

        Raises:
            WrongUse: a rule of the project is none.
        """
        self.store, self._progress = Path(store), progress
        self._rules = rules_for(store)
        known = source()
        self._edition = f"{EDITION} {VERSION} {self._rules.digest} {known.version if known else ''}"
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._thread: threading.Thread | None = None
        self._looked_s, self._rest_s = float("-inf"), FRESH_S
        self._is_closed = False
        self._known: dict[str, tuple[tuple[int, ...], Any]] = {}
        """By what it is: the state that it was made in, and what was made."""
        self.making: Making | None = None
        """How far it is; None where it is as the files are, as far as is known."""
        self.trouble = ""
        """Why it could not be brought up to date."""
        self._path = self._place()

    def look(self, wait_s: float) -> None:
        """Look whether files have changed, and read those that have; wait for that only so long."""
        with self._lock:
            is_running = self._thread is not None and self._thread.is_alive()
            if not is_running and not self._is_closed and time.monotonic() - self._looked_s > self._rest_s:
                self.making = Making(0, 0)
                self._thread = threading.Thread(target=self._renew, name="understudy catalogue", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread is not None:
            thread.join(wait_s)

    def look_again(self) -> None:
        """Somebody has just changed a file: it is looked at now, and nobody waits for that."""
        self._looked_s = float("-inf")
        self.look(0)

    def page(self, query: Query, limit: int, standing: Standing | None = None) -> Page:
        """The recordings that fit, from where the query says.

        Args:
            standing: which recordings are needed, where that is known.
        """
        with self.reading() as database:
            return finding.page_of(database, query, limit, standing)

    @property
    def is_whole(self) -> bool:
        """Whether all files have been read once."""
        with self.reading() as database:
            return is_whole(database)

    def facet(self, column: str, limit: int = 200) -> list[tuple[str, int]]:
        """Each `api`, `model`, `scope` or `tag`, and how many recordings have it, the most frequent first."""
        return list(self._made(f"{column} {limit}", lambda database: finding.facet(database, column, limit)))

    def overview(self) -> Overview:
        """What the store holds."""
        return self._made("overview", overview_of)

    def _made(self, what: str, make: Callable[[sqlite3.Connection], T]) -> T:
        """What was made before, unless something has changed since."""
        with self.reading() as database:
            state, known = state_of(database), self._known.get(what)
            if known is None or known[0] != state:
                known = self._known[what] = state, make(database)
            return known[1]

    def saved(self, played: Mapping[str, int]) -> Saved:
        """What so many plays saved, by the recording's name."""
        with self.reading() as database:
            return saved_by(database, played)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection, for questions in SQL."""
        with self._lock:
            database = self._idle.pop() if self._idle else None
        if database is None:
            database = self._connected()
        try:
            yield database
        finally:
            with self._lock:
                is_kept = not self._is_closed
                if is_kept:
                    self._idle.append(database)
            if not is_kept:
                database.close()

    def close(self) -> None:
        """Stop reading, and let go of the file."""
        with self._lock:
            self._is_closed = True
            idle, self._idle, thread = self._idle, [], self._thread
        if thread is not None:
            thread.join()
        for each in idle:
            each.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _renew(self) -> None:
        begun = time.monotonic()
        try:
            files, stamps = files_of(self.store), stamps_of(self.store)
            took_s = time.monotonic() - begun
            self._rest_s = max(FRESH_S, EASE * took_s)
            with self.reading() as database, suppress(Stopped, sqlite3.IntegrityError):
                # Another process may be at it: what it puts down is not put down twice, but looked at next time.
                renew(files, self._rules, stamps, database, self._told)
            self.trouble = ""
        except UnderstudyError as error:
            self.trouble = str(error)
        except Exception as error:  # in this thread nobody else would tell it
            self.trouble = f"{type(error).__name__}: {error}"
        finally:
            self.making, self._looked_s = None, time.monotonic()

    def _told(self, done: int, of: int) -> None:
        if self._is_closed:
            raise Stopped
        self.making = Making(done, of)
        self._progress(done, of)

    def _place(self) -> Path:
        """The file, ready to be used."""
        with suppress(OSError, sqlite3.Error):
            if self.store.is_dir():
                path = index_file(self.store).with_suffix(".pages")
                note_place(path, self.store)
                path.parent.mkdir(parents=True, exist_ok=True)
                self._prepare(path)
                return path
        # One recording, a store that is not there yet, or a cache folder that cannot be written.
        self._temporary = tempfile.TemporaryDirectory(prefix="understudy-")
        path = Path(self._temporary.name) / "catalogue.pages"
        self._prepare(path)
        return path

    def _prepare(self, path: Path) -> None:
        with suppress(sqlite3.DatabaseError):
            if _edition_of(path) == self._edition:
                return
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        database = sqlite3.connect(path)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            try:
                database.executescript(SCHEMA)
            except sqlite3.OperationalError as error:
                raise _as_known(error) from error
            with database:
                database.execute("INSERT INTO fact VALUES ('edition', ?)", (self._edition,))
        finally:
            database.close()

    def _connected(self) -> sqlite3.Connection:
        # Connections are lent to one thread at a time.
        database = sqlite3.connect(self._path, timeout=30, check_same_thread=False)
        database.execute("PRAGMA synchronous = OFF")
        return database


def _as_known(error: sqlite3.OperationalError) -> Exception:
    """What it means for a person, where that is known."""
    if "fts5" not in str(error) and "tokenizer" not in str(error):
        return error
    return StoreUnusable(
        f"the SQLite {sqlite3.sqlite_version} of this Python cannot index texts: {error}"
        f"\n\n  Pages need SQLite 3.34 or newer with FTS5: use another Python."
    )


def _edition_of(path: Path) -> str | None:
    if not path.exists():
        return None
    database = sqlite3.connect(path)
    try:
        row = database.execute("SELECT value FROM fact WHERE key = 'edition'").fetchone()
        return None if row is None else str(row[0])
    finally:
        database.close()
