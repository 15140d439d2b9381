"""What is looked for, in a text at hand."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest

from understudy.operations.catalogue.query import MARKS
from understudy.operations.catalogue.words import PIECE, Words


def test_words_in_quotation_marks_are_one():
    """
    And what is too short for the index of texts is looked for elsewhere.
    """
    words = Words('one "two three" 4')

    assert words.indexed == ["one", "two three"]
    assert words.short == ["4"]


TEXTS = ("Straße", "ΣΊΣΥΦΟΣ", "ÅNGSTRÖM", "x.y*z", 'a"b', "日本語の文", "naïve")
SPELT = {text: (text, text.lower(), text.upper()) for text in TEXTS}


@pytest.mark.parametrize(
    ("text", "word"),
    # Letters that become two, as ß does, are other letters.
    [(text, word) for text, words in SPELT.items() for word in dict.fromkeys(words) if len(word) == len(text)],
)
def test_a_text_is_looked_at_as_the_index_does(text, word):
    """
    Whatever order a list is in, the same recordings fit.
    """
    asked = '"{}"'.format(word.replace('"', '""'))
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE said USING fts5 (about, text, tokenize = 'trigram')")
        database.execute("INSERT INTO said VALUES ('', ?)", (f"before {text} after",))
        is_indexed = database.execute("SELECT count(*) FROM said WHERE said MATCH ?", (asked,)).fetchone() == (1,)

    # In a search a quotation mark begins a word of several; here it is one that is looked for.
    assert Words(word.replace('"', "")).are_in("", f"before {text.replace(chr(34), '')} after")
    assert is_indexed or "Σ" in text


def test_each_word_has_to_be_in_one_of_the_texts():
    """
    Not all in the same.
    """
    words = Words("teams gpt 42")

    assert words.are_in("gpt-4o", "which teams? number 42")
    assert not words.are_in("gpt-4o", "which teams?")


def test_a_piece_is_around_what_was_found():
    """
    Cut where the text goes on.
    """
    text = "x" * 500 + " Needle and thread " + "y" * 500
    piece = Words("needle thread").piece_of(text)

    assert f"{MARKS[0]}Needle{MARKS[1]} and {MARKS[0]}thread{MARKS[1]}" in piece
    assert piece.startswith("…x")
    assert piece.endswith("y…")
    assert len(piece) <= PIECE + 6
    assert Words("needle").piece_of("Needle") == f"{MARKS[0]}Needle{MARKS[1]}"
    assert Words("other").piece_of(text) == Words("x").piece_of(text) == ""


def test_long_texts_take_no_long_look():
    """
    Whatever a stranger wrote and whatever is looked for.
    """
    begun = time.perf_counter()

    for text in ("a" * 200_000, "ab" * 100_000, "İſK" * 60_000):
        assert not Words("a" * 400 + "b c" + "a" * 50).are_in(text, text)

    assert time.perf_counter() - begun < 5
