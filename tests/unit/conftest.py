"""What the tests of several units need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with the file of this name in `tests/golden/`."""

    def compare(name: str, text: str) -> None:
        assert f"{text}\n" == (GOLDEN / name).read_text("utf-8")

    return compare
