"""Values as a page shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from understudy.ui.showing import age, as_json, dollars, number, said


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(minutes=3), "3 min"),
        (timedelta(hours=30), "1 d"),
        (timedelta(days=800), "2 y"),
    ],
)
def test_an_age_is_one_number(ago, text):
    """
    In the largest unit that fits.
    """
    assert age((datetime.now(UTC) - ago).isoformat()) == text
    assert age((datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%SZ")) == text


@pytest.mark.parametrize("text", ["", "yesterday", "2026-99-99"])
def test_what_is_no_date_has_no_age(text):
    """
    It stands in a file, where anything may.
    """
    assert age(text) == ""


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (None, ""),
        (0.0, "$0"),
        (0.00001, "<$0.0001"),
        (0.00045, "$0.00045"),
        (0.0123, "$0.012"),
        (0.1, "$0.10"),
        (1234.5, "$1,234.50"),
    ],
)
def test_a_price_has_two_digits_that_say_something(price, text):
    """
    Also a tiny one.
    """
    assert dollars(price) == text


def test_numbers_have_their_thousands():
    """
    And nothing where nothing is known.
    """
    assert (number(1234567), number(None)) == ("1,234,567", "")


@pytest.mark.parametrize("show", [said, as_json])
def test_credentials_are_never_shown(show):
    """
    Whatever a foreign recording has in it.
    """
    html = show('{"api_key": "s3cr3t", "url": "https://user:s3cr3t@a.example/?key=s3cr3t"}')

    assert "s3cr3t" not in html


def test_json_in_a_text_is_laid_out():
    """
    What only looks like it stays a text.
    """
    assert said('{"a": 1}').count("\n") == 3
    assert "<p>" in said("{not json}")
