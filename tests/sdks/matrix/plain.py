"""What a client gave back, as JSON: with the names of types, so that equal means equal to a user."""

from __future__ import annotations

import base64
import dataclasses
import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

DEEPEST = 30
HTTP_LIBRARIES = frozenset({"httpx", "httpx2", "aiohttp", "urllib3"})
NAMES_OF_HEADERS = frozenset({"headers", "HTTPHeaders", "response_headers"})
OF_AN_ERROR = ("status_code", "code", "request_id", "body", "response", "headers")
OF_A_RESPONSE = ("status_code", "headers")


def plain(value: Any, *, own: frozenset[str] = frozenset()) -> Any:
    """The value with everything that a user can see of it: pydantic models, dataclasses, exceptions, headers, bytes.

    Args:
        own: names of fields whose values are left out.
    """
    return _plain(value, own, ())


def _plain(value: Any, own: frozenset[str], above: tuple[int, ...]) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if id(value) in above or len(above) > DEEPEST:
        return {"type": _name(value), "again": True}
    above = (*above, id(value))
    match value:
        case enum.Enum():
            return {"type": _name(value), "value": _plain(value.value, own, above)}
        case bytes() | bytearray() | memoryview():
            return {"type": "bytes", "base64": base64.b64encode(bytes(value)).decode()}
        case str():
            return {"type": _name(value), "value": str.__str__(value)}
        case int() | float():
            return {"type": _name(value), "value": value + 0}
        case BaseException():
            shown = {name: getattr(value, name) for name in OF_AN_ERROR if _has(value, name)}
            # What an HTTP library stands on raises nothing on replay.
            if type(value.__cause__).__module__.partition(".")[0] in HTTP_LIBRARIES:
                shown["cause"] = value.__cause__
            return {"type": _name(value), "text": str(value), **_fields(shown, own, above)}
        case type():
            return {"type": "type", "name": f"{value.__module__}.{value.__qualname__}"}
    if _is_headers(value):
        return {"type": _name(value), "headers": _headers(value)}
    if isinstance(value, Mapping):
        return _fields(value, own, above)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {"type": _name(value), **_fields(value._asdict(), own, above)}
    if isinstance(value, (list, tuple)):
        return [_plain(each, own, above) for each in value]
    if isinstance(value, (set, frozenset)):
        return {"type": "set", "of": sorted((_plain(each, own, above) for each in value), key=repr)}
    if _is_response(value):
        return {"type": _name(value), **_fields({name: getattr(value, name) for name in OF_A_RESPONSE}, own, above)}
    if hasattr(type(value), "model_fields"):
        return {"type": _name(value), **_fields(_of_model(value), own, above)}
    if dataclasses.is_dataclass(value):
        return {"type": _name(value), **_fields(_of_dataclass(value), own, above)}
    if hasattr(value, "isoformat"):
        return {"type": _name(value), "value": value.isoformat()}
    if isinstance(value, Iterator):
        return [_plain(each, own, above) for each in value]
    if hasattr(value, "__dict__") and (visible := {k: v for k, v in vars(value).items() if not k.startswith("_")}):
        return {"type": _name(value), **_fields(visible, own, above)}
    return {"type": _name(value)} if " at 0x" in repr(value) else {"type": _name(value), "text": str(value)}


def _fields(fields: Mapping[Any, Any], own: frozenset[str], above: tuple[int, ...]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, value in fields.items():
        name = str(key)
        if name in own:
            shown[name] = "(the client's own)"
        elif name in NAMES_OF_HEADERS and isinstance(value, Mapping):
            shown[name] = {"type": _name(value), "headers": _headers(value)}
        else:
            shown[name] = _plain(value, own, above)
    return shown


def _of_model(model: Any) -> dict[str, Any]:
    names = [*type(model).model_fields, *(getattr(model, "__pydantic_extra__", None) or {})]
    # litellm takes away the attributes that an answer does not have.
    shown = {name: getattr(model, name) for name in names if hasattr(model, name)}
    # What OpenAI's and Anthropic's SDKs show beside the answer.
    if getattr(model, "_request_id", None) is not None:
        shown["_request_id"] = model._request_id
    return shown


def _of_dataclass(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if hasattr(value, field.name)}


def _headers(value: Any) -> list[list[str]]:
    pairs: Iterable[tuple[Any, Any]] = value.multi_items() if hasattr(value, "multi_items") else value.items()
    return [[_text(name).lower(), _text(each)] for name, each in pairs]


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _is_headers(value: Any) -> bool:
    return type(value).__name__ in ("Headers", "HTTPHeaderDict", "HTTPHeaders", "CIMultiDict", "CIMultiDictProxy")


def _is_response(value: Any) -> bool:
    """An HTTP library's own response. Its body is shown by whoever read it."""
    return type(value).__name__ in ("Response", "HTTPResponse", "ClientResponse") and _has(value, "status_code")


def _has(value: Any, name: str) -> bool:
    try:
        return getattr(value, name, None) is not None
    except Exception:
        return False


def _name(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"
