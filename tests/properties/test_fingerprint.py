"""What holds for the fingerprint of any request."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from understudy.match import DECODER, canonical, fingerprint, fingerprint_of, fingerprint_of_json
from understudy.model import Request

URL = "https://api.openai.com/v1/chat/completions"

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from([0, 1, -1, 1.0, "1", "true", True, 2**53, 2**53 + 1, 0.1 + 0.2])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


def meaning(value):
    """What JSON says a value is: numbers by value, everything else by kind and content; objects without order."""
    match value:
        case dict():
            return "object", frozenset((name, meaning(inner)) for name, inner in value.items())
        case list():
            return "list", tuple(map(meaning, value))
        case bool() | None | str():
            return type(value).__name__, value
    # Integers beyond 2^53 compare digit by digit, as they are written: no float is one of them.
    return "number", (value if abs(value) < 2**53 else repr(value))


def shuffled(value, draw):
    """The same value with the keys of its objects in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name], draw) for name in draw(st.permutations(list(value)))}
    return [shuffled(each, draw) for each in value] if isinstance(value, list) else value


@given(values, values)
def test_requests_are_the_same_exactly_when_their_json_means_the_same(one, other):
    """
    Two bodies have one fingerprint if and only if they are the same JSON value.
    """
    is_same = fingerprint("POST", URL, json.dumps(one)) == fingerprint("POST", URL, json.dumps(other))

    assert is_same == (meaning(one) == meaning(other))


@given(values, st.sampled_from([None, 0, 1, 3]), st.booleans(), st.data())
def test_how_a_body_is_written_does_not_count(value, indent, is_ascii, data):
    """
    Order of keys, whitespace, escapes and the spelling of numbers never change a fingerprint.
    """
    other = shuffled(value, data.draw)
    text = json.dumps(other, indent=indent, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")

    assert fingerprint("POST", URL, text) == fingerprint("POST", URL, json.dumps(value))


@given(values)
def test_the_index_and_a_live_request_agree(value):
    """
    A body that was parsed from a file gives the fingerprint of the bytes that were sent.
    """
    text = json.dumps(value)

    assert fingerprint_of_json("POST", URL, DECODER.decode(text)) == fingerprint("POST", URL, text) or value is None


@given(st.binary(), st.text(max_size=20), st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=3))
def test_every_request_has_a_fingerprint(body, content_type, headers):
    """
    No body and no header is too odd, and the same request has the same fingerprint each time.
    """
    request = Request("POST", URL, (("content-type", content_type), *headers), body)

    assert fingerprint_of(canonical(request)) == fingerprint_of(canonical(request))


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_other_bytes_are_another_request(one, other):
    """
    Bodies that are no JSON compare byte by byte.
    """
    one, other = b"\xff" + one, b"\xff" + other

    assert (fingerprint("POST", URL, one) == fingerprint("POST", URL, other)) == (one == other)


boundaries = st.text("abcXYZ019'()+_-./:=?", min_size=1, max_size=20)
# A part that holds its own delimiter is none (RFC 2046, 5.1.1).
uploads = st.lists(st.binary(max_size=20).filter(lambda part: b"--" not in part), max_size=3)


@given(boundaries, boundaries, uploads, uploads)
def test_a_boundary_does_not_count_and_parts_do(one, other, parts, others):
    """
    Uploads are the same exactly when their parts are.
    """

    def upload(boundary, contents):
        lines = b"".join(b"--" + boundary.encode() + b"\r\n\r\n" + part + b"\r\n" for part in contents)
        headers = (("content-type", f'multipart/form-data; boundary="{boundary}"'),)
        return canonical(Request("POST", URL, headers, lines + b"--" + boundary.encode() + b"--\r\n"))

    assert (upload(one, parts) == upload(other, others)) == (parts == others)
