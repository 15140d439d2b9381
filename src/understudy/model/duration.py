"""How long something takes, as a person writes it."""

from __future__ import annotations

import re

UNITS_MS = {"ms": 1.0, "s": 1000.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")


def duration_ms(text: str) -> float | None:
    """Milliseconds of `200ms` or `1.5s`; None where the text is neither."""
    found = _DURATION.fullmatch(text)
    return float(found[1]) * UNITS_MS[found[2]] if found else None
