"""A store that is recorded anew beside the old one, and takes its place only when the test has passed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from understudy.errors import StoreUnusable
from understudy.model import RecordedRequest, Recording
from understudy.store import CallDraft, Directory, Draft, Entry, Saved


class Staged:
    """A folder of recordings; what is saved lies in a hidden folder beside it until `commit`."""

    def __init__(self, store: Directory) -> None:
        self._store = store
        self._target = store.path.parent if store.path.is_file() else store.path
        self._stage: Path | None = None
        self._made: list[Path] = []
        """Folders that were not there before."""
        self._changed: dict[str, bool] = {}
        """What is to take its place, and whether that place was another recording's."""

    def describe(self) -> str:
        """Where this will be, for people."""
        return self._store.describe()

    def entries(self) -> Sequence[Entry]:
        """All recordings as they were before."""
        return self._store.entries()

    def load(self, name: str) -> Recording:
        """One recording, the new one if there is one."""
        if self._stage is not None and (self._stage / name).exists():
            return Directory(self._stage).load(name)
        return self._store.load(name)

    def load_request(self, name: str) -> RecordedRequest:
        """What one recording answers."""
        return self._store.load_request(name)

    def similar(self, features: Sequence[int], limit: int) -> Sequence[str] | None:
        """Names of the recordings as they were before that share most features with a request."""
        return self._store.similar(features, limit)

    def save(self, draft: Draft | CallDraft) -> Saved:
        """Write a draft beside the store.

        Raises:
            StoreUnusable: it cannot be written.
        """
        if draft.replaces is None and self._store.path.is_file():
            return self._store.save(draft)  # which says that it holds one recording only
        try:
            stage = self._opened()
            if draft.replaces is not None and not (stage / draft.replaces).exists():
                _twin(self._target / draft.replaces, stage / draft.replaces)
        except OSError as error:
            raise StoreUnusable(f"{self._target}: cannot be written: {error.strerror}") from error
        saved = Directory(stage).save(draft)
        if saved.is_changed:
            self._changed.setdefault(saved.entry.name, draft.replaces is not None)
        return saved

    def commit(self, stale: Iterable[str]) -> None:
        """The new recordings take their places, file by file, so that no moment is without a recording; then
        the stale ones go.

        Raises:
            StoreUnusable: a place cannot be taken; the recordings that have none yet stay in the hidden folder.
        """
        try:
            for name, replaces in self._changed.items():
                self._put(name, replaces)
            for name in stale:
                (self._target / name).unlink(missing_ok=True)
            with suppress(OSError):  # is not empty, or was never there
                self._target.rmdir()
        except OSError as error:
            stage, self._stage = self._stage, None
            raise StoreUnusable(
                f"{self._target}: cannot be written: {error.strerror}\n\n  What was recorded lies in {stage}."
            ) from error
        self.discard()

    def _put(self, name: str, replaces: bool) -> None:
        assert self._stage is not None
        target = self._target / name
        target.parent.mkdir(parents=True, exist_ok=True)
        while not replaces and target.exists():
            # Another process has added one of this name since; neither may be lost.
            target = target.with_stem(f"{target.stem}-2")
        os.replace(self._stage / name, target)

    def discard(self) -> None:
        """Nothing of it was meant."""
        if self._stage is not None:
            shutil.rmtree(self._stage, ignore_errors=True)
            with suppress(OSError):  # one is in use, and so are those above it
                for folder in self._made:
                    folder.rmdir()
        self._stage, self._made, self._changed = None, [], {}

    def _opened(self) -> Path:
        if self._stage is not None:
            return self._stage
        parent = self._target.parent
        self._made = [folder for folder in (parent, *parent.parents) if not folder.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=parent, prefix=f".recording-{self._target.name}-"))
        # A run that is killed leaves the folder behind: it is not to be committed.
        (stage / ".gitignore").write_text("*\n")
        for path in self._target.glob("*.json"):
            # Their names are taken, for recordings that are added.
            _twin(path, stage / path.name)
        self._stage = stage
        return stage


def _twin(path: Path, twin: Path) -> None:
    twin.parent.mkdir(parents=True, exist_ok=True)
    try:
        # A store never writes into a file, it puts another one in its place.
        os.link(path, twin)
    except OSError:
        shutil.copy2(path, twin)
