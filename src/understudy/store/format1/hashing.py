"""The format's own key of a recording, by the rule of each generation of its recorder.

A rule is what was done to the request before it was hashed. The newest comes first.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from understudy.store.format1 import shape

_DECIMAL = re.compile(r"-?\d+\.\d{4,}")
_UUID = r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"
_FILE_SEARCH = (
    (re.compile(r"score:\s*[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?"), "score: __NORMALIZED__"),
    (re.compile(r",?\s*attributes:\s*\{[^}]*\}"), ""),
    (re.compile(rf"document_id:\s*{_UUID}"), "document_id: __NORMALIZED__"),
    (re.compile(rf"<\|{_UUID}\|>"), "<|__NORMALIZED__|>"),
)
_SHARED = frozenset({"/api/tags", "/v1/models", "/v1/openai/v1/models"})
"""Lists of models belong to no test."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One generation of the recorder's key."""

    file_search: bool = True
    """Scores, attributes, document ids and citations of file search are replaced in strings."""

    decimals: bool = True
    """Floats are rounded to five places, also inside strings."""

    bedrock: bool = True
    """`stream_options` is left out for Bedrock."""

    project: bool = True
    """`project_id` is left out of `extra_body` and `extra_query`."""

    shared: frozenset[str] = _SHARED
    """Paths whose key has no test id."""

    test_id: bool = True
    """The test id is part of the key."""


RULES = (
    Rule(),
    Rule(project=False),
    Rule(file_search=False, project=False),
    Rule(file_search=False, project=False, bedrock=False),
    Rule(file_search=False, project=False, bedrock=False, decimals=False),
    Rule(file_search=False, project=False, bedrock=False, decimals=False, shared=frozenset()),
    Rule(file_search=False, project=False, bedrock=False, decimals=False, test_id=False),
)


def key(document: Mapping[str, Any]) -> str:
    """The key by the newest rule."""
    return next(_keys(document))


def keys(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys by all rules, the newest first, each once."""
    return tuple(dict.fromkeys(_keys(document)))


def _keys(document: Mapping[str, Any]) -> Iterator[str]:
    request = shape.mapping(document.get("request"), "request")
    test_id = document.get("test_id")
    if "tool_name" in request:
        yield _hash({name: request.get(name) for name in ("provider", "tool_name", "kwargs")})
        return
    if "payload" in request:
        for rule in RULES:
            yield _hash(
                {
                    "test_id": request.get("test_id", test_id),
                    "url": request.get("url"),
                    "method": _method(request),
                    "payload": _normal(request["payload"], rule),
                }
            )
        return
    if "url" not in request:
        yield _hash(dict(request))
        return
    try:
        url = urlparse(shape.text(request["url"], "request.url"))
    except ValueError:
        raise shape.wrong("request.url", request["url"], "a URL") from None
    body = request.get("body")
    for rule in RULES:
        is_bedrock = rule.bedrock and "bedrock" in url.netloc
        asked = {"method": _method(request), "endpoint": url.path, "body": _normal(body, rule, is_bedrock)}
        if rule.test_id and url.path not in rule.shared:
            asked["test_id"] = test_id
        yield _hash(asked)


def _method(request: Mapping[str, Any]) -> str:
    return shape.text(request.get("method", "POST"), "request.method").upper()


def _hash(request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def _normal(value: Any, rule: Rule, is_bedrock: bool = False, *, is_root: bool = True) -> Any:
    match value:
        case Mapping():
            result = {name: _normal(inner, rule, is_root=False) for name, inner in value.items()}
            if is_bedrock:
                result.pop("stream_options", None)
            if rule.project and is_root:
                for name in ("extra_body", "extra_query"):
                    if isinstance(extra := result.get(name), dict):
                        extra.pop("project_id", None)
            return result
        case list():
            return [_normal(item, rule) for item in value]
        case float() if rule.decimals:
            return round(value, 5)
        case str():
            return _text(value, rule)
        case _:
            return value


def _text(value: str, rule: Rule) -> str:
    if rule.file_search:
        for pattern, stand_in in _FILE_SEARCH:
            value = pattern.sub(stand_in, value)
    return _DECIMAL.sub(_rounded, value) if rule.decimals else value


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found[0]):.5f}"
