"""Damaged documents: an error that names the place, never another one."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from tests.conftest import SHARED
from understudy.errors import RecordingUnreadable
from understudy.store import format1

FILES = sorted((SHARED / "recordings").rglob("*.json"))
REQUEST = {
    "method": "POST",
    "url": "http://h/v1/v1/chat/completions",
    "body": {},
    "endpoint": "/v1/chat/completions",
}
RAW = {"method": "POST", "url": "http://h/rerank", "payload": {}}
FRAME = {"__type__": "x", "__data__": {}}


@pytest.mark.parametrize(
    ("request_", "response", "says"),
    [
        (None, {}, "request: expected an object, found null"),
        ([], {}, "request: expected an object, found a list"),
        (REQUEST | {"url": 3}, {}, "request.url: expected a string, found the number 3"),
        (REQUEST | {"endpoint": True}, {"body": FRAME}, "request.endpoint: expected a string, found true"),
        (REQUEST, [], "response: expected an object, found a list"),
        (REQUEST, {}, "response.body: expected an object with __type__ and __data__, found null"),
        (
            REQUEST,
            {"body": [FRAME, 3]},
            "response.body[1]: expected an object with __type__ and __data__, found the number 3",
        ),
        (
            REQUEST,
            {"body": [FRAME, {"__type__": "x"}]},
            "response.body[1].__data__: expected an object, found nothing",
        ),
        (
            REQUEST,
            {"body": [FRAME | {"__type__": None}]},
            "response.body[0].__type__: expected a string, found null",
        ),
        (
            REQUEST,
            {"body": FRAME | {"__data__": "x"}},
            "response.body.__data__: expected an object, found the string 'x'",
        ),
        (
            REQUEST,
            {"body": FRAME, "is_streaming": True},
            "response.body: expected a list, one entry per frame",
        ),
        (
            REQUEST,
            {"is_exception": True, "exception_data": []},
            "response.exception_data: expected an object, found a list",
        ),
        (RAW, {}, "response.body: expected JSON, or the lines of a stream, found nothing"),
        (RAW, {"body": {}, "status": "200"}, "response.status: expected a number, found the string '200'"),
        (
            RAW,
            {"body": ["data: x", 1], "is_streaming": True},
            "response.body[1]: expected a string, found the number 1",
        ),
    ],
)
def test_an_error_names_the_place_the_value_and_what_belongs_there(request_, response, says):
    """
    The error says which place is wrong, what stands there, and what should.
    """
    with pytest.raises(RecordingUnreadable) as raised:
        (format1.asked(request_), format1.answered(request_, response))

    assert str(raised.value).startswith(says)


@pytest.mark.parametrize("path", FILES[::6] or [None], ids=lambda path: path.name[:24] if path else "none")
def test_a_damaged_document_gives_its_own_error_or_none(path):
    """
    Whatever stands in place of a part of a document, nothing but `RecordingUnreadable` is raised.
    """
    if path is None:
        pytest.skip("needs the folder `shared` beside the repository")
    whole = json.loads(path.read_text(encoding="utf-8"))
    chance = random.Random(path.name)

    for _ in range(30):
        _try(_damaged(whole, chance))


def _try(document: Any) -> None:
    try:
        document = format1.normalised(document)
        format1.keys(document)
        format1.stated_keys(document, "x.json")
        format1.call(document.get("request"))
        format1.asked(document.get("request"))
        format1.answered(document.get("request"), document.get("response"))
    except RecordingUnreadable:
        pass


def _damaged(document: Any, chance: random.Random) -> Any:
    result = copy.deepcopy(document)
    node = result
    for _ in range(chance.randint(0, 7)):
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not places:
            break
        place = chance.choice(places)
        if isinstance(node[place], dict | list) and chance.random() < 0.8:
            node = node[place]
            continue
        if chance.random() < 0.2 and isinstance(node, dict):
            del node[place]
        else:
            node[place] = copy.deepcopy(
                chance.choice([None, True, 0, -1.5, "", "x", [], {}, [1], [{}], {"a": None}, {"a": {"b": []}}])
            )
        break
    return result
