"""Sizes in bytes, as people write them: `64K`, `256M`, `1G`."""

from __future__ import annotations

import re

from understudy.errors import WrongUse

SIZE = re.compile(r"([0-9]{1,9})([KMG]?)", re.IGNORECASE)
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}


def parse_size(text: str) -> int:
    """Bytes, from a text of the form `64K`, `256M` or `1G`.

    Raises:
        WrongUse: it has another form.
    """
    found = SIZE.fullmatch(text)
    if found is None:
        raise WrongUse(f"{text!r} is no size\n\n  For example: 64K, 256M, 1G")
    return int(found[1]) * UNITS[found[2].upper()]


def spelt_size(size: int) -> str:
    """A size as `parse_size` takes it."""
    unit = next((unit for unit in ("G", "M", "K") if size and size % UNITS[unit] == 0), "")
    return f"{size // UNITS[unit]}{unit}"
