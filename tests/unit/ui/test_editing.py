"""Who may change something through a page."""

from __future__ import annotations

import re

import pytest

from understudy.engine import Session
from understudy.model import Mode
from understudy.store import Directory

ORIGIN = "http://127.0.0.1:8080"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def ran(store, chat, running):
    """A running server, as its pages see it."""
    chat("one")
    return running(Session(Directory(store), Mode.REPLAY))


@pytest.fixture
def send(ran, opened):
    """Sends a form that switches a fault on; gives the answer's status."""
    ask = opened(running=ran, edits=True)
    shown = re.search(r'name="token" value="([^"]*)"', ask("/live").text)[1]

    def send(token=shown, origin=ORIGIN, content_type=FORM, **headers):
        headers |= {"origin": origin} if origin else {}
        content = f"scope=s&faults=status%3D500&token={token}"
        sent = {**headers, "content-type": content_type}
        return ask("/live/faults", method="POST", content=content, headers=sent).status_code

    return send


def test_a_form_of_ours_is_carried_out(send, ran):
    """
    Where the server was started for that.
    """
    assert send() == 303
    assert ran.breaking.faults == {"s": "status=500"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": ""},
        {"token": "x" * 43},
        {"origin": None},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9"},
        {"sec-fetch-site": "cross-site"},
        {"content_type": "text/plain"},
        {"content_type": "multipart/form-data; boundary=x"},
    ],
    ids=str,
)
def test_anything_else_is_refused(send, ran, wrong):
    """
    Pages of others, programs that guess, and forms of an earlier run.
    """
    assert send(**wrong) == 403
    assert ran.breaking.faults == {}


def test_read_only_pages_change_nothing(ran, opened):
    """
    They have no form, no token, and no token is right for them.
    """
    ask = opened(running=ran)

    assert 'name="token"' not in ask("/live").text
    form = {"scope": "s", "faults": "status=500", "token": ""}
    assert ask("/live/faults", method="POST", data=form, headers={"origin": ORIGIN}).status_code == 403
    assert ran.breaking.faults == {}


def test_a_form_has_a_size(ran, opened, monkeypatch):
    """
    Nobody fills the memory with one.
    """
    monkeypatch.setattr("understudy.ui.editing.LARGEST", 1000)
    ask = opened(running=ran, edits=True)

    form = {"scope": "s" * 2000, "faults": "", "token": ask.site.context.token}
    assert ask("/live/faults", method="POST", data=form, headers={"origin": ORIGIN}).status_code == 403


def test_what_changes_something_is_asked_for_with_post(ran, opened):
    """
    A link changes nothing.
    """
    ask = opened(running=ran, edits=True)

    assert ask(f"/live/faults?scope=s&faults=status%3D500&token={ask.site.context.token}").status_code in (404, 405)
    assert ran.breaking.faults == {}
