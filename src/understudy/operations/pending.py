"""Pending recordings: new ones that wait beside their store until somebody has looked at them.

`.pending-<store>/<digits of the test>-<any>/` holds `manifest.json`, which says what is to become of which recording,
and the new files in `new/`. It counts once it has its manifest, which is written last; of several of one test
the latest counts. What is accepted or rejected leaves the manifest after it has been carried out.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath
from shlex import quote

from understudy.errors import RecordingUnreadable
from understudy.store.glance import glance
from understudy.store.whole_file import replace_file

PREFIX = ".pending-"
MANIFEST = "manifest.json"
NEW = "new"
EDITION = 1
FOREIGN = {"node_modules", "__pycache__", "site-packages"}
"""Folders in which no project keeps recordings, and that take long to walk through."""


class Kind(Enum):
    """What becomes of a recording if the change is accepted."""

    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One recording that is to change."""

    name: str
    """Within the store."""

    kind: Kind
    was: str | None
    """SHA-256 of the file that it replaces or removes, as it was when the change was made."""

    made: str = ""
    """Date, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What one test recorded anew."""

    folder: Path
    """Where this is kept."""

    test: str
    store: Path
    """The folder of the recordings that it changes."""

    changes: tuple[Change, ...]

    def new(self, change: Change) -> Path:
        """The new file."""
        return self.folder / NEW / change.name


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
    earlier = sorted(_folders_of(store, test), key=_time_of)
    before, names = _latest(earlier), {change.name for change in changes}
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
        beside = _beside(store)
        beside.mkdir(parents=True, exist_ok=True)
        (beside / ".gitignore").write_text("*\n")
        folder = Path(tempfile.mkdtemp(dir=beside, prefix=_digits(test)))
        with _moved({path: folder / NEW / change.name for path, change in fresh.items()}, folder):
            for change, path in carried.items():
                _copy(path, folder / NEW / change.name)
            _write(Pending(folder, test, target, (*carried, *changes)))
    for each in earlier:
        _remove(each)
    return len(changes) + len(carried)


def _question(path: Path) -> tuple[object, ...]:
    """What a recording answers; a damaged one answers nothing that another one does."""
    try:
        entry = glance(path.read_text("utf-8"), path.name)
    except (RecordingUnreadable, ValueError):
        return (path,)
    return entry.scope, entry.fingerprints, entry.sequence


def count_waiting(store: Path, test: str) -> int:
    """How many changes wait of a test.

    Raises:
        RecordingUnreadable: a manifest is damaged.
    """
    found = _latest(sorted(_folders_of(store, test), key=_time_of))
    return len(found.changes) if found else 0


def pending_below(path: Path) -> list[Pending]:
    """All that waits in a folder and below, and beside it if it is a store.

    Raises:
        RecordingUnreadable: a manifest is damaged.
    """
    found: dict[str, Pending] = {}
    for beside in _all_below(path):
        for folder in sorted(beside.iterdir(), key=_time_of):
            if (pending := read_pending(folder)) and pending.changes:
                found[f"{beside}\n{pending.test}"] = pending
    return list(found.values())


def read_pending(folder: Path) -> Pending | None:
    """What waits in this folder; None where nothing does.

    Raises:
        RecordingUnreadable: its manifest is damaged.
    """
    path = folder / MANIFEST
    try:
        kept = json.loads(path.read_bytes())
        if kept["pending"] != EDITION:
            raise ValueError(f"expected edition {EDITION}, found {kept['pending']!r}")
        changes = tuple(
            Change(_within(each["name"]), Kind(each["kind"]), each["was"], each["made"]) for each in kept["changes"]
        )
        store = folder.parent.parent / kept["store"]
        pending = Pending(folder, kept["test"], store, changes)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingUnreadable(
            f"{path}: not a manifest of pending recordings: {error}"
            f"\n\n  Record the test again, after: rm -r {quote(str(folder))}"
        ) from None
    # Its file has taken its place, and the process ended before the manifest said so.
    left = (change for change in changes if change.kind is Kind.REMOVE or pending.new(change).is_file())
    return Pending(folder, pending.test, store, tuple(left))


def settle(pending: Pending, name: str) -> None:
    """The change of this recording was accepted or rejected: it waits no longer."""
    now = read_pending(pending.folder)
    left = tuple(change for change in now.changes if change.name != name) if now else ()
    if left:
        _write(Pending(pending.folder, pending.test, pending.store, left))
        (pending.folder / NEW / name).unlink(missing_ok=True)
    else:
        _remove(pending.folder)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file's content; None where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _write(pending: Pending) -> None:
    manifest = {
        "pending": EDITION,
        "test": pending.test,
        "store": os.path.relpath(pending.store, pending.folder.parent.parent),
        "changes": [{**asdict(change), "kind": change.kind.value} for change in pending.changes],
    }
    replace_file(pending.folder / MANIFEST, json.dumps(manifest, indent=2).encode() + b"\n")


def _remove(folder: Path) -> None:
    # Without its manifest it does not count, wherever this ends.
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    beside = folder.parent
    if not any(path.is_dir() for path in beside.iterdir()):
        (beside / ".gitignore").unlink(missing_ok=True)
        with suppress(OSError):  # another process has begun to fill it
            beside.rmdir()


def _latest(folders: list[Path]) -> Pending | None:
    """What counts of a test's folders, of which the last is the latest."""
    found = [pending for folder in folders if (pending := read_pending(folder))]
    return found[-1] if found else None


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
        _remove(folder)
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def _copy(path: Path, copy: Path) -> None:
    """Not moved: where it lay it counts until the new manifest does. There is none of a recording that is to go."""
    if path.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _beside(store: Path) -> Path:
    return store.parent / f"{PREFIX}{store.name}"


def _folders_of(store: Path, test: str) -> Iterator[Path]:
    return _beside(store).glob(f"{_digits(test)}*")


def _digits(test: str) -> str:
    return hashlib.sha256(test.encode("utf-8", "surrogatepass")).hexdigest()[:12] + "-"


def _all_below(path: Path) -> Iterator[Path]:
    if (own := _beside(path.absolute())).is_dir():
        yield own
    for folder, folders, _ in os.walk(path):
        yield from (Path(folder, each) for each in sorted(folders) if each.startswith(PREFIX))
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in FOREIGN)


def _time_of(folder: Path) -> int:
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _within(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name!r} does not lie in the store")
    return name
