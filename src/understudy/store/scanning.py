"""A recording is looked through before it is written. What still holds a secret is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from understudy.errors import SecretLeft
from understudy.match import texts_at
from understudy.redact import Guard

MOST_NAMED = 5
SHORTEST_NAMED = 16
"""Characters. No credential has a shape and fewer."""

GUARD = Guard()
"""Knows what credentials look like."""


class Left(NamedTuple):
    """Something that must not be written."""

    path: str
    """`response.body[3].__data__.choices[0].delta.content`."""

    what: str
    """`an OpenAI key`. Never the value."""


def check(document: Mapping[str, Any], media: Mapping[str, bytes], text: bytes, guard: Guard | None) -> None:
    """A recording may be written.

    Args:
        text: the document's own.
        guard: what to look for; None is what credentials look like.

    Raises:
        SecretLeft: it holds something that must not be. Says where, and never what.
    """
    guard = guard or GUARD
    if not is_clean(document, media, text.decode("utf-8", "replace"), guard) and (
        left := list(left_in(document, media, guard))
    ):
        raise SecretLeft(_text(left))


def left_in(document: Mapping[str, Any], media: Mapping[str, bytes], guard: Guard = GUARD) -> Iterator[Left]:
    """All that a recording holds that must not be written, where it may not stand."""
    found: dict[str, str] = {}
    for path, text in texts_in(document):
        if not guard.is_allowed_at(_plain(path)) and (first := next(guard.left_in(text), None)):
            found[path] = first.name
    is_told = any(path.startswith("response.body") for path in found)
    for path, text in () if is_told else joined_in(document):
        if not guard.is_allowed_at(_plain(path)) and (first := next(guard.left_in(text), None)):
            found[path] = f"{first.name}, cut over several frames"
    for name, content in media.items():
        if first := next(guard.left_in(content.decode("latin-1")), None):
            found[f"media/{name}"] = first.name
    yield from (Left(path, what) for path, what in found.items())


def is_clean(document: Mapping[str, Any], media: Mapping[str, bytes], text: str, guard: Guard) -> bool:
    """A quick look, which most recordings pass: at the text, at what is cut over frames, and at what lies beside it."""
    others = chain((content.decode("latin-1") for content in media.values()), (said for _, said in joined_in(document)))
    return all(next(guard.left_in(each), None) is None for each in chain((text,), others))


def joined_in(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the frames of a stream say at each place, as one text."""
    body = document["response"].get("body")
    if not isinstance(body, list) or len(body) < 2:
        return
    places: dict[object, list[str]] = defaultdict(list)
    first: dict[object, str] = {}
    for number, frame in enumerate(body):
        for path, of, text in texts_at(frame):
            places[path, of].append(text)
            first.setdefault((path, of), f"response.body[{number}]{_spelt(path)}")
    for place, texts in places.items():
        # What is the same in each frame is no text that goes on.
        if len(texts) > 1 and len(set(texts)) > 1:
            yield first[place], "".join(texts)


def texts_in(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a recording, and where it stands."""
    yield from _texts(document, "")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield path, value
        case Mapping():
            for number, (name, entry) in enumerate(value.items(), start=1):
                # A name may be what must not be named.
                if len(name) < SHORTEST_NAMED or next(GUARD.left_in(name), None) is None:
                    yield from _texts(entry, f"{path}.{name}" if path else name)
                    if path:
                        yield f"{path} (name {number})", name
                else:
                    yield f"{path} (name {number})", name
                    yield from _texts(entry, f"{path}.(name {number})")
        case list():
            for number, entry in enumerate(value):
                yield from _texts(entry, f"{path}[{number}]")


def _spelt(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)


def _plain(path: str) -> str:
    """The path as settings spell it, `response.body.*.__data__.choices.*.delta.content`."""
    head, _, _ = path.partition(" (name ")
    return ".".join("*" if each.endswith("]") else each for each in head.replace("[", ".[").split("."))


def _text(left: list[Left]) -> str:
    first, *more = left
    lines = [f"{each.path}: {each.what}" for each in more[: MOST_NAMED - 1]]
    lines += [f"and {len(left) - MOST_NAMED} more"] if len(left) > MOST_NAMED else []
    also = "".join(f"\n  also {line}" for line in lines)
    return (
        f"not recorded: {first.path} would hold {first.what}{also}\n"
        f"\n  Nothing was written. In pyproject.toml, [tool.understudy], have it replaced:"
        f'\n    redact = [{{pattern = "…", name = "…"}}]'
        f"\n  or, if it is no secret, let it be written:"
        f'\n    allow-secrets = ["{_plain(first.path)}"]'
    )
