"""The control API by its own description: whatever is sent, what is answered is what the description says."""

from __future__ import annotations

import json

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.proxy.control.description import description
from understudy.proxy.pages import PAGES

CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance),
    *(response_schema_conformance, unsupported_method),
]
BOUNDED = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DESCRIBED = schemathesis.openapi.from_dict(json.loads(description()))
OPERATIONS = [found.ok() for found in DESCRIBED.get_all_operations()]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Of a server that records what is missing."""
    with serving(ServeSettings(tmp_path_factory.mktemp("s") / "s", Mode.RECORD_IF_MISSING, grace_s=1)) as address:
        yield address


@pytest.mark.parametrize("kind", GenerationMode)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_whatever_is_sent_is_answered_as_described(address, operation, kind):
    """
    Right and wrong names, numbers, bodies and kinds of bodies: fifteen of each for each operation, the same each time.
    """

    @BOUNDED
    @given(operation.as_strategy(generation_mode=kind))
    def ask(case):
        case.call_and_validate(base_url=address, checks=CHECKS, timeout=20)

    try:
        ask()
    except Unsatisfiable:
        assert kind is GenerationMode.NEGATIVE, "an operation without parameters has nothing wrong"


def test_it_is_one_document(address):
    """
    Of the 2020-12 dialect, with nothing outside of it to be looked up; each page of ours is in it.
    """
    told = httpx.get(f"{address}/_understudy/openapi.json")
    paths = [path.removeprefix("/_understudy/") for path in told.json()["paths"]]
    for found in told.json()["components"]["schemas"].values():
        Draft202012Validator.check_schema(found)

    assert told.content == description()
    assert b"miss.json" not in description().replace(b"control.json and miss.json", b"")
    assert b"#/$defs" not in description()
    assert all(any(page.pattern.fullmatch(path.replace("{number}", "1")) for path in paths) for page in PAGES)


HOSTILE = [b"[" * 65000, b'{"a":' * 13000, b"1" * 65000, b'"\\ud800"', b"\xff\xfe", b"\0", b"{}" * 9]


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: ascii(body[:6]))
def test_a_hostile_body_is_a_wrong_one(address, body):
    """
    Depth, numbers and letters that no program has.
    """
    answer = httpx.post(f"{address}/_understudy/scopes", content=body)

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "understudy_wrong_use")


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: ascii(body[:6]))
@pytest.mark.parametrize("path", ["v1/chat/completions", "openai/v1/responses", "anthropic/v1/messages", "x"])
def test_a_hostile_body_for_an_api_is_a_miss_in_replay(tmp_path, path, body):
    """
    Or a wrong request; it is never a crash.
    """
    with serving(ServeSettings(tmp_path / "s", grace_s=0)) as address:
        answer = httpx.post(f"{address}/{path}", content=body, headers={"content-type": "application/json"})
        errors = httpx.get(f"{address}/_understudy/health").json()["errors"]

    assert (answer.status_code, errors) == (404, 0)
