"""What holds for anything that a stranger may write: a documented error or an answer, never a crash."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, reader
from tests.trust.hostile.builder import recording
from understudy.errors import printable

ODD = [
    None, True, -1, 0, 10**30, 1.5, 1e308, "", "\0", "\ud800", "../x", "a\r\nb", "{json}", "{json.x}", [], {}, [[]],
    {"__type__": "text", "__data__": 1}, {"__type__": "media", "__data__": "x"}, {"__media__": "x"}, {"": {}},
    {"__type__": "multipart", "__data__": [{"head": [1], "text": "x"}]}, "base64", "sse", "eventstream", "compact+x",
]  # fmt: skip  # a line for each is a page
values = st.sampled_from(ODD) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
STREAM = recording(
    response__body=[{"__type__": "x", "__data__": {"type": "a"}}, {"__type__": "text", "__data__": "data: [DONE]\n\n"}],
    response__is_streaming=True,
    response__wire={"framing": "sse", "style": "compact", "frame": "data: {json}\n\n", "between": {"1": ": c\n\n"}},
    response__marks="5@0 7@1+3",
)
FORMAT_1 = {
    "test_id": "t::t",
    "request": {
        "method": "POST",
        "url": "https://api.openai.com/v1/v1/chat/completions",
        "headers": {},
        "body": {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True},
        "endpoint": "/v1/chat/completions",
        "model": "m",
    },
    "response": {
        "body": [{"__type__": "openai.types.chat.ChatCompletionChunk", "__data__": {"id": "rec-1", "choices": []}}],
        "is_streaming": True,
    },
    "id_normalization_mapping": {"rec-1": "live-1"},
}
OLLAMA = {**FORMAT_1, "request": {**FORMAT_1["request"], "url": "http://h/api/chat", "endpoint": "/api/chat"}}
RAISED = {**FORMAT_1, "response": {"body": None, "is_exception": True, "exception_type": "x", "exception_data": {}}}
VERTEX = {**FORMAT_1, "request": {**FORMAT_1["request"], "url": "vertexai://x/generate_content", "endpoint": None}}
CALL = {
    "test_id": None,
    "request": {"provider": "p", "tool_name": "t", "kwargs": {"a": 1}},
    "response": {"body": {"__type__": "x", "__data__": {}}, "is_streaming": False},
}


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *(each for key, value in inner for each in places(value, (*path, key)))]


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at a path."""
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = changed(document[path[0]], path[1:], value)
    return copy


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """A good recording, of any kind there is, with odd values in some places."""
    document = draw(st.sampled_from([recording(), STREAM, FORMAT_1, OLLAMA, RAISED, VERTEX, CALL]))
    for _ in range(draw(st.integers(1, 3))):
        document = changed(document, draw(st.sampled_from(places(document))), draw(values))
    return document


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.sampled_from([None, 2]))
def test_a_recording_with_odd_values(document, indent):
    """
    It can be read, or it is unreadable and says which file it is; nothing else happens.
    """
    reader(json.dumps(document, indent=indent).encode())


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | values.map(json.dumps).map(str.encode))
def test_any_bytes(target, data):
    """
    Every reader, codec, fingerprint and redactor takes any bytes.
    """
    TARGETS[target](data)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=2000), st.integers(0, 2000), st.integers(0, 255))
def test_a_damaged_coding(plain, at, byte):
    """
    A byte that is another one is CodingDamaged, or other plain bytes.
    """
    coded = bytearray(zlib.compress(plain))
    coded[at % len(coded)] = byte

    TARGETS["codings"](bytes(coded))


@given(st.text())
def test_what_is_printable_stays_so(text):
    """
    An error's text has nothing that a terminal obeys, however often it is made printable.
    """
    once = printable(text)

    assert printable(once) == once
    assert all(char.isprintable() or ord(char) > 0x9F or char in "\n\t" for char in once)
