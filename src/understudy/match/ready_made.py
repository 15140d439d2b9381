"""Kinds of values that differ between equal requests, ready to be named in a project's settings."""

from __future__ import annotations

import re

_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_HERE = r"localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal"
_FOLDERS = r"(?:/private)?/(?:tmp|var/tmp|var/folders/\w+/\w+/T)|[A-Za-z]:\\(?:[\w .~-]+\\)*Temp"

READY_MADE: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        # ISO 8601-1, 5.2.2 and 5.4.2 (RFC 3339).
        "iso-time": rf"(?<!\d){_DATE}[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?(?!\d)",
        "iso-date": rf"(?<![\d-]){_DATE}(?![\d-])",
        # RFC 9562, section 4.
        "uuid": r"(?<![0-9A-Fa-f-])[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![0-9A-Fa-f-])",
        "temporary-path": rf"(?<![\w.])(?:{_FOLDERS})(?:[/\\][\w.+~-]+)+",
        "port": rf"(?:{_HERE}):(\d{{1,5}})(?!\d)",
        "hostname": r"(?<![\w.-])(?:[A-Za-z0-9-]+\.)+(?:internal|local|localdomain|lan|home\.arpa)(?![\w-])",
        # What is left of a float after five decimals is noise of the arithmetic.
        "long-float": r"(?<![\w.])-?\d+\.\d{6,}(?:[eE][+-]?\d+)?(?![\w.])",
        "git-hash": r"(?<![0-9A-Za-z])[0-9a-f]{40}(?![0-9A-Za-z])",
    }.items()
}
