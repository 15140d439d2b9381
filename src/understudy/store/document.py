"""A recording's document: JSON with the right outline, or an error that names file, line and way out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

from understudy.errors import RecordingUnreadable

NEWEST = 2
OUTLINE = 'an object with "request" and "response"'
DEEPEST = 200
"""Levels of a document: twice what a body that is kept as JSON may have, and few enough for any caller's stack."""

KEYS = ('"request"', '"response"', '"understudy"', '"test_id"', '"id_normalization_mapping"')


def parsed(text: str, name: str) -> dict[str, Any]:
    """The document in a file's text.

    Raises:
        RecordingUnreadable: not JSON, or not a recording's outline.
    """
    tops: list[list[tuple[str, Any]]] = []

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        tops[:] = [pairs]  # the outermost object is the last one to be whole
        return dict(pairs)

    try:
        # A hook takes time: only where a key may be there twice.
        may_repeat = any(text.count(key) > 1 for key in KEYS)
        document = json.loads(text, object_pairs_hook=object_of if may_repeat else None)
        _check_depth(document, text)
    except json.JSONDecodeError as error:
        # A position at the end says that the text stops where more was due.
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            raise _cut_short(text, name) from None
        raise RecordingUnreadable(
            f"{name}: not a recording: line {error.lineno}, column {error.colno}: {error.msg}"
            f"\n\n  Mend the line in an editor, or take the file back from version control."
        ) from None
    except (RecursionError, ValueError):
        raise RecordingUnreadable(
            f"{name}: not a recording: it is nested too deeply to be read, or holds a number of thousands of digits"
            f"\n\n  A store holds recordings alone: move the file elsewhere."
        ) from None
    except MemoryError:
        raise RecordingUnreadable(
            f"{name}: not a recording: it takes more memory than there is"
            f"\n\n  A store holds recordings alone: move the file elsewhere."
        ) from None
    keys = [key for key, _ in tops[0]] if tops and isinstance(document, dict) else []
    if len(keys) != len(set(keys)):
        # Whoever reviews it may have read the one, and a request would be answered by the other.
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RecordingUnreadable(
            f"{name}: not a recording: it has the key {twice!r} twice"
            f"\n\n  Mend it in an editor, or take the file back from version control."
        )
    return outlined(document, name)


def _check_depth(document: Any, text: str) -> None:
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    level = [document]
    for _ in range(DEEPEST):
        inside = chain.from_iterable(each.values() if type(each) is dict else each for each in level)
        level = [each for each in inside if type(each) is dict or type(each) is list]
        if not level:
            return
    raise RecursionError


def outlined(document: Any, name: str) -> dict[str, Any]:
    """The document, if it has a recording's outline."""
    if not isinstance(document, dict):
        raise _not_one(name, f"found {type(document).__name__}")
    for key in ("request", "response"):
        if not isinstance(document.get(key), dict):
            raise _not_one(name, f'found {"no" if key not in document else "another kind of"} "{key}" in it')
    scope = document.get("test_id")
    if scope is not None and not isinstance(scope, str):
        raise _not_one(name, f"found test_id {scope!r}")
    return document


def format_of(document: Mapping[str, Any], name: str) -> int:
    """The format's number: 1 where the file does not say.

    Raises:
        RecordingUnreadable: the format is newer than this version.
    """
    own = document.get("understudy")
    if own is None:
        return 1
    number = own.get("format") if isinstance(own, Mapping) else own
    if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= NEWEST:
        return number
    raise RecordingUnreadable(
        f"{name}: not a recording for this version: expected format {NEWEST} or older, found {number!r}"
        f"\n\n  Written by a newer version. Upgrade with: pip install -U understudy"
    )


WRONG_KIND = (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError)
"""What Python raises where a document holds a list instead of an object, a text instead of a number, and so on."""


def wrong_kind(name: str, error: Exception) -> RecordingUnreadable:
    """The error for a document with the right outline that holds something impossible within."""
    return RecordingUnreadable(
        f"{name}: not a recording: something in it is of another kind than it has to be ({error})"
        f"\n\n  Mend it in an editor, or record it again."
    )


def _cut_short(text: str, name: str) -> RecordingUnreadable:
    return RecordingUnreadable(
        f"{name}: cut short: the file ends in the middle of line {text.count(chr(10)) + 1}"
        f"\n\n  Take it back from version control, or delete it and record again."
    )


def _not_one(name: str, found: str) -> RecordingUnreadable:
    return RecordingUnreadable(
        f"{name}: not a recording: expected {OUTLINE}, {found}"
        f"\n\n  A store holds recordings alone: move the file elsewhere."
    )
