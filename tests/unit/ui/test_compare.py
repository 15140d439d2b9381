"""Two recordings beside each other."""

from __future__ import annotations

import re


def test_words_and_paths_that_differ_are_shown(ask, chat):
    """
    Each on its side.
    """
    one, other = chat("who won?", "Cleveland won by five"), chat("who won?", "Brooklyn won by five", model="gpt-5")

    page = ask("/compare", params={"pick": [one, other]}).text

    assert re.findall(r"<del>\s*([^<]*?)\s*</del>", page) == ["Cleveland"]
    assert re.findall(r"<ins>\s*([^<]*?)\s*</ins>", page) == ["Brooklyn"]
    assert "<code>model</code>" in page
    assert "<code>choices[0].message.content</code>" in page


def test_equal_ones_say_the_same(ask, chat):
    """
    Nothing is made up.
    """
    name = chat()

    assert "Both say the same." in ask("/compare", params={"pick": [name, name]}).text


def test_one_is_not_enough(ask, chat):
    """
    Nor are three.
    """
    name = chat()

    for names in ([], [name], [name] * 3):
        answer = ask("/compare", params={"pick": names})
        assert (answer.status_code, "choose two" in answer.text) == (404, True)
