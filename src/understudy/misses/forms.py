"""The fields of a form, as JSON values: texts as they are, files as data URLs, which are shown by their digest."""

from __future__ import annotations

import base64
import re
from typing import Any

from understudy.match.multipart import Part, boundary_of, parts_of
from understudy.model import Request

NAME = re.compile(r'(?<![\w*])name="([^"]*)"')
FILE = re.compile(r"(?<![\w*])filename\*?=")


def form_fields(request: Request) -> dict[str, Any] | None:
    """The parts of a multipart body by their names; None where it is none. Of several parts of a name all are kept."""
    boundary = boundary_of(request.header("content-type") or "")
    parts = None if boundary is None else parts_of(request.body, boundary)
    if parts is None:
        return None
    fields: dict[str, Any] = {}
    for part in parts:
        headers = dict(part.headers)
        found = NAME.search(headers.get("content-disposition", ""))
        name = found[1] if found else "(unnamed part)"
        taken = sum(each == name or each.startswith(f"{name} (") for each in fields)
        fields[f"{name} ({taken + 1})" if taken else name] = _value(part, headers)
    return fields


def _value(part: Part, headers: dict[str, str]) -> str:
    if not FILE.search(headers.get("content-disposition", "")):
        try:
            return part.content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    kind = headers.get("content-type", "").partition(";")[0].strip()
    return f"data:{kind};base64,{base64.b64encode(part.content).decode()}"
