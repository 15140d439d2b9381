"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from understudy.errors import StoreUnusable


def write_new(folder: Path, names: list[str], content: bytes) -> str:
    """Write a file under the first of these names that is free, and return it.

    Raises:
        StoreUnusable: the folder cannot be written; nothing has changed then.
    """
    temporary = _temporary(folder, content)
    try:
        for name in names:
            with suppress(FileExistsError):
                os.link(temporary, folder / name)
                _sync_folder(folder)
                return name
    except OSError as error:
        raise _unusable(folder, error) from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)
    raise StoreUnusable(f"{folder}: no free name among {names[0]} and {len(names) - 1} more")


def replace_file(path: Path, content: bytes) -> None:
    """Put this content in the file's place at once.

    Raises:
        StoreUnusable: it cannot be written; the old content is still there then.
    """
    temporary = _temporary(path.parent, content)
    try:
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise _unusable(path, error) from error


def _temporary(folder: Path, content: bytes) -> str:
    path = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder, prefix=".writing-")
        with os.fdopen(handle, "wb") as file:
            # mkstemp gives 0600; a recording is read by everybody who reads the source tree.
            os.chmod(path, 0o644)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return path
    except OSError as error:
        if path:
            with suppress(OSError):
                os.unlink(path)
        raise _unusable(folder, error) from error


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder, and does not need to.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unusable(path: Path, error: OSError) -> StoreUnusable:
    return StoreUnusable(
        f"{path}: cannot be written: {error.strerror}"
        f"\n\n  The recording was not kept. Check the folder's permissions and free space, then run again."
    )
