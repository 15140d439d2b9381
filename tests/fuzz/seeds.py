"""What fuzzing begins with: one good input of each kind, from which all others are made."""

from __future__ import annotations

import gzip
import json
import zlib

from tests.trust.hostile.builder import recording

RECORDING = recording(
    response__body=[{"__type__": "x", "__data__": {"type": "a"}}],
    response__is_streaming=True,
    response__headers={"content-type": "text/event-stream"},
    response__wire={"framing": "sse", "style": "compact", "frame": "event: {json.type}\ndata: {json}\n\n"},
)
FORMAT_1 = {
    **{key: RECORDING[key] for key in ("test_id", "request")},
    "response": {"body": {"__type__": "x", "__data__": {"id": "rec-1"}}, "is_streaming": False},
    "id_normalization_mapping": {"rec-1": "live"},
}
CASSETTE = """\
interactions:
- request: {method: POST, uri: 'https://api.openai.com/v1/x', body: '{}', headers: {Accept: ['*/*']}}
  response: {status: {code: 200, message: OK}, headers: {}, body: {string: !!binary aGk=}}
version: 1
"""

SEEDS: dict[str, list[bytes]] = {
    "reader": [json.dumps(each, indent=indent).encode() for each in (RECORDING, FORMAT_1) for indent in (None, 2)],
    "codecs": [
        b'event: a\ndata: {"x":1}\n\ndata: [DONE]\n\n',
        b'{"a":1}\n{"a":2}\n',
        b'[{"a":1},\n{"b":2}]',
        b"<text 2\nhi\n>close 2\n{}\n",
        bytes.fromhex("0000001000000000 05c248eb 7d98c8ff"),
    ],
    "bodies": [
        b'event: a\ndata: {"type":"a"}\n\n: ping\n\ndata: [DONE]\n\n',
        b'{"a": 1.10}\n{"a":2}\n\n',
        b'[{"a":1},\n{"b":"\\u003c"}]',
        b"\xff\x00",
    ],
    "conversations": [b"<text 2\nhi\n>close 2\n{}\n", b">binary 3\n\x00\n\xff\n"],
    "templates": [b"event: x\ndata: {json}\n\n\0{}", b'[["a","b"]]\0x', b"<text {json}\0hi"],
    "codings": [gzip.compress(b"hi" * 50), zlib.compress(b"hi" * 50)],
    "styles": [b'{"a": "\\u003c", "b": [1, 2.50]}'],
    "fingerprint": [
        b'{"model":"m","messages":[]}',
        b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    ],
    "redactor": [b'see https://u:p@h/x?api_key=k and {"api_key": "k"}'],
    "cassette": [CASSETTE.encode(), b'{"interactions": [], "version": 1}'],
}


def seeds_of(target: str) -> list[bytes]:
    """The inputs with which a target begins."""
    return SEEDS.get(target, [])
