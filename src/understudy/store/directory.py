"""A folder of recordings, one JSON file each; or one such file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os.path import isfile
from pathlib import Path

from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.match import NO_RULES, Rules
from understudy.model import RecordedRequest, Recording
from understudy.store.contract import CallDraft, Draft, Entry, Prepared, Saving
from understudy.store.glance import glance
from understudy.store.held import Held
from understudy.store.index import entries_of, similar_in, text_of_recording
from understudy.store.media_files import MediaFiles
from understudy.store.reading import read, read_request
from understudy.store.saves import Saves
from understudy.store.similar import Similar
from understudy.store.untrusted import unread


class Directory(Saving):
    """Recordings in a folder and the folders below. A folder that does not exist yet is an empty store."""

    def __init__(self, path: str | Path, shown: str = "", rules: Rules = NO_RULES, media: Path | None = None) -> None:
        """The path, how people know it if not as it is, and what means nothing in the requests of this project.

        Args:
            media: the folder in which media are written, if not where such a store has them.
        """
        self.path = path if isinstance(path, Path) else Path(path)
        self._shown, self.rules = shown, rules
        self._is_file = isfile(self.path)
        self._folder = self.path.parent if self._is_file else self.path
        self._media = MediaFiles(self._folder, media)
        self._similar: Similar | None = None
        self._held = Held()
        self._saves = Saves(self._folder, self._media, rules)

    @property
    def media(self) -> Path:
        """The folder in which media are written."""
        return self._media.place

    def describe(self) -> str:
        """Where this is, for people."""
        return self._shown or str(self.path)

    def exists(self) -> bool:
        """Whether the folder or the file is there."""
        return self.path.exists()

    def entries(self) -> Sequence[Entry]:
        """All recordings, in the order in which equal ones are played.

        Raises:
            RecordingUnreadable: a file is not a recording.
            StoreUnusable: the folder cannot be listed.
        """
        self._similar, self._held = None, Held()
        try:
            with self._located():
                if self._is_file:
                    return [glance(text_of_recording(self._folder, self.path.name), self.path.name, self.rules)]
                return entries_of(self.path, self.rules, self._held)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreUnusable(f"{self.path}: cannot be opened as a store: {unread(self.path, error)}") from error

    def load(self, name: str) -> Recording:
        """One recording, whole.

        Raises:
            RecordingUnreadable: it is damaged or gone.
        """
        with self._located():
            text = self._held.take(f"{self._folder}/{name}", name)
            return read(
                text_of_recording(self._folder, name) if text is None else text,
                name,
                self.rules,
                self._media.beside(name),
            )

    def load_request(self, name: str) -> RecordedRequest:
        """What one recording answers, without its answer.

        Raises:
            RecordingUnreadable: it is damaged or gone.
        """
        with self._located():
            return read_request(text_of_recording(self._folder, name), name, self._media.beside(name))

    def similar(self, features: Sequence[int], limit: int) -> Sequence[str] | None:
        """Names of the recordings that share most features with a request, best first; None where the folder is
        small, or its index is not kept."""
        if self._similar is None:
            self._similar = similar_in(self.path)
        return None if self._similar is None else self._similar.nearest(features, limit)

    def prepare(self, draft: Draft | CallDraft) -> Prepared:
        """Everything about a save but the writing. What another process has recorded meanwhile, and says the same,
        stays when it is written.

        Raises:
            StoreUnusable: there is no place for it.
            RecordingUnreadable: what it is to replace is damaged.
        """
        if draft.replaces is None and self._folder != self.path:
            raise StoreUnusable(
                f"{self.path}: holds one recording, and cannot take another one"
                f"\n\n  Use the folder as the store: {self._folder}"
            )
        return self._saves.prepare(draft)

    @contextmanager
    def _located(self) -> Iterator[None]:
        """Errors name the file as it is found from here, not only within the store."""
        try:
            yield
        except RecordingUnreadable as error:
            raise type(error)(f"{self._folder}/{error}") from None
