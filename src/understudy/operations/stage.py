"""A stage: a hidden folder beside a store, where new recordings wait. Several processes may write into one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from understudy.errors import StoreUnusable
from understudy.match import Rules
from understudy.model import RecordedRequest, Recording
from understudy.store import CallDraft, Directory, Draft, Entry, Prepared, Saving


def open_stage(target: Path, stage: Path) -> None:
    """Make the stage of a folder, unless another process has."""
    stage.mkdir(parents=True, exist_ok=True)
    # A run that is killed leaves the folder behind: it is not to be committed.
    (stage / ".gitignore").write_text("*\n")
    for path in target.glob("*.json"):
        # Their names are taken, for recordings that are added.
        twin(path, stage / path.name)


def twin(path: Path, twin: Path) -> None:
    """The same recording in a second place, until one of them is replaced."""
    twin.parent.mkdir(parents=True, exist_ok=True)
    try:
        # A store never writes into a file, it puts another one in its place.
        os.link(path, twin)
    except FileExistsError:
        pass  # and may be another process's new one
    except OSError:
        shutil.copy2(path, twin)


class Beside(Saving):
    """A store whose new recordings lie in a stage: what is known of the rest is as it was before."""

    def __init__(self, store: Directory) -> None:
        self._store = store
        self._target = store.path.parent if store.path.is_file() else store.path

    @property
    def rules(self) -> Rules:
        """Those of the store."""
        return self._store.rules

    def describe(self) -> str:
        """Where this will be, for people."""
        return self._store.describe()

    def exists(self) -> bool:
        """Whether it was there before."""
        return self._store.exists()

    def entries(self) -> Sequence[Entry]:
        """All recordings as they were before."""
        return self._store.entries()

    def load_request(self, name: str) -> RecordedRequest:
        """What one recording answers."""
        return self._store.load_request(name)

    def similar(self, features: Sequence[int], limit: int) -> Sequence[str] | None:
        """Names of the recordings as they were before that share most features with a request."""
        return self._store.similar(features, limit)

    def _at(self, folder: Path) -> Directory:
        # Media are not staged: nothing refers to one before its recording is in its place.
        return Directory(folder, rules=self._store.rules, media=self._store.media)


class Annex(Beside):
    """A store whose stage is another process's, which decides what becomes of it."""

    def __init__(self, store: Directory, stage: Path) -> None:
        super().__init__(store)
        self._stage = stage

    def load(self, name: str) -> Recording:
        """One recording, the new one if there is one."""
        return self._at(self._stage if (self._stage / name).exists() else self._target).load(name)

    def prepare(self, draft: Draft | CallDraft) -> Prepared:
        """Get a draft ready to be written into the stage.

        Raises:
            StoreUnusable: it cannot be written.
        """
        try:
            open_stage(self._target, self._stage)
            if draft.replaces is not None:
                twin(self._target / draft.replaces, self._stage / draft.replaces)
        except OSError as error:
            raise StoreUnusable(f"{self._stage}: cannot be written: {error.strerror}") from error
        return self._at(self._stage).prepare(draft)
