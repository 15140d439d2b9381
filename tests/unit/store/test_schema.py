from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from tests.unit.store.edited import edited
from understudy.errors import RecordingUnreadable
from understudy.model import ClosedByClient, Failed, FailureKind, Request, Response
from understudy.store import read
from understudy.store.media import NAME
from understudy.store.referring import with_references
from understudy.store.writing import document_of
from understudy.wire import FRAMINGS
from understudy.wire.json_style import ESCAPES, LAYOUTS

SCHEMA = json.loads((files("understudy") / "schema" / "recording.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def complaints(document):
    return [error.json_path for error in VALIDATOR.iter_errors(json.loads(json.dumps(document)))]


def test_the_schema_is_one():
    """
    Editors and validators can load it.
    """
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_knows_what_the_code_knows():
    """
    Framings, styles and kinds of failure are the same in both.
    """
    wire, ended = SCHEMA["$defs"]["wire"], SCHEMA["$defs"]["ended"]
    style = Draft202012Validator(SCHEMA["$defs"]["style"])

    assert wire["properties"]["framing"]["enum"] == list(FRAMINGS)
    assert ended["anyOf"][2]["properties"]["kind"]["enum"] == [kind.value for kind in FailureKind]
    assert all(style.is_valid(f"{layout}+ascii+{''.join(ESCAPES)}") for layout in LAYOUTS)


def test_every_recording_of_the_public_corpus_fits(shared):
    """
    What is read as format 1 is described as format 1, the seed first.
    """
    found = [*(shared / "seed").iterdir(), *(shared / "recordings").rglob("*.json")]

    assert {path.name: where for path in found if (where := complaints(json.loads(path.read_text("utf-8"))))} == {}
    assert len(found) > 200


SSE = (("content-type", "text/event-stream"), ("date", "today"))
EVERYTHING = b'\xff: x\n\nid: 1\ndata: {"a":1}\n\ndata: {"a": 2}\n\ndata: {"a": 3}\n\ndata: 1.10\n\ndata: [DO'
WRITTEN = [
    {},
    {"scope": "tests/test_x.py::test_y[p]", "sequence": 3},
    {"response": Response(200, SSE, EVERYTHING, coding="gzip")},
    {"response_ended": ClosedByClient(7)},
    {"response": Response(None, ended=Failed(FailureKind.CONNECT, "refused", 0))},
    {"response": Response(204)},
    {"request": Request("GET", "https://x/v1/models"), "response": Response(200, SSE[1:], b"[1]")},
    {"request": Request("POST", "https://x/y", (("content-type", "text/plain"),), b"\xff")},
    {
        "request": Request("POST", "https://x/v1/responses", (), b'{"a": 1}'),
        "response": Response(200, (), b'{"id": "resp_live_1"}'),
    },
]


@pytest.mark.parametrize("changes", WRITTEN)
def test_every_written_document_fits(changes, drafted):
    """
    What we write is what the schema says.
    """
    assert complaints(document_of(drafted(**changes))) == []


MEDIUM = "data:image/png;base64,iVBORw0KGgo="
FORM = (("content-type", "multipart/form-data; boundary=b"),)
WITH_MEDIA = [
    {"request": Request("POST", "https://x/y", (), f'{{"a":"{MEDIUM}"}}'.encode())},
    {"request": Request("POST", "https://x/y", FORM, b"--b\r\nA: b\r\n\r\nID3\x04\xff\r\n--b--\r\n")},
    {"response": Response(200, (("content-type", "audio/mpeg"),), b"ID3\x04\xff")},
]


@pytest.mark.parametrize("changes", WITH_MEDIA)
def test_every_document_with_media_fits(changes, drafted):
    """
    And what refers to a medium is one by the schema, too.
    """
    document, media = with_references(document_of(drafted(**changes)))

    assert len(media) == 1
    assert complaints(document) == []


def test_the_schema_knows_references():
    """
    Names of media and layouts are the same in both.
    """
    medium = VALIDATOR.evolve(schema=SCHEMA["$defs"]["medium"] | {"$defs": SCHEMA["$defs"]})
    name = f"{'0f' * 32}.png"

    assert NAME.fullmatch(name)
    assert all(medium.is_valid({"__media__": name, "layout": each}) for each in ("url+unpadded", "lines-76+ended"))
    assert not any(medium.is_valid({"__media__": each}) for each in ("x.png", f"../{name}", 5))
    assert not medium.is_valid({"__media__": name, "layout": "neat"})


WRONG = [
    (("test_id",), 5),
    (("request",), ...),
    (("response",), []),
    (("request", "method"), ...),
    (("request", "url"), None),
    (("response", "body", 0), {"__data__": 1}),
    (("response", "body", 0, "__type__"), None),
    (("response", "body"), "hello"),
    (("response", "wire", "framing"), "spdy"),
    (("response", "wire", "style"), "neat"),
    (("response", "wire", "end"), 5),
    (("response", "wire", "between"), {"0": {"hex": "00"}}),
    (("response", "marks"), "soon"),
    (("response", "ended"), "late"),
    (("response", "ended"), {"by": "upstream", "kind": "boredom", "message": ""}),
    (("understudy", "format"), 3),
    (("understudy", "sequence"), "second"),
]
# The reader bears these; an editor that knows the schema marks them.
ODD = [
    (("request", "methodd"), "POST"),
    (("response", "status"), "200"),
    (("response", "mark"), "1@0"),
    (("response", "wire", "ends"), ""),
    (("response", "wire", "between"), {"first": ""}),
    (("understudy", "fingerprint"), "f1:"),
    (("understudy", "comment"), "x"),
    (("notes",), "x"),
]


@pytest.mark.parametrize("path, value", WRONG)
def test_what_cannot_be_read_does_not_fit(path, value, drafted):
    """
    The schema refuses what the reader refuses.
    """
    document = edited(document_of(drafted()), path, value)

    assert complaints(document)
    with pytest.raises(RecordingUnreadable):
        read(json.dumps(document), "x")


@pytest.mark.parametrize("path, value", ODD)
def test_a_typing_error_does_not_fit(path, value, drafted):
    """
    A key that does not exist is marked in an editor before it is committed.
    """
    assert complaints(edited(document_of(drafted()), path, value))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"request": {"url": "x"}},
        {"request": {}, "response": {"body": None}},
        {"request": {"url": 5}, "response": {"body": None}},
        {"request": {"tool_name": 5}, "response": {"body": None}},
        {"request": {"url": "https://x/v1/models"}, "response": {}},
    ],
)
def test_a_format_1_document_that_is_none_does_not_fit(document):
    """
    Format 1 is described as well.
    """
    assert complaints(document)
