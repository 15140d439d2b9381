"""Changing a recording by hand: another text for its answer, or none of it any more.

The text takes the places that the old one had: in a stream what stays equal at the beginning and the end stays in its
frames. Nothing else of the file changes; one that is laid out in a way of its own is left to an editor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from shlex import quote
from typing import Any

from understudy.apis import changed, profile_named, values
from understudy.errors import WrongUse
from understudy.operations.files import Files
from understudy.operations.redaction import check_typed
from understudy.store import read
from understudy.store.document import parsed
from understudy.store.lock import locked
from understudy.store.media_files import MediaFiles
from understudy.store.whole_file import replace_file, unusable

LAYOUTS: tuple[Callable[[Any], str], ...] = (
    lambda document: json.dumps(document, indent=2, ensure_ascii=False) + "\n",
    lambda document: json.dumps(document, indent=2) + "\n",
    lambda document: json.dumps(document, indent=2, ensure_ascii=False),
    lambda document: json.dumps(document, indent=2),
    lambda document: json.dumps(document, ensure_ascii=False),
    lambda document: json.dumps(document),
)
"""Those of ours and of the system that the first recordings come from."""


def state_of(files: Files, name: str) -> str:
    """What is another once a file has changed; what is done to a recording is done to this state of it.

    Raises:
        RecordingUnreadable: it cannot be read.
    """
    return hashlib.sha256((files.text(name) or "").encode("utf-8", "surrogatepass")).hexdigest()


def write_text(files: Files, name: str, state: str, text: str) -> None:
    """Give the answer of a recording another text.

    Raises:
        WrongUse: it has changed since, holds no text, or is laid out in a way of its own, or the new text holds a
            secret; it stays as it is.
        RecordingUnreadable: it is damaged.
        StoreUnusable: it cannot be written; it stays as it is.
    """
    with locked(files.folder):
        _check(files, name, state)
        check_typed(files.folder, name, "the answer", "response.body", text, before=files.text(name) or "")
        content = edited(files, name, text)
        replace_file(files.folder / name, content.encode("utf-8", "surrogatepass"))


def delete(files: Files, name: str, state: str) -> None:
    """Delete a recording. Its media stay until `understudy gc` finds that nothing refers to them.

    Raises:
        WrongUse: it has changed since; it stays.
        StoreUnusable: it cannot be deleted.
    """
    with locked(files.folder):
        _check(files, name, state)
        try:
            (files.folder / name).unlink()
        except OSError as error:
            raise unusable(files.folder / name, error) from error


def edited(files: Files, name: str, text: str) -> str:
    """The file's text with another text of its answer.

    Raises:
        WrongUse, RecordingUnreadable: as `write_text`.
    """
    before = files.text(name) or ""
    content = MediaFiles(files.folder).beside(name)
    recording, document = read(before, name, content=content), parsed(before, name)
    if (layout := layout_of(before, document)) is None:
        raise left_to_an_editor(files, name, "is laid out in a way of its own, which would be lost")
    paths = profile_named(recording.api).text if recording.api != "call" else ()
    body = document["response"].get("body")
    entries = body if isinstance(body, list) else [body]
    old = [piece for entry in entries for path in paths for piece in _texts(entry, path)]
    if not recording.text or "".join(old) != recording.text:
        raise left_to_an_editor(files, name, "holds no text that a page can tell from the rest of the answer")
    pieces = iter(spread(old, text))
    for at in range(len(entries)):
        for path in paths:
            entries[at] = changed(entries[at], f"__data__.{path}", lambda value: _next(value, pieces))
    if len(old) > 1:
        # Some APIs say the whole once more at the end.
        entries = [_replaced(entry, recording.text, text) for entry in entries]
    document["response"]["body"] = entries if isinstance(body, list) else entries[0]
    after = layout(document)
    again = read(after, name, content=content)
    if (again.text, again.fingerprints) != (text, recording.fingerprints):
        raise left_to_an_editor(files, name, "would not say that")
    return after


def layout_of(text: str, document: Any) -> Callable[[Any], str] | None:
    """What writes such a document as its file is written; None where that is nothing we know."""
    return next((each for each in LAYOUTS if each(document) == text), None)


def spread(old: list[str], text: str) -> list[str]:
    """The new text in as many pieces: those that stay equal at the beginning and the end stay, what is new between
    them is in the first of the others."""
    new, first, last = text, 0, len(old)
    while first < last and new.startswith(old[first]):
        new = new[len(old[first]) :]
        first += 1
    while last > first and new.endswith(old[last - 1]):
        last -= 1
        new = new[: len(new) - len(old[last])]
    if first == last:
        # Nothing gives way to what was added: it joins the piece before it, or the one after.
        at = max(0, first - 1)
        joined = old[at] + new if first else new + old[at]
        return [*old[:at], joined, *old[at + 1 :]]
    return [*old[:first], new, *[""] * (last - first - 1), *old[last:]]


def _texts(entry: Any, path: str) -> Iterator[str]:
    return (value for value in values(entry, f"__data__.{path}") if isinstance(value, str))


def _next(value: Any, pieces: Iterator[str]) -> Any:
    return next(pieces) if isinstance(value, str) else value


def _replaced(value: Any, old: str, new: str) -> Any:
    match value:
        case str():
            return new if value == old else value
        case list():
            return [_replaced(entry, old, new) for entry in value]
        case dict():
            return {name: _replaced(entry, old, new) for name, entry in value.items()}
    return value


def _check(files: Files, name: str, state: str) -> None:
    if state_of(files, name) != state:
        raise WrongUse(
            f"{name}: it has changed since this page was loaded\n\n  Load it again, and look at what it is now."
        )


def left_to_an_editor(files: Files, name: str, why: str) -> WrongUse:
    """The error for what cannot be done here."""
    return WrongUse(f"{name}: it {why}\n\n  Edit it in an editor: {quote(str(files.folder / name))}")
