"""Holding recordings back: a test's new ones wait beside their store, and what waited of it before is carried along."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.operations.pending import (
    MANIFEST,
    NEW,
    Change,
    Kind,
    Pending,
    digest_of,
    digits_of,
    folder_beside,
    folders_of,
    forget,
    latest,
    write_pending,
)
from understudy.store.glance import glance


def hold(
    store: Path,
    test: str,
    fresh: Mapping[Path, Change],
    stale: Iterable[str],
    made: str,
    is_settled: Callable[[Change], bool] = lambda change: True,
) -> int:
    """Let a test's new recordings wait. Returns how many of its changes do.

    Args:
        store: a folder of recordings, or one recording.
        fresh: new files, which are moved, and what each is to change.
        stale: names of recordings that are to go.
        is_settled: which of the test's earlier changes wait no longer. Those that the new ones repeat never do.

    Raises:
        OSError: something could not be written; the new files are where they were.
    """
    target = store.parent if store.is_file() else store
    changes = [replace(change, made=made) for change in fresh.values()]
    changes += [Change(name, Kind.REMOVE, digest_of(target / name), made) for name in stale]
    earlier = folders_of(store, test)
    before, names = latest(earlier), {change.name for change in changes}
    carried = {
        change: before.new(change)
        for change in (before.changes if before else ())
        if before and change.name not in names and not is_settled(change)
    }
    if any(change.kind is Kind.ADD for change in carried):
        # By now there may be another one for the same request, under the name that its place in the test gives it.
        there = [*map(_question, fresh), *(_question(target / path.name) for path in target.glob("*.json"))]
        carried = {
            change: path
            for change, path in carried.items()
            if change.kind is not Kind.ADD or _question(path) not in there
        }
    if changes or carried:
        beside = folder_beside(store)
        beside.mkdir(parents=True, exist_ok=True)
        (beside / ".gitignore").write_text("*\n")
        folder = Path(tempfile.mkdtemp(dir=beside, prefix=digits_of(test)))
        with _moved({path: folder / NEW / change.name for path, change in fresh.items()}, folder):
            for change, path in carried.items():
                _copy(path, folder / NEW / change.name)
            write_pending(Pending(folder, test, target, (*carried, *changes)))
            _be_latest(folder, earlier)
    for each in earlier:
        forget(each)
    return len(changes) + len(carried)


def _be_latest(folder: Path, earlier: Iterable[Path]) -> None:
    """The latest manifest counts, also where the clock has been put back since the earlier ones."""
    with suppress(OSError):  # another process has forgotten them
        dates = [(each / MANIFEST).stat().st_mtime_ns for each in (*earlier, folder)]
        if dates[-1] <= max(dates[:-1], default=0):
            os.utime(folder / MANIFEST, ns=(max(dates) + 1,) * 2)


def _question(path: Path) -> tuple[object, ...]:
    """What a recording answers; a damaged one answers nothing that another one does."""
    try:
        entry = glance(path.read_text("utf-8"), path.name)
    except (RecordingUnreadable, ValueError):
        return (path,)
    return entry.scope, entry.fingerprints, entry.sequence


@contextmanager
def _moved(files: Mapping[Path, Path], folder: Path) -> Iterator[None]:
    """These files are where they are to be; if the block fails, they are where they were, and the folder is gone."""
    try:
        for path, new in files.items():
            new.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, new)
        yield
    except BaseException as error:
        for path, new in files.items():
            with suppress(OSError):  # was not moved yet
                os.replace(new, path)
        forget(folder)
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def _copy(path: Path, copy: Path) -> None:
    """Not moved: where it lay it counts until the new manifest does. There is none of a recording that is to go."""
    if path.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
