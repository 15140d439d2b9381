"""The two spellings of a key of Google's API, and where a key is the caller's own and stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Tree = Mapping[str, Any]
"""Keys below which the SDK renames further keys to camelCase; below all others it sends snake_case."""

_PART: Tree = {"function_response": {"parts": {}}}
_CONTENT: Tree = {"parts": _PART}
_VOICE: Tree = {"replicated_voice_config": {}}
_SPEECH: Tree = {
    "voice_config": _VOICE,
    "multi_speaker_voice_config": {"speaker_voice_configs": {"voice_config": _VOICE}},
}
_TREES: Mapping[str, Tree] = {
    "content": _CONTENT,
    "contents": _CONTENT,
    "systemInstruction": _CONTENT,
    "tools": {"mcp_servers": {}},
    "toolConfig": {},
    "generationConfig": {"speech_config": _SPEECH, "image_config": {}},
}

_FREE = frozenset(
    {
        "args",
        "labels",
        "parameters_json_schema",
        "response_json_schema",
        "custom_configs",
        "part_metadata",
        "default",
        "example",
        "enum",
        "const",
    }
)
"""Keys whose value is the caller's own JSON."""

_NAMED = frozenset({"properties", "defs"})
"""Keys whose value has the caller's names as keys, and values of the API below."""

_SCHEMAS = frozenset({"parameters", "response", "response_schema"})
"""Keys whose value is a schema. In a function response, `response` is the caller's own."""

_TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})


def camel(key: str) -> str:
    """`max_output_tokens` as `maxOutputTokens`."""
    if "_" not in key.strip("_"):
        return key
    first, *rest = key.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def snake(key: str) -> str:
    """`maxOutputTokens` as `max_output_tokens`."""
    if key.islower() or not key[:1].islower():
        return key
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)


def tree_of(key: str) -> Tree | None:
    """Where below this key of the root the SDK renames."""
    return _TREES.get(key)


def snaked(value: Any, tree: Tree | None) -> Any:
    """As the SDK sends it: keys in camelCase as far as `tree` reaches, in snake_case below."""
    if isinstance(value, list):
        return [snaked(item, tree) for item in value]
    if not isinstance(value, Mapping) or tree is None:
        return _spelled(value, snake)
    is_answer = "response" in value and "parts" in tree
    result = {}
    for key, inner in value.items():
        if inner is None:
            continue
        name = snake(key)
        if name in _FREE or (name == "response" and is_answer):
            result[camel(name)] = inner
        elif name in tree:
            result[camel(name)] = snaked(inner, tree[name])
        else:
            result[camel(name)] = _spelled(inner, snake, name)
    return result


def camelled(value: Any, key: str = "") -> Any:
    """Every key of the API in camelCase."""
    return value if snake(key) in _FREE else _spelled(value, camel, snake(key))


def _spelled(value: Any, spell: Callable[[str], str], within: str = "", *, in_schema: bool = False) -> Any:
    in_schema = in_schema or within in _SCHEMAS
    if isinstance(value, list):
        return [_spelled(item, spell, within, in_schema=in_schema) for item in value]
    if not isinstance(value, Mapping):
        is_type = in_schema and within == "type" and isinstance(value, str)
        return value.upper() if is_type and value.lower() in _TYPES else value
    if within in _NAMED and in_schema:
        return {name: _spelled(inner, spell, in_schema=True) for name, inner in value.items()}
    result = {}
    for key, inner in value.items():
        name = snake(key)
        if inner is None:
            continue
        if name in _FREE or (name == "response" and within == "function_response"):
            result[spell(name)] = inner
        else:
            result[spell(name)] = _spelled(inner, spell, name, in_schema=in_schema)
    return result
