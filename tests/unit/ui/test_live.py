"""The page of what a server answers."""

from __future__ import annotations

import re

import httpx
import pytest

from understudy.engine import Repeat
from understudy.proxy import ServeSettings, serving
from understudy.proxy.watching import Done
from understudy.ui import Site
from understudy.ui.live import ACTIONS

CHAT = {"model": "gpt-4o", "messages": [{"role": "user", "content": "one"}]}


@pytest.fixture
def server(store, chat):
    """A server whose pages may change something, at this address. It has one recording without a scope."""
    chat("one")
    sites = []

    def site(running):
        sites.append(Site(store, running, edits=True))
        return sites[-1]

    with serving(ServeSettings(store, repeat=Repeat.LAST, grace_s=1), site=site) as address:
        yield address
    for each in sites:
        each.close()


def status(server, scope):
    headers = {"x-understudy-scope": scope}
    return httpx.post(f"{server}/openai/v1/chat/completions", json=CHAT, headers=headers, timeout=20).status_code


def switch(server, scope, faults):
    page = httpx.get(f"{server}/_understudy/live", timeout=20).text
    token = re.search(r'name="token" value="([^"]*)"', page)[1]
    form = {"scope": scope, "faults": faults, "token": token}
    return httpx.post(f"{server}/_understudy/live/faults", data=form, headers={"origin": server}, timeout=20)


def test_faults_are_switched_on_and_off_for_one_scope(server):
    """
    All others are answered as ever; and the page says what is on.
    """
    assert status(server, "mine") == 200

    answer = switch(server, "mine", "status=503")
    assert (answer.status_code, answer.headers["location"]) == (303, "/_understudy/live")
    assert [status(server, scope) for scope in ("mine", "theirs", "mine")] == [503, 200, 503]
    assert "<code>status=503</code>" in httpx.get(f"{server}/_understudy/live").text

    switch(server, "mine", "")
    assert status(server, "mine") == 200
    assert "status=503</code>" not in httpx.get(f"{server}/_understudy/live").text


@pytest.mark.parametrize(("scope", "faults"), [("mine", "nonsense"), ("", "status=503"), ("a\nb", "status=503")])
def test_what_is_no_fault_changes_nothing(server, scope, faults):
    """
    And is told with what is one.
    """
    answer = switch(server, scope, faults)

    assert answer.status_code == 400
    assert status(server, "mine") == 200


def test_an_address_chooses_what_is_shown(server):
    """
    What it says is text, and what nobody can choose is not chosen.
    """
    words = {"text": '"><script>alert(1)</script>' + "x" * 500, "came": "miss"}
    page = httpx.get(f"{server}/_understudy/live", params=words, timeout=20).text

    assert '<option value="miss" selected>missed</option>' in page
    assert "<script>alert" not in page
    assert "x" * 180 not in page
    assert " selected" not in httpx.get(f"{server}/_understudy/live?came=nothing", timeout=20).text


def test_whatever_is_done_with_a_request_has_a_word():
    """
    The page shows it, and filters by it.
    """
    assert {each.value for each in Done} == set(ACTIONS)
