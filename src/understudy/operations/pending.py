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
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from shlex import quote

from understudy.errors import RecordingUnreadable
from understudy.store.index import SUFFIXES
from understudy.store.untrusted import DEEPEST_FOLDER, LARGEST_MANIFEST, LARGEST_RECORDING, bytes_of
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


def count_waiting(store: Path, test: str) -> int:
    """How many changes wait of a test.

    Raises:
        RecordingUnreadable: a manifest is damaged.
    """
    found = latest(folders_of(store, test))
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
        kept = json.loads(bytes_of(path, LARGEST_MANIFEST))
        if kept["pending"] != EDITION:
            raise ValueError(f"expected edition {EDITION}, found {kept['pending']!r}")
        changes = tuple(
            Change(kind=Kind(each["kind"]), name=_within(each["name"]), was=each["was"], made=each["made"])
            for each in kept["changes"]
        )
        if not isinstance(kept["test"], str) or kept["store"] != folder.parent.name.removeprefix(PREFIX):
            raise ValueError(f"it is for another store than the one beside it: {kept['store']!r}")
        store = folder.parent.parent / kept["store"]
        pending = Pending(folder, kept["test"], store, changes)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise RecordingUnreadable(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
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
        write_pending(Pending(pending.folder, pending.test, pending.store, left))
        (pending.folder / NEW / name).unlink(missing_ok=True)
    else:
        forget(pending.folder)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file's content; None where there is none."""
    try:
        return hashlib.sha256(bytes_of(path, LARGEST_RECORDING)).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordingUnreadable(f"{path}: cannot be read: {error.strerror}") from None


def write_pending(pending: Pending) -> None:
    """Write the manifest, with which it counts."""
    manifest = {
        "pending": EDITION,
        "test": pending.test,
        "store": os.path.relpath(pending.store, pending.folder.parent.parent),
        "changes": [{**asdict(change), "kind": change.kind.value} for change in pending.changes],
    }
    replace_file(pending.folder / MANIFEST, json.dumps(manifest, indent=2).encode() + b"\n")


def forget(folder: Path) -> None:
    """What waits in this folder waits no longer."""
    # Without its manifest it does not count, wherever this ends.
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    beside = folder.parent
    if not any(path.is_dir() for path in beside.iterdir()):
        (beside / ".gitignore").unlink(missing_ok=True)
        with suppress(OSError):  # another process has begun to fill it
            beside.rmdir()


def latest(folders: list[Path]) -> Pending | None:
    """What counts of a test's folders, of which the last is the latest."""
    found = [pending for folder in folders if (pending := read_pending(folder))]
    return found[-1] if found else None


def folder_beside(store: Path) -> Path:
    """Where what is to change in a store waits."""
    return store.parent / f"{PREFIX}{store.name}"


def folders_of(store: Path, test: str) -> list[Path]:
    """Those in which changes of a test wait, the latest last."""
    return sorted(folder_beside(store).glob(f"{digits_of(test)}*"), key=_time_of)


def digits_of(test: str) -> str:
    """How the folders of a test begin."""
    return hashlib.sha256(test.encode("utf-8", "surrogatepass")).hexdigest()[:12] + "-"


def _all_below(path: Path) -> Iterator[Path]:
    if (own := folder_beside(path.absolute())).is_dir():
        yield own
    above = len(path.parts) + DEEPEST_FOLDER
    for folder, folders, _ in os.walk(path):
        if len(Path(folder).parts) > above:
            folders.clear()
        yield from (Path(folder, each) for each in sorted(folders) if each.startswith(PREFIX))
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in FOREIGN)


def _time_of(folder: Path) -> int:
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _within(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not name.endswith(SUFFIXES):
        raise ValueError(f"{name!r} does not lie in the store")
    if any(part.startswith(".") for part in path.parts):
        raise ValueError(f"{name!r} is hidden, and no recording")
    return name
