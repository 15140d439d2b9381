"""The ready-made kinds in the documentation are those that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from understudy.match.ready_made import READY_MADE

PAGE = Path(__file__).parents[2] / "docs" / "matching.md"


def rows() -> dict[str, list[str]]:
    """The examples in the page's table, by the kind's name."""
    lines = PAGE.read_text("utf-8").splitlines()
    start = lines.index("| name | finds | such as |") + 2
    table = (line.strip("|").split("|") for line in lines[start : lines.index("", start)])
    return {cells[0].strip(" `"): re.findall(r"`([^`]+)`", cells[2]) for cells in table}


def test_the_page_names_every_kind():
    """
    In the order in which they are listed in an error.
    """
    assert list(rows()) == list(READY_MADE)


@pytest.mark.parametrize("kind", READY_MADE)
def test_each_example_is_found(kind):
    """
    From its beginning to its end.
    """
    examples = rows()[kind]

    assert examples
    assert all(READY_MADE[kind].fullmatch(example) for example in examples)
