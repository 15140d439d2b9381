"""The control API, described for programs: `schema/openapi.json`, with the schemas of its answers put in."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

OWN, PLACE = '"#/$defs/', '"#/components/schemas/'


@cache
def description() -> bytes:
    """An OpenAPI 3.1 document that refers to nothing outside of itself."""
    document: dict[str, Any] = json.loads(_text("openapi.json"))
    schemas = document["components"]["schemas"]
    control = _text("control.json").replace(OWN, PLACE).replace('"miss.json"', f'{PLACE}miss"')
    schemas |= json.loads(control)["$defs"]
    schemas["miss"] = {name: value for name, value in json.loads(_text("miss.json")).items() if name != "$schema"}
    return json.dumps(document, indent=2).encode()


def _text(name: str) -> str:
    return (files("understudy") / "schema" / name).read_text("utf-8")
