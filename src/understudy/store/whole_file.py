"""Files that are written whole or not at all.

A file is written under a temporary name, reaches the disk, and gets its name then. Whoever is killed before that leaves
the temporary file behind: it is hidden, so no store reads it, and a later save deletes it.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from understudy.errors import StoreUnusable

HALF_WRITTEN = ".writing-"
"""How the names of temporary files begin."""

OLD_S = 60 * 60
"""No file is being written for so long."""

NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EINVAL}
"""What file systems say that have no hard links: FAT, exFAT, and some that come over a network."""

NO_FOLDER_SYNC = NO_LINKS | {errno.EISDIR, errno.EBADF}
"""What says that folders are not synced here: on Windows one cannot even be opened, and need not be."""

REMEDIES = {
    errno.ENOSPC: "Make room on the disk, then run again: df -h {place}",
    errno.EDQUOT: "Make room within your quota, then run again: quota",
    errno.EROFS: "Its file system is read-only. Name a store elsewhere, or see how it is mounted: findmnt -T {place}",
    errno.EIO: "The disk does not do its work. See what is left of the store: understudy verify {place}",
    errno.EACCES: "Its permissions forbid it. See whose it is: ls -ld {place}",
    errno.EPERM: "Its permissions forbid it. See whose it is: ls -ld {place}",
}
USUAL_REMEDY = "Check the folder's permissions and free space, then run again."


def write_new(folder: Path, names: Iterable[str], content: bytes, *, is_alone: bool = False) -> str:
    """Write a file under the first of these names that is free, and return it.

    Args:
        is_alone: whether nobody else writes into the folder meanwhile. Where there are no hard links, only this keeps
            two of one name apart.

    Raises:
        StoreUnusable: the folder cannot be written; nothing has changed then.
    """
    tried = []
    with unnamed(folder, content) as file:
        for name in names:
            tried.append(name)
            with suppress(FileExistsError):
                file.take(folder / name, is_alone=is_alone)
                sync_folder(folder / name)
                return name
    raise no_free_name(folder, tried)


def no_free_name(folder: Path, tried: Sequence[str]) -> StoreUnusable:
    """What to raise where all of these names are taken."""
    return StoreUnusable(
        f"{folder}: no free name among {tried[0]} and {len(tried) - 1} more"
        f"\n\n  Nothing was written. See what takes them: understudy ls {quote(str(folder))}"
    )


def replace_file(path: Path, content: bytes) -> None:
    """Put this content in the file's place at once.

    Raises:
        StoreUnusable: it cannot be written; the old content is still there then.
    """
    with unnamed(path.parent, content) as file:
        file.replace(path)
        sync_folder(path)


class Unnamed:
    """A file that has reached the disk and has no name yet."""

    def __init__(self, temporary: str) -> None:
        self._temporary = temporary

    def take(self, path: Path, *, is_alone: bool = False) -> None:
        """Get this name, if it is free.

        Args:
            is_alone: as for `write_new`.

        Raises:
            FileExistsError: it is not.
            StoreUnusable: the folder cannot be written; nothing has changed then.
        """
        try:
            _give_name(self._temporary, path, is_alone)
        except FileExistsError:
            raise
        except OSError as error:
            raise unusable(path.parent, error) from error

    def replace(self, path: Path) -> None:
        """Take the place of the file of this name.

        Raises:
            StoreUnusable: the folder cannot be written; the old content is still there then.
        """
        try:
            os.replace(self._temporary, path)
        except OSError as error:
            raise unusable(path, error) from error


@contextmanager
def unnamed(folder: Path, content: bytes) -> Iterator[Unnamed]:
    """A file with this content, which is gone after the block if it got no name in it.

    Raises:
        StoreUnusable: the folder cannot be written; nothing has changed then.
    """
    temporary = _temporary(folder, content)
    try:
        yield Unnamed(temporary)
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def is_there(path: Path) -> bool:
    """Whether something has this name, be it a link that leads nowhere.

    Raises:
        OSError: that cannot be said, which `os.path.lexists` takes for no.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def half_written_in(folder: Path, now_s: float) -> list[Path]:
    """What dead processes have left in a folder; what is not an hour old may be the work of one that lives.

    Args:
        now_s: seconds since 1970, by the clock that dates the folder's files.

    Raises:
        OSError: it cannot be listed.
    """
    with os.scandir(folder) as found:
        halves = [entry for entry in found if entry.name.startswith(HALF_WRITTEN) and entry.is_file()]
        return sorted(Path(each.path) for each in halves if now_s - each.stat().st_mtime > OLD_S)


def delete_half_written(written: Path) -> None:
    """Delete what dead processes have left in the folder of a file that has just been written."""
    with suppress(OSError):
        # Its date is now, also where another machine's clock dates the files.
        for path in half_written_in(written.parent, written.stat().st_mtime):
            with suppress(OSError):
                os.unlink(path)


def _temporary(folder: Path, content: bytes) -> str:
    path = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder, prefix=HALF_WRITTEN)
        try:
            # mkstemp gives 0600; a recording is read by everybody who reads the source tree.
            os.chmod(path, 0o644)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        return path
    except OSError as error:
        if path:
            with suppress(OSError):
                os.unlink(path)
        raise unusable(folder, error) from error


def _give_name(temporary: str, path: Path, is_alone: bool) -> None:
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if not is_alone:
            raise StoreUnusable(
                f"{path.parent}: cannot be written: its file system has no hard links, and the cache folder no locks"
                f"\n\n  Nothing was written. Have the cache on a local disk: export XDG_CACHE_HOME=/tmp/cache"
            ) from error
        if is_there(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(temporary, path)


def sync_folder(written: Path) -> None:
    """What has got its name keeps it, also if the power fails now.

    Raises:
        StoreUnusable: the disk does not confirm it, or the folder has vanished.
    """
    try:
        handle = os.open(written.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except FileNotFoundError as error:  # the file has gone with it
        raise unusable(written.parent, error) from error
    except OSError as error:
        if error.errno not in NO_FOLDER_SYNC:
            raise StoreUnusable(
                f"{written}: is written, and the disk does not confirm it: {error.strerror}"
                f"\n\n  It may not outlast a loss of power. See if it is whole: understudy verify {quote(str(written))}"
            ) from error


def unusable(path: Path, error: OSError) -> StoreUnusable:
    """What to raise where something cannot be written."""
    remedy = REMEDIES.get(error.errno or 0, USUAL_REMEDY).format(place=quote(str(path)))
    return StoreUnusable(f"{path}: cannot be written: {error.strerror}\n\n  Nothing was written. {remedy}")
