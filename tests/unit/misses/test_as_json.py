from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from tests.unit.misses.every_reason import EVERY
from understudy.misses import Reason, from_json, to_json
from understudy.misses.asked import MOST
from understudy.model import Mode

SCHEMA = json.loads((files("understudy") / "schema" / "miss.json").read_text("utf-8"))


@pytest.fixture(params=EVERY)
def miss(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return request.param, EVERY[request.param]()


def test_the_json_of_a_miss(miss, golden):
    """
    A program gets the same as a person, field by field, and the text beside it.
    """
    name, found = miss

    golden(f"misses/{name}.json", json.dumps(to_json(found), indent=2, ensure_ascii=False))


def test_it_is_what_the_schema_says(miss):
    """
    No field is missing there, and none is something else.
    """
    written = json.loads(json.dumps(to_json(miss[1])))

    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(written)] == []


def test_a_program_that_a_test_starts_can_tell_it_to_the_test(miss):
    """
    What was written is read as the same.
    """
    assert from_json(json.loads(json.dumps(to_json(miss[1])))) == miss[1]


def test_the_schema_knows_what_the_code_knows():
    """
    Reasons and modes are the same in both.
    """
    Draft202012Validator.check_schema(SCHEMA)
    fields = SCHEMA["properties"]

    assert fields["reason"]["enum"] == [reason.value for reason in Reason]
    assert fields["mode"]["enum"] == [mode.value for mode in Mode]
    assert fields["asked"]["properties"]["media"]["maxItems"] == MOST
