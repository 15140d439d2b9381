from __future__ import annotations

import base64
import hashlib

import pytest

from understudy.misses import Seen
from understudy.misses.asked import LONGEST, MOST, asked_of
from understudy.model import Call, Request

OPENAI = "https://api.openai.com/v1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(80)
BASE64 = base64.b64encode(PNG).decode()


def asked(body, url=f"{OPENAI}/chat/completions"):
    return asked_of(Request("POST", url), "f1:0", body)


@pytest.mark.parametrize(
    "url, body, turns, words",
    [
        pytest.param(
            f"{OPENAI}/chat/completions",
            {"messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hi"}]},
            2, "Hi", id="openai-chat",
        ),
        pytest.param(
            f"{OPENAI}/chat/completions",
            {"messages": [{"role": "user", "content": "Rain?"}, {"role": "tool", "content": "no"}]},
            2, "Rain?", id="after-a-tool",
        ),
        pytest.param(
            f"{OPENAI}/chat/completions",
            {"messages": [{"role": "user", "content": "Rain?"}, {"role": "user", "content": [{"type": "image_url"}]}]},
            2, "Rain?", id="before-a-picture",
        ),
        pytest.param(f"{OPENAI}/responses", {"input": "Hi"}, 1, "Hi", id="openai-responses-text"),
        pytest.param(
            f"{OPENAI}/responses",
            {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Hi"}]}]},
            1, "Hi", id="openai-responses",
        ),
        pytest.param(f"{OPENAI}/embeddings", {"input": ["one", "two"]}, 2, "two", id="openai-embeddings"),
        pytest.param(
            "https://api.anthropic.com/v1/messages",
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]},
            1, "Hi", id="anthropic",
        ),
        pytest.param(
            "https://x/v1beta/models/gemini-x:generateContent",
            {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
            1, "Hi", id="gemini",
        ),
        pytest.param(
            "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse",
            {"messages": [{"role": "user", "content": [{"text": "Hi"}]}]},
            1, "Hi", id="bedrock",
        ),
        pytest.param(f"{OPENAI}/images/generations", {"prompt": "A cat"}, 1, "A cat", id="openai-images"),
        pytest.param("https://x/y", {"a": 1}, 0, "", id="no-conversation"),
        pytest.param("https://x/y", None, 0, "", id="no-body"),
        pytest.param("https://x/y", {"messages": [7, None]}, 2, "", id="odd-turns"),
        pytest.param("https://x/y", {"messages": {"role": "user"}}, 1, "", id="odd-conversation"),
    ],
)  # fmt: skip  # a line for each is a page
def test_how_many_turns_and_what_was_said_last(url, body, turns, words):
    """
    The user's words make a request known again, whichever API it is for.
    """
    found = asked(body, url)

    assert (found.turns, found.words) == (turns, words)


def test_words_are_cut_short_and_stand_in_one_line():
    """
    No whole prompt, no control characters, and no credentials of a URL.
    """
    text = "Look\tat\n\x1b[1m https://x/a?sig=s3cr3t " + "and tell me what you think of it " * 9

    words = asked({"prompt": text}).words

    assert words.startswith("Look at ?[1m https://x/a?sig=<redacted> and tell")
    assert len(words) <= LONGEST + 1
    assert words.endswith("…")


def test_media_are_told_by_their_digests_each_once():
    """
    Of a picture its kind, its size and what tells it from any other.
    """
    block = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{BASE64}"}}
    found = asked({"messages": [{"role": "user", "content": [block, block, {"data": BASE64}]}]}).media

    assert found == (Seen("image/png", len(PNG), hashlib.sha256(PNG).hexdigest()),)


def test_of_many_media_the_first_are_told():
    """
    A request may hold hundreds.
    """
    pictures = [base64.b64encode(bytes([number]) * 60).decode() for number in range(20)]

    assert len(asked({"input": pictures}).media) == MOST


def test_a_medium_of_an_unknown_type_is_base64():
    """
    Where nothing names its type.
    """
    assert str(Seen("", 1234, "ab" * 32)) == "base64, 1,234 bytes, SHA-256 abababababababab…"


def test_the_model_is_named_from_the_path_or_the_body():
    """
    Wherever the API has it.
    """
    assert asked({}, "https://x/v1beta/models/gemini-x:generateContent").model == "gemini-x"
    assert asked({"model": "gpt-4o"}).model == "gpt-4o"
    assert asked([1]).model == ""


def test_of_a_call_its_name_is_told():
    """
    Its arguments may be anything.
    """
    found = asked_of(Call("tavily", "search", {"api_key": "s3cr3t"}), "f1:0", None)

    assert (found.method, found.url) == ("call", "tavily.search")
    assert "s3cr3t" not in repr(found)
