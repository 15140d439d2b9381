"""A response schema as the Google GenAI SDK prepares it before sending: references inlined, order noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ALIASES = {
    "additional_properties": "additionalProperties",
    "any_of": "anyOf",
    "prefix_items": "prefixItems",
    "property_ordering": "propertyOrdering",
}


def outlined(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The prepared schema. Nothing of the argument is changed."""
    return _outlined(schema, None, frozenset())


def _outlined(schema: Mapping[str, Any], defs: Mapping[str, Any] | None, seen: frozenset[str]) -> dict[str, Any]:
    result = {_ALIASES.get(key, key): value for key, value in schema.items() if value is not None}
    if defs is None:
        found = result.pop("$defs", {})
        defs = found if isinstance(found, Mapping) else {}
    _settle_null(result)
    if isinstance(ref := result.pop("$ref", None), str):
        return result | _resolved(ref, defs, seen)
    if isinstance(branches := result.get("anyOf"), list):
        return result | {"anyOf": [_inner(branch, defs, seen) for branch in branches]}
    kind = str(result.get("type", "")).upper()
    if kind == "STRING" and "const" in result:
        result["enum"] = [result.pop("const")]
    if kind == "OBJECT":
        if isinstance(properties := result.get("properties"), Mapping):
            result["properties"] = {name: _inner(value, defs, seen) for name, value in properties.items()}
            if len(properties) > 1:
                result.setdefault("propertyOrdering", list(properties))
        if isinstance(more := result.get("additionalProperties"), Mapping):
            result["additionalProperties"] = _inner(more, defs, seen)
    elif kind == "ARRAY":
        if "items" in result:
            result["items"] = _inner(result["items"], defs, seen)
        if isinstance(prefixes := result.get("prefixItems"), list):
            result["prefixItems"] = [_inner(prefix, defs, seen) for prefix in prefixes]
    return result


def _inner(schema: Any, defs: Mapping[str, Any], seen: frozenset[str]) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    if isinstance(ref := schema.get("$ref"), str):
        return _resolved(ref, defs, seen)
    return _outlined(schema, defs, seen)


def _resolved(ref: str, defs: Mapping[str, Any], seen: frozenset[str]) -> dict[str, Any]:
    name = ref.split("defs/")[-1]
    target = defs.get(name)
    if name in seen or not isinstance(target, Mapping):
        return {}
    return _outlined(target, defs, seen | {name})


def _settle_null(schema: dict[str, Any]) -> None:
    """`null` is no type of this API: it becomes `nullable`."""
    if schema.get("type") == "null":
        del schema["type"]
        schema["nullable"] = True
    elif isinstance(branches := schema.get("anyOf"), list):
        others = [branch for branch in branches if not _is_null(branch)]
        if len(others) < len(branches):
            schema["nullable"] = True
            if len(others) == 1 and isinstance(others[0], Mapping):
                del schema["anyOf"]
                schema.update(others[0])
            else:
                schema["anyOf"] = others


def _is_null(branch: Any) -> bool:
    return isinstance(branch, Mapping) and branch.get("type") == "null"
