"""Media within JSON are what their bytes are, and nothing else is taken for one."""

from __future__ import annotations

import base64
import hashlib
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.match import fingerprint
from understudy.match.media import by_digest, medium_in

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3
PLAIN = base64.b64encode(PNG).decode()
DIGEST = f"media:sha256:{hashlib.sha256(PNG).hexdigest()}"
WRITTEN = {
    "base64": PLAIN,
    "no padding": PLAIN.rstrip("="),
    "URL alphabet": base64.urlsafe_b64encode(PNG).decode(),
    "lines of 76": base64.encodebytes(PNG).decode(),
    "lines of 64, CRLF": "\r\n".join(textwrap.wrap(PLAIN, 64)),
    "data URL": f"data:image/png;base64,{PLAIN}",
    "data URL of another type": f"data:image/x-png;base64,{PLAIN}",
    "data URL with a parameter": f"data:image/png;name=a.png;base64,{PLAIN}",
    "data URL in capitals": f"DATA:IMAGE/PNG;BASE64,{PLAIN}",
    "data URL with lines": f"data:image/png;base64,{base64.encodebytes(PNG).decode()}",
}
TEXTS = {
    "short": base64.b64encode(b"GIF").decode(),
    "a data URL that is cut off": "data:image/png;base64,A",
    "words": "the words of a prompt are letters of base64 as well " * 4,
    "words without a space at first": "a" * 70 + " and so on",
    "one character too many": PLAIN.rstrip("=") + "x" * (1 + -len(PLAIN.rstrip("=")) % 4),
    "uneven lines": "\n".join([PLAIN[:70], PLAIN[70:200], PLAIN[200:]]),
    "an empty line": f"{PLAIN[:76]}\n\n{PLAIN[76:]}",
    "both alphabets": "+/-_" * 30,
    "left-over bits": "A" * 81 + "B",
    "padding in the middle": "A" * 62 + "==" + "A" * 64,
    "a URL": "https://example.com/" + "a" * 80 + ".png",
    "a data URL without base64": "data:text/plain," + "a" * 80,
    "a digest": DIGEST,
    "a digest that is marked": f"text:{DIGEST}",
}


def ask(content: str) -> str:
    return fingerprint("POST", "https://api.openai.com/v1/chat/completions", {"messages": [{"content": content}]})


@pytest.mark.parametrize("written", WRITTEN.values(), ids=list(WRITTEN))
def test_a_picture_is_the_same_however_it_is_written(written):
    """
    Base64 in any layout, alphabet and padding, or a data URL: equal bytes are one picture.
    """
    assert ask(written) == ask(PLAIN)


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_a_text_is_no_picture(text):
    """
    What is not base64 through and through, or too short to tell, counts letter by letter.
    """
    assert medium_in(text) is None


@pytest.mark.parametrize("text", [DIGEST, f"text:{DIGEST}", f"text:text:{DIGEST}"])
def test_a_text_that_reads_like_a_digest_is_not_the_picture(text):
    """
    No text stands for bytes that it does not hold.
    """
    assert len({ask(text), ask(f"text:{text}"), ask(PLAIN)}) == 3


@given(st.binary(min_size=48, max_size=300), st.binary(min_size=48, max_size=300))
def test_two_pictures_are_two_requests(one, other):
    """
    Requests are equal just where the decoded bytes are.
    """
    asked = [ask(base64.b64encode(content).decode()) for content in (one, other)]

    assert (asked[0] == asked[1]) == (one == other)


@given(st.text(min_size=60, max_size=80), st.text(min_size=60, max_size=80))
def test_two_texts_are_two_requests(one, other):
    """
    Whatever a text looks like, another one is another request.
    """
    assert (by_digest(one) == by_digest(other)) == (one == other)


def test_a_data_url_may_be_short():
    """
    It says itself what it is.
    """
    assert ask("data:image/gif;base64,R0lG") == ask("data:image/x-gif;base64,R0lG")


def test_a_medium_says_what_it_is():
    """
    Bytes, the prefix that a data URL has, and its type.
    """
    medium = medium_in(f"data:image/PNG;name=a;base64,{PLAIN}")

    assert medium is not None
    assert (medium.content, medium.prefix, medium.type) == (PNG, "data:image/PNG;name=a;base64,", "image/png")
