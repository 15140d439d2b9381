from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.store.naming import name_of, numbered_name_of

PRINT = "f1:" + "a6" * 32


def named(text="What teams are playing?", *, scope=None, fingerprint=PRINT, sequence=1, api="openai-chat"):
    return name_of(api, {"messages": [{"role": "user", "content": text}]}, scope, fingerprint, sequence)


def test_a_name_is_for_people():
    """
    A name says which API, what was asked and which of several; and it never changes.
    """
    assert named() == "openai-chat-what-teams-are-playing-055a5c76.json"
    assert named(sequence=3) == "openai-chat-what-teams-are-playing-055a5c76-3.json"


def test_different_recordings_have_different_names():
    """
    Scope, question and place each keep two names apart.
    """
    names = [named(), named(scope="a"), named(scope="b"), named(fingerprint="f1:b"), named(sequence=2), named(api="x")]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "body, words",
    [
        ({"input": "Say hi"}, "say-hi"),
        ({"input": [{"content": [{"text": "Say hi"}]}]}, "say-hi"),
        ({"contents": [{"parts": [{"text": "Say hi"}]}]}, "say-hi"),
        ({"messages": [{"content": [{"type": "image"}, {"text": "Say hi"}]}]}, "say-hi"),
        ({"prompt": "Say hi"}, "say-hi"),
        ({"query": "Say hi"}, "say-hi"),
        ({"messages": [{"content": "First"}, {"content": "Second"}]}, "first"),
        ({"messages": [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Say hi"}]}, "say-hi"),
        ({"messages": [{"role": "user", "content": "One"}, {"role": "user", "content": "Two"}]}, "two"),
        ({"input": [{"role": "user", "content": "Say hi"}, {"role": "user", "content": []}]}, "say-hi"),
        ({"messages": [{"role": "system", "content": "Be brief"}]}, "be-brief"),
        ({"prompt": "one two three four five six seven eight nine ten"}, "one-two-three-four-five-six-seven-eight"),
        ({"prompt": "x" * 300}, "x" * 40),
        ({"prompt": "你好"}, ""),
        ({"prompt": 5}, ""),
        ({"__type__": "text", "__data__": "x"}, ""),
        ([1], ""),
        (None, ""),
    ],
)
def test_the_words_of_a_question(body, words):
    """
    Every known API's question gives the name's words, cut between words; a request without one has none.
    """
    assert name_of("api", body, None, PRINT, 1) == "-".join(filter(None, ["api", words, "055a5c76"])) + ".json"


@pytest.mark.parametrize(
    "order, spare, name",
    [
        (1, 0, "01-openai-chat-say-hi.json"),
        (12, 0, "12-openai-chat-say-hi.json"),
        (1, 2, "01-openai-chat-say-hi-3.json"),
    ],
)
def test_a_tests_own_files_are_in_its_order(order, spare, name):
    """
    What a test asks first comes first in its folder; a name that is taken gets a number.
    """
    assert numbered_name_of("openai-chat", {"prompt": "Say hi"}, order, spare) == name


@given(
    st.text() | st.sampled_from(["../../etc/passwd", "..\\..\\x", "a/b", "C:\\x", "\0", ".hidden", "con"]), st.text()
)
def test_a_name_is_a_file_of_the_store_whatever_was_asked(text, scope):
    """
    No prompt and no scope leads out of the folder, hides the file or is too long for a file system.
    """
    assert re.fullmatch(r"openai-chat-[a-z0-9-]+\.json", named(text, scope=scope.encode("utf-8", "ignore").decode()))
    assert len(named(text)) < 100
