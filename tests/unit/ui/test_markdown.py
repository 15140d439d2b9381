"""Markdown as HTML in which nothing runs."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.ui.markdown import LONGEST_MARKDOWN, code_html, markdown_html

HARMLESS = {"p", "br", "hr", "pre", "code", "span", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote"}
HARMLESS |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"class", "tabindex", "start", "href", "rel", "target", "title"}


class Seen(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


PIECES = ["<script>", "<img src=x onerror=y>", "[a](", ")", "javascript:x", "![", "](", "`", "```", "\n", "    ", "|"]
PIECES += ["&lt;", "*", "_", "<a href='x'>", '"', "'", "data:text/html,x", "https://a.example", "\x00", "é", "#", "- "]
PIECES += ["> ", "\\", "\n|a|b|\n|-:|:-:|\n"]
SCRIPTS = ("javascript:", "data:", "vbscript:", "file:")


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_is_written_only_harmless_tags_come_of_it(text):
    """
    No picture, no script, no handler; links lead to what is no script.
    """
    for tag, attributes in Seen(str(markdown_html(text))).tags:
        assert tag in HARMLESS
        assert attributes.keys() <= ATTRIBUTES
        assert not attributes.get("href", "").lower().lstrip().startswith(SCRIPTS)


def test_a_picture_is_its_address():
    """
    A browser that showed it would ask somebody for it.
    """
    html = markdown_html("![a cat](https://a.example/cat.png)")

    assert "<img" not in html
    assert "a cat" in html
    assert "https://a.example/cat.png" in html


def test_code_has_colours():
    """
    By classes: the policy allows no inline style.
    """
    html = markdown_html('```json\n{"a": 1}\n```')

    assert '<span class="nt">' in html
    assert "style=" not in html


def test_an_unknown_language_is_text():
    """
    Whatever it is called.
    """
    assert "&lt;b&gt;" in code_html("<b>", "<script>")


@pytest.mark.parametrize("piece", ["> ", "[", "*a ", "`", "- ", "|a", "![](", "&", "<a", "1. "])
def test_nothing_takes_long(piece):
    """
    A text that is made to be slow is slow for no more than a moment; a longer one is not read as Markdown.
    """
    begun = time.process_time()

    markdown_html(piece * (LONGEST_MARKDOWN // len(piece)))

    assert time.process_time() - begun < 10
    assert markdown_html(piece * (LONGEST_MARKDOWN + 1)).startswith('<pre class="plain">')
