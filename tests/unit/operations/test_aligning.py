"""`operations/aligning.py`: two texts side by side, cut to their differences."""

from __future__ import annotations

from understudy.operations.aligning import LONGEST_CHANGED, MOST_ROWS, MOST_WORDS, Gap, Piece, aligned


def shown(old, new):
    """Rows as `old | new`, differing pieces in brackets; gaps as their number."""

    def side(line):
        return "" if line is None else "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in line)

    return [row.count if isinstance(row, Gap) else f"{side(row.old)} | {side(row.new)}" for row in aligned(old, new)]


def test_equal_lines_stand_beside_each_other():
    """
    A line that only one side has stands alone, however long the other is.
    """
    assert shown(["a", "b", "c"], ["a", "x", "b"]) == ["a | a", " | [x]", "b | b", "[c] | "]


def test_the_words_that_differ_are_marked():
    """
    Within lines that stand in each other's place.
    """
    assert shown(["It is 20 degrees, sunny."], ["It is 25 degrees, cloudy."]) == [
        "It is [20 ]degrees, [sunny.] | It is [25 ]degrees, [cloudy.]"
    ]


def test_what_is_equal_is_cut_around_the_differences():
    """
    Two lines before and after; how many are left out is said.
    """
    lines = [str(number) for number in range(20)]

    assert shown([*lines, "x"], ["y", *lines]) == [" | [y]", "0 | 0", "1 | 1", 16, "18 | 18", "19 | 19", "[x] | "]
    assert shown(["a", *lines], ["b", *lines])[-1] == 18
    assert shown([*lines, "a"], [*lines, "b"])[0] == 18


def test_a_single_line_is_not_left_out():
    """
    To say so would take a line itself.
    """
    assert 1 not in shown(["a", "1", "2", "3", "4", "5", "b"], ["x", "1", "2", "3", "4", "5", "y"])


def test_a_long_line_is_cut_around_its_differences():
    """
    Between words, with what lies beside the difference.
    """
    words = " ".join(["word"] * 100)

    [row] = shown([f"{words} old {words}"], [f"{words} new {words}"])

    assert row.startswith("… word word")
    assert "word [old ]word" in row
    assert len(row) < 220


def test_a_long_difference_is_cut_at_its_end():
    """
    Such as a picture in base64.
    """
    [row] = aligned([], ["x" * (LONGEST_CHANGED + 7)])

    assert row.new == (Piece("x" * LONGEST_CHANGED + "… (7 more characters)", is_changed=True),)


def test_long_lines_are_compared_from_both_ends():
    """
    Word by word it would take too long.
    """
    words = [str(number) for number in range(MOST_WORDS)]

    assert shown([" ".join([*words, "a", *words])], [" ".join([*words, "b", *words])]) == [
        "… 1993 1994 1995 1996 1997 1998 1999 [a ]0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 … | "
        "… 1993 1994 1995 1996 1997 1998 1999 [b ]0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 …"
    ]


def test_what_is_too_much_to_be_read_ends():
    """
    And says how much more there is.
    """
    *rows, last = aligned([], [str(number) for number in range(MOST_ROWS + 5)])

    assert (len(rows), last) == (MOST_ROWS, Gap(5, is_equal=False))


def test_nothing_beside_nothing():
    """
    No rows.
    """
    assert aligned([], []) == ()
