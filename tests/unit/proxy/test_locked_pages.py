"""The pages of a server that wants a key: a browser asks a person for it."""

from __future__ import annotations

from base64 import b64encode

import httpx
import pytest

from understudy.model import Mode

DOOR = "door-7Tz5Wq:ü"
PAGES = (
    "",
    "recording?name=x",
    "static/page.css",
    "events",
    "metrics",
    "misses/1",
    "scopes",
    "openapi.json",
    "nothing",
)


@pytest.fixture
def address(served, monkeypatch):
    """Of our pages on such a server."""
    monkeypatch.setenv("MY_DOOR", DOOR)
    return f"{served(Mode.REPLAY, inbound_key='MY_DOOR')}/_understudy/"


def basic(password, name="anybody"):
    return {"authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


@pytest.mark.parametrize("page", PAGES)
def test_without_the_key_nothing_is_shown_and_a_browser_asks(address, page):
    """
    Whatever is there or not.
    """
    answer = httpx.get(address + page)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="Understudy", charset="UTF-8"'
    assert answer.json()["error"]["type"] == "understudy_locked"
    assert "the key is the password" in answer.text
    assert DOOR not in answer.text


@pytest.mark.parametrize("name", ["anybody", "", "ü"])
def test_the_key_is_the_password(address, name):
    """
    Whoever it is that has it; also of what is no page for people.
    """
    assert httpx.get(f"{address}metrics", headers=basic(DOOR, name)).status_code == 200
    assert httpx.get(f"{address}misses/1", headers=basic(DOOR, name)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        basic(""),
        basic("x"),
        basic(DOOR[:-1]),
        basic(DOOR + "x"),
        basic(DOOR.upper()),
        basic("", DOOR),
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic " + b64encode(DOOR.encode()).decode()},
        {"authorization": "Basic " + b64encode(b"x:\xff\xfe").decode()},
        {"authorization": "Digest " + b64encode(f"x:{DOOR}".encode()).decode()},
        {"x-understudy-key": "Basic " + b64encode(f"x:{DOOR}".encode()).decode()},
        {"cookie": f"key={DOOR}".encode()},
    ],
)
def test_anything_else_is_no_key(address, wrong):
    """
    Nor is it one in another place.
    """
    assert httpx.get(f"{address}metrics", headers=wrong).status_code == 401


def test_the_key_in_an_address_is_none(address):
    """
    Browsers remember addresses, and other pages are told of them.
    """
    assert httpx.get(f"{address}metrics", params={"key": DOOR}).status_code == 401
    assert httpx.get(address.replace("//", f"//x:{DOOR.replace('ü', '%C3%BC')}@") + "metrics").status_code == 200


def test_a_password_opens_no_api(address):
    """
    Programs send the key as that of their API; a browser has no business there.
    """
    url = address.replace("_understudy/", "openai/v1/models")

    assert httpx.get(url, headers=basic(DOOR)).status_code == 401


def test_pages_of_others_are_not_let_in_by_what_a_browser_knows(address):
    """
    It would send the password with whatever they make it ask for.
    """
    asked = {**basic(DOOR), "origin": "https://evil.example", "sec-fetch-site": "cross-site"}

    assert httpx.get(f"{address}metrics", headers=asked).status_code == 403
