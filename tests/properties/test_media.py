"""What holds for any medium, however it is written, wherever in an exchange it stands."""

from __future__ import annotations

import base64
import json
import textwrap

from hypothesis import example, given
from hypothesis import strategies as st

from understudy.match import (
    canonical,
    features_of_request,
    fingerprint_of,
    parse_rules,
)
from understudy.model import Mark, Request, Response
from understudy.store import Draft, read
from understudy.store.document import parsed
from understudy.store.glance import entry_of, glance, glance_closely
from understudy.store.media import references, resolved
from understudy.store.media_kinds import SURE
from understudy.store.referring import with_references
from understudy.store.writing import document_of, text_of

BEGINNINGS = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7\n", b"RIFF\0\0\0\0WAVE", b"ID3\x03", b"PK\x03\x04"]
PREFIXES = ["", "data:image/png;base64,", "data:;base64,", "DATA:text/plain;charset=utf-8;BASE64,", "data:image/png,"]
contents = st.builds(
    lambda beginning, rest, times: beginning + rest * times,
    st.sampled_from(BEGINNINGS),
    st.binary(min_size=1, max_size=70),
    st.sampled_from([1, 3, 100]),
)


def in_lines(text, width, end, is_ended):
    return end.join(textwrap.wrap(text, width)) + end * is_ended


layouts = st.sampled_from([lambda text: text, lambda text: text.rstrip("="), lambda text: text + "="]) | st.builds(
    lambda width, end, is_ended: lambda text: in_lines(text, width, end, is_ended),
    st.sampled_from([64, 76]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
encodings = st.sampled_from([base64.b64encode, base64.urlsafe_b64encode])
media = st.builds(
    lambda prefix, encode, layout, content: prefix + layout(encode(content).decode()),
    st.sampled_from(PREFIXES),
    encodings,
    layouts,
    contents,
)
names = st.sampled_from(["a", "image", "url", "embedding", "__media__", "__type__", "__data__", "prefix", "layout"])
values = st.recursive(
    media | st.text(max_size=5) | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
TYPES = ["application/json", "application/vnd.x+json", "image/png", "audio/mpeg", "multipart/form-data; boundary=b"]
HEADS = [
    b'Content-Disposition: form-data; name="a"',
    b'content-disposition: form-data; name="f"; filename="f.png"\r\nContent-Type: image/png',
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding:  binary\r\nX: \xc3\xbc",
    b"no head",
]
parts = st.builds(
    lambda head, content: b"--b\r\n" + head + b"\r\n\r\n" + content + b"\r\n",
    st.sampled_from(HEADS),
    contents | contents.map(base64.b64encode),
)
ends = st.sampled_from([b"--b--\r\n", b"--b--\r\n", b"--b--", b"--b--\r\nmore", b""])
forms = st.builds(lambda written, end: b"".join(written) + end, st.lists(parts, min_size=1, max_size=3), ends)
bodies = values.map(lambda value: json.dumps(value).encode()) | contents | forms
requests = st.builds(
    lambda type_, body: Request("POST", "https://api.openai.com/v1/chat/completions", (("content-type", type_),), body),
    st.sampled_from(TYPES),
    bodies,
)
responses = st.builds(
    lambda type_, body: Response(200, (("content-type", type_),), body, (Mark(0, 1),) if body else ()),
    st.sampled_from([*TYPES, "text/event-stream"]),
    bodies | values.map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\ndata: [DONE]\n\n"),
)
RULES = parse_rules(ignore=["url"], volatile=["iso-date", {"name": "letters", "pattern": "AAA+"}])


def documented(request, response=Response(200)):  # noqa: B008 - a value
    draft = Draft(None, request, response, fingerprint_of(canonical(request)), 1, "", stable_ids=False)
    return document_of(draft)


@given(requests, responses)
@example(Request("POST", "https://h/x", (("content-type", "application/json"),), b'{"__media__":"x"}'), Response(200))
def test_any_exchange_comes_back_from_its_references(request, response):
    """
    With its media in files and back, each byte of request and answer is the one that was there.
    """
    document = documented(request, response)

    referring, files = with_references(document)

    text = text_of(referring).decode()
    again = read(text, "x", content=files.__getitem__)
    assert (again.request, again.response.body) == (read(text_of(document).decode(), "x").request, response.body)
    assert again.request.body == request.body
    assert set(again.media) == references(referring) == files.keys()
    assert resolved(referring, files.__getitem__) == document
    assert with_references(referring) == (referring, {})


@given(requests, st.booleans())
def test_the_index_knows_a_request_without_its_media(request, has_rules):
    """
    Fingerprint and features are those of the exchange with its media in place, and no file is looked at.
    """
    rules = RULES if has_rules else parse_rules()
    inline = text_of(documented(request)).decode()
    text = text_of(with_references(documented(request))[0]).decode()

    entry, features = glance_closely(text, "x", rules)

    assert entry.fingerprints == (fingerprint_of(canonical(request, rules), rules),)
    assert entry == glance(inline, "x", rules) == entry_of(parsed(text, "x"), "x", rules)
    assert features == features_of_request(request)


def test_the_kinds_tried_are_known():
    """
    The beginnings above are those of kinds in the table.
    """
    assert {"png", "jpg", "pdf", "wav", "mp3", "zip"} <= SURE.keys()
