"""Whether a store holds what should never have been written: credentials, and personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.operations.files import Files, files_of
from understudy.operations.redaction import secrets_for
from understudy.operations.rewriting import media_below
from understudy.redact import PERSONAL, Guard
from understudy.store.document import parsed
from understudy.store.scanning import is_clean, joined_in, left_in, texts_in
from understudy.store.untrusted import LARGEST_MEDIUM, LARGEST_RECORDING, bytes_of

UNREAD = "nothing that can be read"
NAMES = {"email": "a mail address", "phone": "a phone number", "card": "the number of a payment card"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be there. What it says is never a part of it."""

    file: str
    path: str
    """`response.body[3].__data__.choices[0].delta.content`; empty where the file is no document."""

    what: str
    """`an OpenAI key`."""

    is_personal: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether the file could not be looked at."""
        return self.what.startswith(UNREAD)


@dataclass(frozen=True, slots=True)
class Audited:
    """What was looked through, and what was found."""

    files: int
    findings: tuple[Finding, ...]


def audit(
    paths: Iterable[str | Path],
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    is_personal: bool = False,
) -> Audited:
    """Look through every recording of these stores, and all media.

    Args:
        is_personal: whether personal data is told of, too.

    Raises:
        StoreUnusable: there is nothing at one of the paths.
        WrongUse: a rule of the project is none.
    """
    stores = [(files_of(path), Path(path), secrets_for(path).guard) for path in paths]
    found = [(files, name, guard) for files, _, guard in stores for name in files.names]
    media = [(path, guard) for _, place, guard in stores if place.is_dir() for path in media_below(place)]
    findings: list[Finding] = []
    of = len(found) + len(media)
    for done, (files, name, guard) in enumerate(found, start=1):
        findings += _in_file(files, name, guard, is_personal)
        progress(done, of)
    for done, (path, guard) in enumerate(media, start=len(found) + 1):
        findings += _in_medium(path, guard)
        progress(done, of)
    return Audited(of, tuple(findings))


def _in_file(files: Files, name: str, guard: Guard, is_personal: bool) -> Iterator[Finding]:
    file = str(files.folder / name)
    if first := next(guard.left_in(name), None):
        yield Finding(file, "(its name)", first.name)
    try:
        text = files.text(name)
        document = None if text is None else parsed(text, name)
    except RecordingUnreadable:
        text, document = None, None
    if document is None:
        # A note, or a damaged recording: it is committed all the same.
        try:
            said = bytes_of(file, LARGEST_RECORDING, files.folder).decode("utf-8", "replace")
        except OSError as error:
            yield Finding(file, "", _unread(error))
            return
        if first := next(guard.left_in(said), None):
            yield Finding(file, "", first.name)
        yield from _personal(file, [("", said)] if is_personal else [])
        return
    if not is_clean(document, {}, text or "", guard):
        yield from (Finding(file, each.path, each.what) for each in left_in(document, {}, guard))
    if is_personal:
        whole = list(_personal(file, texts_in(document)))
        told = {each.what for each in whole if each.path.startswith("response.body")}
        cut = [each for each in _personal(file, joined_in(document)) if each.what not in told]
        yield from (*whole, *cut)


def _personal(file: str, texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for path, text in texts:
        for kind, find in PERSONAL.items():
            if (path, kind) not in told and next(iter(find(text)), None):
                told.add((path, kind))
                yield Finding(file, path, NAMES[kind], is_personal=True)


def _in_medium(path: Path, guard: Guard) -> Iterator[Finding]:
    try:
        content = bytes_of(path, LARGEST_MEDIUM)
    except OSError as error:
        yield Finding(str(path), "", _unread(error))
        return
    if first := next(guard.left_in(content.decode("latin-1")), None):
        yield Finding(str(path), "", first.name)


def _unread(error: OSError) -> str:
    return f"{UNREAD}: {(error.strerror or str(error)).partition(chr(10))[0]}"
