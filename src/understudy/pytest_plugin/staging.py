"""A store that is recorded anew beside the old one, and takes its place only when the test has passed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from understudy.errors import StoreUnusable
from understudy.model import Recording
from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of
from understudy.operations.stage import Beside, open_stage, twin
from understudy.store import CallDraft, Directory, Draft, Prepared, Saved
from understudy.store.changes import is_only_redated
from understudy.store.lock import locked
from understudy.store.whole_file import is_there


class Staged(Beside):
    """A folder of recordings; what is saved lies in a hidden folder beside it until `commit`."""

    def __init__(self, store: Directory) -> None:
        super().__init__(store)
        self.place = self._target.parent / f".recording-{self._target.name}-{os.urandom(4).hex()}"
        """Where the stage will be, once something is recorded."""
        self._stage: Path | None = None
        self._made = [folder for folder in self.place.parents if not folder.exists()]
        """Folders that were not there before."""
        self._changed: dict[str, bool] = {}
        """What is to take its place, and whether that place was another recording's."""

    def load(self, name: str) -> Recording:
        """One recording, the new one if there is one."""
        if self._stage is not None and (self._stage / name).exists():
            return self._at(self._stage).load(name)
        return self._store.load(name)

    def prepare(self, draft: Draft | CallDraft) -> Prepared:
        """Get a draft ready to be written beside the store.

        Raises:
            StoreUnusable: it cannot be written.
        """
        if draft.replaces is None and self._store.path.is_file():
            return self._store.prepare(draft)  # which says that it holds one recording only
        try:
            stage = self._opened()
            if draft.replaces is not None:
                twin(self._target / draft.replaces, stage / draft.replaces)
        except OSError as error:
            raise StoreUnusable(f"{self._target}: cannot be written: {error.strerror}") from error
        prepared = self._at(stage).prepare(draft)

        def write() -> Saved:
            saved = prepared.write()
            if saved.is_changed:
                self._changed.setdefault(saved.entry.name, draft.replaces is not None)
            return saved

        return Prepared(prepared.live_ids, write)

    def adopt(self, name: str, is_changed: bool) -> None:
        """Another process has written this recording into the stage, or found it the same as before."""
        self._stage = self.place
        if is_changed:
            self._changed.setdefault(name, (self._target / name).exists())

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
            raise self._lost(error) from error
        self.discard()

    def hold(
        self, test: str, stale: Iterable[str], made: str, is_settled: Callable[[Change], bool] = lambda change: True
    ) -> int:
        """The new recordings wait beside the store for a review, and so does that the stale ones go. Returns how
        many changes of the test wait. Of a new date alone there is nothing to review.

        Args:
            made: the date.
            is_settled: which of the test's earlier changes wait no longer.

        Raises:
            StoreUnusable: the folder beside the store cannot be written; the recordings stay in the hidden folder.
        """
        try:
            for name in [name for name in self._changed if self._is_only_redated(name)]:
                self._put(name, replaces=True)
                del self._changed[name]
            waiting = hold(self._store.path, test, dict(map(self._change, self._changed)), stale, made, is_settled)
        except OSError as error:
            raise self._lost(error) from error
        self.discard()
        return waiting

    def release(self, test: str, made: str, is_settled: Callable[[Change], bool]) -> None:
        """What waits of the test and is settled waits no longer.

        Raises:
            StoreUnusable: the folder beside the store cannot be written.
        """
        try:
            hold(self._store.path, test, {}, (), made, is_settled)
        except OSError as error:
            raise StoreUnusable(f"{self._target}: cannot be written: {error.strerror}") from error

    def _is_only_redated(self, name: str) -> bool:
        assert self._stage is not None
        old, new = self._target / name, self._stage / name
        return self._changed[name] and is_only_redated(old.read_bytes(), new.read_bytes())

    def _change(self, name: str) -> tuple[Path, Change]:
        assert self._stage is not None
        kind = Kind.REPLACE if self._changed[name] else Kind.ADD
        was = digest_of(self._target / name) if kind is Kind.REPLACE else None
        return self._stage / name, Change(name, kind, was)

    def _lost(self, error: OSError) -> StoreUnusable:
        """It could not be moved; so it stays where it is, for somebody to take."""
        stage, self._stage = self._stage, None
        return StoreUnusable(
            f"{self._target}: cannot be written: {error.strerror}\n\n  What was recorded lies in {stage}."
        )

    def _put(self, name: str, replaces: bool) -> None:
        assert self._stage is not None
        target = self._target / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._target):
            while not replaces and is_there(target):
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
        open_stage(self._target, self.place)
        self._stage = self.place
        return self.place
