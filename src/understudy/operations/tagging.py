"""Tags given to a recording, and taken away. Nothing else of its file changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from understudy.errors import RecordingUnreadable, WrongUse
from understudy.operations.editing import layout_of, left_to_an_editor
from understudy.operations.files import Files
from understudy.operations.redaction import check_typed
from understudy.store import read
from understudy.store.document import parsed
from understudy.store.lock import locked
from understudy.store.media_files import MediaFiles
from understudy.store.tags import tagged, tags_of
from understudy.store.whole_file import replace_file

LONGEST = 40
"""Characters of a tag."""

SHOWN = 8
"""Characters of what is none: it may be a key."""

MOST = 20
"""Tags of one recording."""

BETWEEN = re.compile(r"[\s,]+")


def words_of(text: str) -> list[str]:
    """The tags that somebody wrote, with spaces or commas between them.

    Raises:
        WrongUse: one is too long, or holds what nobody can see.
    """
    words = [word for word in BETWEEN.split(text) if word]
    for word in words:
        if len(word) > LONGEST or not word.isprintable():
            raise WrongUse(
                f"{word[:SHOWN]!r}… is no tag: it has {len(word)} characters, or some that nobody can see"
                f"\n\n  A tag is a word of at most {LONGEST} characters; spaces and commas stand between tags."
            )
    return words


def tag(files: Files, name: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> tuple[str, ...]:
    """Give a recording tags, and take others away.

    Args:
        add: as `words_of` finds them.

    Returns:
        The tags that it has then, in order.

    Raises:
        WrongUse: a tag holds a secret, there would be too many, or the file is laid out in a way of its own;
            it stays as it is.
        RecordingUnreadable: it is damaged.
        StoreUnusable: it cannot be written.
    """
    added = list(add)
    for each in added:
        check_typed(files.folder, name, "a tag", "understudy.tags", each)
    with locked(files.folder):
        before = files.text(name) or ""
        document = parsed(before, name)
        read(before, name, content=MediaFiles(files.folder).beside(name))
        had = tags_of(document)
        tags = ({*had} - {*remove}) | {*added}
        if len(tags) > max(MOST, len(had)):
            raise WrongUse(f"{name}: it would have {len(tags)} tags, and may have {MOST}\n\n  Take one away first.")
        if tags != {*had}:
            content = _written(files, name, before, document, tags)
            replace_file(files.folder / name, content.encode("utf-8", "surrogatepass"))
    return tuple(sorted(tags))


def with_tags_of(content: bytes, old: bytes | None) -> bytes:
    """A file with the tags of the one whose place it takes; as it is where one of them is no recording, or has a layout
    of its own."""
    if old is None:
        return content
    try:
        text = content.decode("utf-8")
        document, tags = parsed(text, ""), tags_of(parsed(old.decode("utf-8"), ""))
        layout = None if tags_of(document) == tags else layout_of(text, document)
    except (RecordingUnreadable, UnicodeDecodeError):
        return content
    return layout(tagged(document, tags)).encode("utf-8", "surrogatepass") if layout else content


def _written(files: Files, name: str, before: str, document: dict[str, Any], tags: set[str]) -> str:
    layout = layout_of(before, document)
    if layout is None:
        raise left_to_an_editor(files, name, "is laid out in a way of its own, which would be lost")
    return layout(tagged(document, tags))
