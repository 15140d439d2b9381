"""Two texts beside each other, in print."""

from __future__ import annotations

import pytest

from understudy.cli.side_by_side import PIPED, print_parts
from understudy.operations.aligning import MOST_ROWS, aligned
from understudy.operations.comparing import Part


@pytest.fixture
def printed(here, capsys):
    """The lines that are printed for two texts."""

    def printed(old, new):
        print_parts((Part("answer", aligned(old, new)),))
        return capsys.readouterr().out.splitlines()

    return printed


@pytest.mark.parametrize("text", ["word " * 30, "x" * 100, "日本語" * 30, "é🙂" * 40])
def test_a_line_is_folded_into_its_column(printed, text):
    """
    However wide its characters are.
    """
    from rich.cells import cell_len

    lines = printed(["old"], [text])

    assert all(cell_len(line) <= PIPED for line in lines)
    assert {cell_len(line.partition("│")[0]) for line in lines if "│" in line} == {49}
    assert len(lines) > 3


def test_what_is_left_out_is_counted(printed):
    """
    Equal lines, and those that are too many to be read.
    """
    lines = [str(number) for number in range(20)]

    assert "  … 18 equal lines" in printed([*lines, "a"], [*lines, "b"])
    assert printed([], [str(number) for number in range(MOST_ROWS + 5)])[-1].startswith("  … 5 more lines")


def test_a_tab_and_an_escape_are_harmless(printed):
    """
    A terminal would move or obey.
    """
    [line] = printed(["a\tb"], ["\x1b[2Jx"])[2:]

    assert line.split("│") == ["a   b".ljust(49), r" \x1b[2Jx"]
