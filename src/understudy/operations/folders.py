"""Where the recordings of a test lie: a folder of its own, beside the test file."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from understudy.store.media_files import PER_TEST

FOLDER = PER_TEST
LONGEST = 80
"""With a digest; many file systems end at 255 bytes, and Windows counts the whole path to 260."""

RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
"""Names that Windows keeps for devices."""


def folder_of(test_file: Path, scope: str) -> Path:
    """`recordings/<module>/<test>/` beside the test file.

    Args:
        scope: the test's node id.
    """
    _, _, test = scope.partition("::")
    return _folder_of_module(test_file) / safe_name(test.replace("::", "."))


@lru_cache(maxsize=64)
def _folder_of_module(test_file: Path) -> Path:
    return test_file.parent / FOLDER / safe_name(test_file.stem)


def safe_name(name: str) -> str:
    """A folder's name for any system. Where it had to be changed, a digest keeps it apart from others."""
    # A test's parameters may differ in case alone, which is no difference on macOS and Windows: they always
    # have brackets, and so a digest.
    safe = re.sub(r"[^A-Za-z0-9_.]+", "-", name).strip("-.")
    if safe == name and len(safe) <= LONGEST and not RESERVED.match(safe):
        return safe
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe[: LONGEST - len(digest) - 1]}-{digest}".lstrip("-")
