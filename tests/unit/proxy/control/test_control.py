"""Scopes that are started, looked at and ended over HTTP."""

from __future__ import annotations

import json
from importlib.resources import files
from urllib.parse import quote

import httpx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from understudy.engine import Repeat
from understudy.model import Mode
from understudy.testing import Answer, Upstream

SCOPE = "tests/é.test.mjs > it answers? 100%"


@pytest.fixture(scope="module")
def is_valid():
    """Whether an answer is what the schema says, and one of the named kind."""
    texts = {name: (files("understudy") / "schema" / name).read_text("utf-8") for name in ("control.json", "miss.json")}
    registry = Registry().with_resources(
        [(name, Resource.from_contents(json.loads(text))) for name, text in texts.items()]
    )

    def check(kind, answer):
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": f"control.json#/$defs/{kind}"}
        Draft202012Validator(schema, registry=registry).validate(answer.json())
        return True

    return check


@pytest.fixture
def control():
    """Talks to the control API of a server."""

    def ask(method, address, scope="", **more):
        name = f"/{quote(scope, safe='')}" if scope else ""
        return httpx.request(method, f"{address}/_understudy/scopes{name}", **more)

    return ask


@pytest.fixture
def recorded(served, asked, store):
    """A store in which a scope has two recordings, and another one has one."""
    words = iter(["one", "two", "other"])
    with Upstream(lambda _: Answer.of(200, {"content-type": "text/plain"}, [next(words).encode()])) as upstream:
        address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url})
        for scope in (SCOPE, SCOPE, "another"):
            said(asked, f"{address}/s/{quote(scope, safe='')}")


def said(asked, address, text="hi"):
    with asked(f"{address}/openai", text) as response:
        return response.read().decode()


def test_a_scope_is_started_played_and_ended(recorded, served, asked, control, is_valid):
    """
    Its address stands before an API's prefix; its ledger tells what came of it.
    """
    address = served()
    started = control("POST", address, json={"scope": SCOPE})
    assert (started.status_code, is_valid("scope", started)) == (201, True)
    assert started.json() == {"scope": SCOPE, "mode": "replay", "url": f"{address}/s/{quote(SCOPE, safe='')}"}

    assert said(asked, started.json()["url"]) == "one"
    half = control("GET", address, SCOPE)
    assert said(asked, started.json()["url"]) == "two"
    ended = control("DELETE", address, SCOPE)

    assert is_valid("ledger", half)
    assert is_valid("ledger", ended)
    first, second = half.json()["played"][0]["name"], half.json()["unused"][0]
    assert (half.status_code, half.json()["status"]) == (ended.status_code, ended.json()["status"]) == (200, "fine")
    assert ended.json() == {
        "scope": SCOPE,
        "status": "fine",
        "mode": "replay",
        "played": [{"name": first, "count": 1}, {"name": second, "count": 1}],
        "unused": [],
        "faults": {},
        "missed": 0,
        "misses": [],
        "sent": 0,
        "unsent": 0,
        "not_kept": {},
        "kept": [],
        "live": 0,
        "weaker": 0,
        "followed": 0,
    }


def test_a_scope_that_is_started_anew_plays_from_its_first_recording(recorded, served, asked, control):
    """
    A test that is retried sees what it saw; its ledger begins anew, too.
    """
    address = served()
    for _ in range(2):
        url = control("POST", address, json={"scope": SCOPE}).json()["url"]
        assert said(asked, url) == "one"

    assert [each["count"] for each in control("GET", address, SCOPE).json()["played"]] == [1]


def test_a_miss_is_in_the_ledger_with_its_report(recorded, served, asked, control, is_valid):
    """
    Whatever became of the error in the program, whoever ends the scope is told.
    """
    address = served()
    url = control("POST", address, json={"scope": SCOPE}).json()["url"]
    missed = said(asked, url, "what else?")

    ended = control("DELETE", address, SCOPE)

    assert (ended.status_code, is_valid("ledger", ended)) == (409, True)
    told = ended.json()
    assert (told["status"], told["missed"], told["misses"][0]["scope"]) == ("missed", 1, SCOPE)
    assert "the nearest recording differs" in told["misses"][0]["text"]
    # The address in the client's error is the server's own count of misses.
    assert (
        httpx.get(json.loads(missed)["error"]["message"].rpartition(" ")[2]).text.strip() == told["misses"][0]["text"]
    )


@pytest.mark.parametrize("mode", [Mode.RECORD, Mode.LIVE])
def test_what_has_no_upstream_was_not_sent(served, control, is_valid, mode):
    """
    The client is told which option is missing, and no ledger says that anything went out.
    """
    address = served(mode)
    url = control("POST", address, json={"scope": SCOPE}).json()["url"]

    answers = [httpx.get(f"{url}/generic/what/ever") for _ in range(2)]

    assert [(each.status_code, each.headers["x-understudy-upstream"]) for each in answers] == [(502, "unknown")] * 2
    assert "--upstream generic=URL" in answers[0].text
    ended = control("DELETE", address, SCOPE)
    assert is_valid("ledger", ended)
    assert {name: ended.json()[name] for name in ("sent", "unsent", "live")} == {"sent": 0, "unsent": 2, "live": 0}
    assert {name: health(address)[name] for name in ("sent", "unsent", "errors")} == {
        "sent": 0,
        "unsent": 2,
        "errors": 0,
    }


def health(address):
    return httpx.get(f"{address}/_understudy/health").json()


def test_the_header_names_a_started_scope_as_the_path_does(recorded, served, asked, control):
    """
    And where both name one, the header: it is the nearer one.
    """
    address = served()
    control("POST", address, json={"scope": SCOPE})
    headers = {b"x-understudy-scope": SCOPE.encode()}

    with asked(f"{address}/s/another/openai", headers=headers) as response:
        assert response.read() == b"one"
    assert control("GET", address, SCOPE).json()["played"][0]["count"] == 1


def test_a_scope_that_nobody_started_is_answered_all_the_same(recorded, served, asked, control, is_valid):
    """
    It has no ledger.
    """
    address = served()

    assert said(asked, f"{address}/s/another") == "other"
    for answer in (control("GET", address, "another"), control("DELETE", address, "another")):
        assert (answer.status_code, is_valid("error", answer)) == (404, True)
    listed = control("GET", address)
    assert (listed.json(), is_valid("scopes", listed)) == ({"scopes": []}, True)


def test_a_scope_may_do_less_than_the_server(recorded, served, asked, control):
    """
    A server that records can replay for one test, and repeat for it.
    """
    address = served(Mode.RECORD)
    url = control("POST", address, json={"scope": SCOPE, "mode": "replay", "repeat": "last"}).json()["url"]

    assert [said(asked, url) for _ in range(3)] == ["one", "two", "two"]
    assert control("DELETE", address, SCOPE).json()["weaker"] == 1


def test_what_a_scope_recorded_is_told(served, asked, control):
    """
    By name, so that it can be looked at.
    """
    with Upstream([Answer.of(200, {"content-type": "text/plain"}, [b"new"])]) as upstream:
        address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url})
        url = control("POST", address, json={"scope": SCOPE}).json()["url"]
        assert said(asked, url) == "new"
        told = control("DELETE", address, SCOPE).json()

    assert (told["sent"], told["live"], [each["is_changed"] for each in told["kept"]]) == (1, 0, [True])
    assert told["kept"][0]["name"].endswith(".json")


def test_a_scope_repeats_as_the_server_does_unless_it_says_otherwise(recorded, served, asked, control):
    """
    What the server was told holds for all.
    """
    address = served(repeat=Repeat.CYCLE)
    url = control("POST", address, json={"scope": SCOPE}).json()["url"]

    assert [said(asked, url) for _ in range(3)] == ["one", "two", "one"]


@pytest.mark.parametrize(
    ("mode", "body", "status", "text"),
    [
        (Mode.REPLAY, '{"scope": "s", "mode": "record"}', 403, "mode record may do more than this server"),
        (Mode.REPLAY, '{"scope": "s", "mode": "live"}', 403, "which runs in mode replay"),
        (Mode.RECORD_IF_MISSING, '{"scope": "s", "mode": "record"}', 403, "--mode record"),
        (Mode.REPLAY, '{"scope": "s", "mode": "rec"}', 400, "mode 'rec' does not exist"),
        (Mode.REPLAY, '{"scope": "s", "mode": 1}', 400, "mode is 1, expected a text"),
        (Mode.REPLAY, '{"scope": "s", "repeat": "on"}', 400, "repeat 'on' does not exist"),
        (Mode.REPLAY, '{"scope": "s", "modus": "live"}', 400, "unknown: modus"),
        (Mode.REPLAY, '{"scope": ""}', 400, "started with its name"),
        (Mode.REPLAY, "[]", 400, "started with its name"),
        (Mode.REPLAY, "scope=s", 400, "started with a JSON object"),
        (Mode.REPLAY, b"\xff", 400, "started with a JSON object"),
        (Mode.REPLAY, b'{"scope": "\\ud800"}', 400, "surrogates not allowed"),
    ],
)
def test_what_cannot_be_started_says_why(served, control, is_valid, mode, body, status, text):
    """
    A request never raises what the server may do, and a typing error costs one look.
    """
    address = served(mode)
    answer = control("POST", address, content=body)

    assert (answer.status_code, is_valid("error", answer)) == (status, True)
    assert text in answer.json()["error"]["message"]
    assert control("GET", address).json() == {"scopes": []}


def test_other_methods_do_not_exist(served, control, is_valid):
    """
    The answer names those that do.
    """
    address = served()

    for answer, allowed in ((control("DELETE", address), "GET, POST"), (control("POST", address, "s"), "DELETE, GET")):
        assert (answer.status_code, answer.headers["allow"], is_valid("error", answer)) == (405, allowed, True)


def test_a_page_of_somebody_else_is_refused(served, control, is_valid):
    """
    Whatever a browser is made to ask, nothing is told or done.
    """
    address = served()
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}):
        for method in ("GET", "POST"):
            answer = control(method, address, json={"scope": "s"}, headers=headers)
            assert (answer.status_code, is_valid("error", answer)) == (403, True)

    assert control("GET", address).json() == {"scopes": []}
    named = served(hosts=("recorder",))
    assert control("GET", named, headers={"host": "recorder:8080"}).status_code == 200
