"""A cassette's text becomes its interactions: the form of the JSON serializer, or that of the YAML one.

PyYAML is imported when the first YAML arrives and not before. Its loader is the safe one, in C where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from understudy.errors import WrongUse
from understudy.formats.vcr.trouble import Trouble, short

VERSION = 1
"""The only one there is; cassettes from before vcrpy 1.0 have none and are lists."""


OTHERS = ("ws_interactions", "grpc_interactions")
"""What a cassette may hold besides HTTP (Cassetter, seen 2026-11)."""


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
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
        raise Trouble(f"not readable as YAML: {what}{where}") from None
    except (ValueError, TypeError, RecursionError) as error:
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
    loader: Any = type("CassetteLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    for tag, construct in _PLAIN.items():
        loader.add_constructor(f"tag:yaml.org,2002:python/{tag}", construct)
    return yaml, loader


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
