"""Media at rest: files in a folder `media`, beside the recordings that refer to them or in a folder above.

A file's name says what its content must be, so it does not matter in which of those folders it is found. Two runs
that write the same medium write the same bytes; a file that is there is never written over unless it was altered.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from shlex import quote

from understudy.errors import MediumUnreadable, StoreUnusable
from understudy.store.media import Content
from understudy.store.untrusted import LARGEST_MEDIUM, bytes_of
from understudy.store.whole_file import delete_half_written, is_there, replace_file, unusable

FOLDER = "media"
PER_TEST = "recordings"
"""A store `recordings/<module>/<test>/` is one test's, and shares its media with those of all others."""

ATTRIBUTES = ".gitattributes"
AS_IT_IS = b"* -text\n"
"""To git: these are bytes, in which no line ends are to be changed on Windows."""

POINTER = b"version https://git-lfs.github.com/"


def media_folder(store: Path) -> Path:
    """Where the media of a folder of recordings are written."""
    shared = store.absolute().parent.parent
    return (store.parent.parent if shared.name == PER_TEST else store) / FOLDER


class MediaFiles:
    """The media that recordings of one folder refer to."""

    def __init__(self, folder: Path, place: Path | None = None) -> None:
        """The folder of the recordings, and where media are written if not where such a folder has them."""
        self._folder, self._place, self._named = folder, place, place
        self._is_tidy = False

    @property
    def place(self) -> Path:
        """Where media are written."""
        # Looked for when it is needed: most tests have none.
        if self._place is None:
            self._place = media_folder(self._folder)
        return self._place

    def beside(self, recording: str) -> Content:
        """What gives the media of one recording, by their names.

        Args:
            recording: its path within the folder.
        """
        return partial(self._content, (self._folder / recording).parent)

    def _content(self, folder: Path, name: str) -> bytes:
        altered = None
        for path in self._candidates(folder, name):
            try:
                found = self._bytes(path)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise MediumUnreadable(f"its media file {path} cannot be read: {error.strerror}") from None
            if is_named(name, found):
                return found
            altered = altered or (path, found)
        if altered is None:
            raise MediumUnreadable(_missing(self.place / name))
        raise MediumUnreadable(_altered(*altered))

    def keep(self, media: Mapping[str, bytes]) -> None:
        """Write those that are not there yet; afterwards each is, under its name, whole.

        Raises:
            StoreUnusable: one cannot be written.
        """
        for name, content in media.items():
            try:
                if not self._is_there(name, content):
                    self._write(name, content)
            except OSError as error:
                raise unusable(self.place / name, error) from error

    def _bytes(self, path: Path) -> bytes:
        # A folder that somebody named may be a link of theirs; one that was found may be anybody's.
        if path.parent != self._named and path.parent.is_symlink():
            raise OSError(errno.ELOOP, f"the folder {path.parent} is a link\n\n  Put the folder itself in its place.")
        return bytes_of(path, LARGEST_MEDIUM)

    def _candidates(self, folder: Path, name: str) -> Iterator[Path]:
        yield self.place / name
        for above in (folder, *folder.absolute().parents):
            yield above / FOLDER / name

    def _is_there(self, name: str, content: bytes) -> bool:
        for path in self._candidates(self._folder, name):
            try:
                if self._bytes(path) != content:
                    continue
            except OSError:
                continue
            with suppress(OSError):  # it is another user's
                # To whoever collects what nothing refers to, it is as young as the recording that is about to.
                os.utime(path)
            return True
        return False

    def _write(self, name: str, content: bytes) -> None:
        if self.place != self._named and self.place.is_symlink():
            raise StoreUnusable(
                f"{self.place}: a link, through which no medium is written\n\n  Put the folder itself in its place."
            )
        if not is_there(self.place / ATTRIBUTES):
            with suppress(StoreUnusable):  # nothing can be written at all
                replace_file(self.place / ATTRIBUTES, AS_IT_IS)
        # Whoever else writes this name writes the same bytes.
        replace_file(self.place / name, content)
        if not self._is_tidy:
            self._is_tidy = True
            delete_half_written(self.place / name)


def is_named(name: str, content: bytes) -> bool:
    """Whether this is the content that the name of a medium promises."""
    return hashlib.sha256(content).hexdigest() == name.partition(".")[0]


def _missing(path: Path) -> str:
    return (
        f"its media file {path} is missing"
        f"\n\n  Take it back from version control: git checkout -- {quote(str(path))}\n  Or record it again."
    )


def _altered(path: Path, found: bytes) -> str:
    if found.startswith(POINTER):
        return f"its media file {path} is a pointer of Git LFS, no medium\n\n  Fetch what it stands for: git lfs pull"
    return (
        f"its media file {path} was altered: it has {len(found)} bytes with another SHA-256 than its name says"
        f"\n\n  Take it back from version control: git checkout -- {quote(str(path))}\n  Or record it again."
    )
