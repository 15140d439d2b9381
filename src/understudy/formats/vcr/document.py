"""A cassette's text becomes its interactions: the form of the JSON serializer, or that of the YAML one.

PyYAML is imported when the first YAML arrives and not before. Its loader is the safe one, in C where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import chain
from typing import Any

from understudy.errors import WrongUse
from understudy.formats.vcr.trouble import Trouble, short

VERSION = 1
"""The only one there is; cassettes from before vcrpy 1.0 have none and are lists."""


OTHERS = ("ws_interactions", "grpc_interactions")
"""What a cassette may hold besides HTTP (Cassetter, seen 2026-11)."""


LARGEST = 2**26
"""Characters that aliases may add to what a cassette holds: an equal body is written once for all who have it."""

DEEPEST = 200
LONGEST_NUMBER = 400
"""Characters: a float has at most 330, written out."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a cassette holds."""

    interactions: list[Any]
    others: dict[str, int]
    """Under which key, and how many, are not HTTP."""


def held_by(text: str) -> Held:
    """What a cassette holds, in order.

    Raises:
        Trouble: it is not a cassette, or not one of version 1.
        WrongUse: it is YAML, and PyYAML is not installed.
    """
    if not text.strip():
        return Held([], {})  # vcrpy takes an empty file for one that is not there
    content = _json(text) if text.lstrip().startswith(("{", "[")) else _yaml(text)
    if isinstance(content, list) and content and isinstance(content[0], Mapping) and "request" in content[0]:
        raise Trouble(
            "a cassette from before vcrpy 1.0\n\n  Bring it to today's form first: python -m vcr.migration CASSETTE"
        )
    if isinstance(content, Mapping) and "http_interactions" in content:
        raise Trouble("a cassette of Ruby's VCR: expected one of vcrpy, with `interactions`")
    if isinstance(content, Mapping) and any(content.get(key) for key in OTHERS):
        content = {"interactions": [], **content}
    if not isinstance(content, Mapping) or not isinstance(content.get("interactions"), list):
        raise Trouble("not a cassette: it has no list `interactions`")
    if content.get("version", VERSION) != VERSION:
        raise Trouble(f"version: expected {VERSION}, found {short(content['version'])}")
    others = {key: len(content[key]) for key in OTHERS if isinstance(content.get(key), list) and content[key]}
    return Held(content["interactions"], others)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Trouble(f"not JSON: {error.msg}, line {error.lineno}") from None
    except (ValueError, RecursionError) as error:
        raise Trouble(f"not readable as JSON: {error}") from None


def _yaml(text: str) -> Any:
    yaml, loader = _loader()
    try:
        _check_depth(yaml.parse(text, Loader=loader))
        content = yaml.load(text, Loader=loader)
        _check_size(content, len(text))
        return content
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
        raise Trouble(f"not readable as YAML: {what}{where}") from None
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError) as error:
        # Of a scalar that is not what its tag says: a date with a month 13, base64 that is none.
        raise Trouble(f"not readable as YAML: {error}") from None


@lru_cache(maxsize=1)
def _loader() -> tuple[Any, Any]:
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise WrongUse(
            "YAML cassettes cannot be read: PyYAML is not installed\n\n  Install it: pip install 'understudy[import]'"
        ) from None
    # vcrpy writes no merge keys; each may multiply what the one before it holds, before anything could be counted.
    own = {"flatten_mapping": lambda self, node: None}
    loader: Any = type("CassetteLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), own)
    for tag in ("int", "float"):
        loader.add_constructor(f"tag:yaml.org,2002:{tag}", _number(getattr(loader, f"construct_yaml_{tag}")))
    for tag, construct in _PLAIN.items():
        loader.add_constructor(f"tag:yaml.org,2002:python/{tag}", construct)
    return yaml, loader


def _number(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def number(loader: Any, node: Any) -> Any:
        # `1:1:1:…` is a number to base 60, whose reading takes the square of its length.
        if len(loader.construct_scalar(node)) > LONGEST_NUMBER:
            raise ValueError(f"a number of more than {LONGEST_NUMBER} characters")
        return construct(loader, node)

    return number


def _check_depth(events: Iterable[Any]) -> None:
    """Refuse what is nested too deeply, before libyaml's composer ends the process with it."""
    depth = 0
    for event in events:
        # `SequenceStartEvent`, `MappingEndEvent`, …; documents and streams are not nested.
        kind = type(event).__name__
        if kind.startswith(("Sequence", "Mapping")):
            depth += 1 if kind.endswith("StartEvent") else -1
            if depth > DEEPEST:
                raise ValueError(f"nested deeper than {DEEPEST} levels")


def _check_size(content: Any, length: int) -> None:
    """Refuse what stands for far more than is written: aliases of aliases, or one within itself."""
    sizes: dict[int, int] = {}

    def size(value: Any, level: int) -> int:
        if isinstance(value, (str, bytes)):
            return len(value)
        if not isinstance(value, (Mapping, list, tuple)):
            return 1
        if level > DEEPEST:
            raise ValueError(f"nested deeper than {DEEPEST} levels, or within itself")
        if id(value) not in sizes:
            inner = chain(value.keys(), value.values()) if isinstance(value, Mapping) else value
            sizes[id(value)] = 1 + sum(size(each, level + 1) for each in inner)
        return sizes[id(value)]

    if size(content, 0) > length + LARGEST:
        raise ValueError("its aliases stand for more than a cassette can hold")


def _text(loader: Any, node: Any) -> Any:
    return loader.construct_scalar(node)


def _tuple(loader: Any, node: Any) -> tuple[Any, ...]:
    return tuple(loader.construct_sequence(node, deep=True))


def _file(loader: Any, node: Any) -> bytes:
    """A body that was an open file."""
    state = loader.construct_mapping(node, deep=True).get("state") or (b"",)
    return _joined(state[:1])


def _iterator(loader: Any, node: Any) -> bytes:
    """A body that was sent in pieces."""
    arguments: Any = loader.construct_mapping(node, deep=True).get("args") or ([],)
    return _joined(arguments[0])


def _joined(pieces: Any) -> bytes:
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


_PLAIN = {
    "str": _text,
    "unicode": _text,
    "tuple": _tuple,
    "object/new:_io.BytesIO": _file,
    "object/apply:builtins.iter": _iterator,
}
"""Python's tags that vcrpy has written. They are read as plain values: no class is looked up and nothing is called."""
