"""The list of recordings."""

from __future__ import annotations

import re

ROW = re.compile(r'<td class="asked">\s*<a [^>]*>([^<]*)</a>')


def rows(answer):
    return ROW.findall(answer.text)


def test_all_is_shown_that_a_person_chooses_by(ask, chat):
    """
    What was asked, of whom, by which test, and how much it was.
    """
    name = chat("who won?", scope="tests/test_a.py::test_b")

    page = ask("/").text

    for text in ("who won?", name, "openai-chat", "gpt-4o", "tests/test_a.py::test_b", "1 recording"):
        assert text in page


def test_filters_are_in_the_address(ask, chat):
    """
    So that a list can be sent to somebody.
    """
    chat("one", model="gpt-4o")
    chat("two", model="gpt-5")
    chat("three", model="gpt-5", scope="s")

    assert sorted(rows(ask("/?model=gpt-5"))) == ["three", "two"]
    assert rows(ask("/?model=gpt-5&scope=s")) == ["three"]
    assert rows(ask("/?text=answered")) == []
    assert rows(ask("/?text=hello+two")) == ["two"]


def test_what_was_found_is_marked_and_runs_nothing(ask, chat):
    """
    A recording's text is text, also around what was looked for.
    """
    chat("find", answer="<script>alert(1)</script> needle <b>x</b>")

    page = ask("/?text=needle").text

    assert "<mark>needle</mark>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_pages_follow_each_other(ask, chat):
    """
    Every recording is on one of them, once.
    """
    for number in range(60):
        chat(f"question {number}")

    first = ask("/")
    following = re.search(r'rel="next" href="([^"]*)"', first.text)[1].replace("&amp;", "&")
    second = ask(following)

    assert len(rows(first)) == 50
    assert sorted(rows(first) + rows(second)) == sorted(f"question {number}" for number in range(60))


def test_a_script_gets_the_rows_alone(ask, chat):
    """
    While somebody types, the rest of the page stays.
    """
    chat("one")

    part = ask("/?part=rows").text

    assert part.lstrip().startswith('<section id="results"')
    assert "<html" not in part


def test_a_damaged_file_is_a_row(ask, store, chat):
    """
    Nothing is left out in silence.
    """
    chat("fine")
    (store / "cut.json").write_text('{\n  "request": {\n')

    assert "damaged" in ask("/?state=damaged").text
    assert "cut.json" in ask("/?state=damaged").text
    assert len(rows(ask("/"))) == 2


def test_a_store_that_is_not_there_says_so(opened, store):
    """
    With what to do.
    """
    assert "no such folder or file" in opened(store / "nowhere")("/").text
