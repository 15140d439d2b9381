"""Settings that cannot be meant are refused before anything listens."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.proxy import ServeSettings, parse_upstreams


def test_an_unknown_upstream_names_the_known_ones():
    """
    A typing error costs one look.
    """
    with pytest.raises(WrongUse, match=r"'opnai' does not exist\n\n  Upstreams are openai, anthropic, "):
        ServeSettings("s", upstreams={"opnai": "http://h"})


@pytest.mark.parametrize("url", ["api.openai.com", "ftp://h", "http://", "http://h/?key=1", "http://hö.example"])
def test_a_url_that_is_no_base_is_refused(url):
    """
    Anything but http(s), a host and a path would fail at the first request, or not go where it seems to.
    """
    with pytest.raises(WrongUse, match="is not a base URL"):
        ServeSettings("s", upstreams={"openai": url})


def test_upstreams_come_from_texts():
    """
    The URL may hold any number of equals signs.
    """
    assert parse_upstreams(["openai=http://h/a=b", "generic=http://g"]) == {
        "openai": "http://h/a=b",
        "generic": "http://g",
    }


@pytest.mark.parametrize(
    ("pairs", "text"),
    [(["http://h"], "expected NAME=URL"), (["openai=http://a", "openai=http://b"], "given twice")],
)
def test_other_texts_are_refused(pairs, text):
    """
    The text says which one, and what would do.
    """
    with pytest.raises(WrongUse, match=text):
        parse_upstreams(pairs)
