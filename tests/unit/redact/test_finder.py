"""Known values in a text."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.redact import Finder
from understudy.redact.finder import LINES, applied, may_have_lines

KEY = "sk-4fX9+aQ/z7=Lm"
PLACEHOLDER = "<secret:a:1>"
# A backslash or a quote at its beginning may belong to what stands before it.
VALUES = st.builds(
    "{}{}{}".format,
    st.sampled_from("abcXYZ019+-_"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=30),
    st.sampled_from(["Qq1", "+/7", "=="]),
)
ENCODERS = [base64.b64encode, base64.urlsafe_b64encode]
AROUND = st.text(st.sampled_from("xyz .,{}[]\n"), max_size=30)


def hidden(text, *values):
    return Finder(values).replaced(text, lambda value: PLACEHOLDER)


@pytest.mark.parametrize("size", [0, 1, 2, 3], ids="{} before".format)
@pytest.mark.parametrize("after", ["", " and more", "!"])
def test_what_is_in_base64_is_replaced_within(size, after):
    """
    At each of three alignments; it still decodes, and nothing else has changed.
    """
    before = "ab?"[:size]
    coded = base64.b64encode(f"{before}{KEY}{after}".encode()).decode()

    said = hidden(f"<{coded}>", KEY)

    assert base64.b64decode(said[1:-1]).decode() == f"{before}{PLACEHOLDER}{after}"


def test_the_alphabet_of_urls_stays():
    """
    As does an end without padding.
    """
    coded = base64.urlsafe_b64encode(b"\xff\xfe?" + KEY.encode() + b"\xff").decode().rstrip("=")

    said = hidden(coded, KEY)

    assert base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)) == b"\xff\xfe?" + PLACEHOLDER.encode() + b"\xff"
    assert "=" not in said


def test_lines_of_base64_stay_lines():
    """
    As mail has them.
    """
    content = bytes(100) + KEY.encode() + bytes(100)
    said = hidden("base64\n" + base64.encodebytes(content).decode(), KEY)

    assert base64.b64decode(said.partition("\n")[2]) == bytes(100) + PLACEHOLDER.encode() + bytes(100)
    assert {len(line) for line in said.splitlines()[1:-1]} == {76}


def test_the_longest_of_several_is_meant():
    """
    One may be a part of another one.
    """
    found = []
    Finder(["a1b2c3d4", "a1b2c3d4e5"]).changes("a1b2c3d4e5 a1b2c3d4", lambda value: found.append(value) or "")

    assert found == ["a1b2c3d4e5", "a1b2c3d4"]


def test_placeholders_stay():
    """
    Even where a value is a part of one.
    """
    assert hidden("<secret:openai-key:1> openai-key", "openai-key") == f"<secret:openai-key:1> {PLACEHOLDER}"


@given(VALUES, AROUND, AROUND)
def test_no_spelling_survives(value, before, after):
    """
    As it is, as JSON has it once or twice, as URLs have it: what is around it stays, byte for byte.
    """
    for spell in (str, _json, lambda text: _json(_json(text)), lambda text: quote(text, safe="")):
        # What is around it is spelt, too, as it would be.
        said = hidden(f"{spell(before)}{spell(value)}{spell(after)}", value)
        assert said == f"{spell(before)}{PLACEHOLDER}{spell(after)}"


@given(VALUES, st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(ENCODERS))
def test_nor_does_base64(value, before, after, encode):
    """
    Of any bytes around it, in either alphabet.
    """
    coded = encode(before + value.encode() + after).decode()

    said = hidden(f'"{coded}"', value)[1:-1]

    decode = base64.urlsafe_b64decode if encode is base64.urlsafe_b64encode else base64.b64decode
    assert decode(said) == (before + value.encode() + after).replace(value.encode(), PLACEHOLDER.encode())


@given(st.text(max_size=200))
def test_a_text_without_it_is_the_same(text):
    """
    Whatever it is.
    """
    assert hidden(text, KEY) is text


def test_changes_are_applied_in_their_order():
    """
    What is between them stays.
    """
    assert applied("abcdef", [(0, 1, "X"), (3, 5, "")]) == "Xbcf"


def _json(text):
    return json.dumps(text)[1:-1]


@given(
    st.lists(
        st.sampled_from(["A" * 39, "b" * 40, "/" * 76, "\n", "\r\n", r"\n", r"\\n", r"\r\n", r"\"", "\r", "=", " "])
    )
)
def test_what_has_lines_of_base64_is_not_passed_over(pieces):
    """
    The quick look that spares pictures in one line sees all that the slow one does.
    """
    text = "".join(pieces)

    assert may_have_lines(text) or LINES.search(text) is None
