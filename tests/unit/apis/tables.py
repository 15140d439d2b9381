"""The tables of cases, all together: `cases/cohere.py` is that of `understudy.apis.cohere`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Case = tuple[str, str, str, str, str | None]
"""Method, path or URL; the profile, the endpoint and the model that they mean."""

FILES = [path.stem for path in sorted((Path(__file__).parent / "cases").glob("*.py"))]
TABLES = {name: importlib.import_module(f"tests.unit.apis.cases.{name}") for name in FILES}
CASES: list[Case] = [case for table in TABLES.values() for case in table.CASES]
ANSWERS: list[tuple[str, Any, Any]] = [answer for table in TABLES.values() for answer in table.ANSWERS]
"""A profile, an answer as it comes, and the same in a recording."""


def asked(url: str) -> tuple[str, str]:
    """The path of a URL, and its host; none where it is a path alone."""
    parts = urlsplit(url)
    return parts.path, parts.hostname or ""
