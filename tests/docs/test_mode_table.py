"""The mode table in the README is the one by which the engine decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.model import ACTIONS, Mode, parse_mode

README = Path(__file__).parents[2] / "README.md"


def rows() -> dict[str, list[str]]:
    """The cells of the README's mode table by the mode's name."""
    lines = README.read_text(encoding="utf-8").splitlines()
    start = lines.index("| mode | recorded | already played | not recorded | VCR calls it |")
    table = (line for line in lines[start + 2 : start + 2 + len(Mode)])
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in table)
    return {name.split("`")[1]: rest for name, *rest in cells}


@pytest.mark.parametrize("mode", Mode, ids=lambda mode: mode.value)
def test_the_readme_says_what_each_mode_does(mode):
    """
    Nobody has to read the code to know what a mode may do, and the page cannot be wrong.
    """
    *actions, vcr = rows()[mode.value]

    assert actions == [action.value for action in ACTIONS[mode].values()]
    assert {parse_mode(name.strip(" `")) for name in vcr.split(",")} == {mode}
