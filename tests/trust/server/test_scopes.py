"""Scopes, models and hosts that clients name: they lead out of no folder, and take no memory without bound."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from understudy.engine import Journal, Session
from understudy.model import Mode, Request
from understudy.proxy import scopes
from understudy.store import Directory

NAMES = [
    *(
        "../../../../tmp/x",
        "/etc/passwd",
        "..",
        ".",
        "a/../../b",
        "C:\\Windows\\x",
        "\\\\host\\share",
        "CON",
        "nul.json",
    ),
    *("~/.ssh/id", "$HOME", "a" * 1000, "é" * 1000, "%2e%2e%2f", "-rf", ".git/hooks/x", "x.json", "\U0001f600" * 200),
]
WRONG = ["a\nb", "a\rb", "a\x00b", "\x1b[2J", "a\x7f", "a\u2028b", "a" * 1001, "é" * 1001]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:20].replace("\\", "_"))
def test_no_name_leads_out_of_the_store(served, upstream, store, eventually, tmp_path, name):
    """
    A scope's, and a model's: what is recorded is a file of the store.
    """
    address = served(Mode.RECORD, upstreams={"openai": upstream.url})
    scope = {b"x-understudy-scope": name.encode()}
    body = {"model": name, "messages": [{"role": "user", "content": name}]}
    answer = httpx.post(f"{address}/openai/v1/chat/completions", json=body, headers=scope)
    assert answer.status_code == 200
    eventually(lambda: list(store.rglob("*.json")))

    written = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert written <= {store.name}
    assert all(len(path.name) < 200 for path in store.rglob("*"))


@pytest.mark.parametrize("name", WRONG, ids=ascii)
def test_a_name_that_no_list_could_show_is_refused(served, name):
    """
    By header, by path, and by the control API.
    """
    address = served()
    by_path = httpx.post(f"{address}/s/{quote(name, safe='')}/openai/v1/x", json={})
    by_control = httpx.post(f"{address}/_understudy/scopes", json={"scope": name})

    assert (by_path.status_code, by_control.status_code) == (400, 400)
    if name.isprintable():  # others are no header's
        by_header = httpx.post(f"{address}/openai/v1/x", json={}, headers={b"x-understudy-scope": name.encode()})
        assert by_header.status_code == 400


def test_so_many_scopes_are_started_and_no_more(served, monkeypatch):
    """
    The error says what to do; one that is started may be started anew, and one that ended makes room.
    """
    monkeypatch.setattr(scopes, "MOST", 3)
    address = f"{served()}/_understudy/scopes"
    statuses = [httpx.post(address, json={"scope": name}).status_code for name in "abcda"]
    assert statuses == [201, 201, 201, 429, 201]

    httpx.delete(f"{address}/a")
    assert httpx.post(address, json={"scope": "d"}).status_code == 201


def test_so_many_scopes_are_named_and_no_more(served, monkeypatch):
    """
    Those that nobody starts are held as long as the server runs.
    """
    monkeypatch.setattr(scopes, "MOST_UNSTARTED", 3)
    address = served()
    answers = [httpx.post(f"{address}/s/{name}/openai/v1/x", json={}) for name in "abcab"]
    refused = httpx.post(f"{address}/s/d/openai/v1/x", json={})
    httpx.post(f"{address}/_understudy/scopes", json={"scope": "d"})

    assert [each.status_code for each in answers] == [404] * 5
    assert (refused.status_code, "/_understudy/scopes" in refused.text) == (400, True)
    assert httpx.post(f"{address}/s/d/openai/v1/x", json={}).status_code == 404


def test_misses_take_no_memory():
    """
    Of a thousand requests that nothing answers, the claims of none are left.
    """
    session = Session(Directory("no-such-store"), Mode.REPLAY)
    for number in range(1100):
        session.decide(Request("POST", "https://api.openai.com/v1/x", (), b'{"a": %d}' % number), scope=f"s{number}")

    assert session._claimed == {}
    assert len(session.journal.misses) == 1000


def test_labels_are_as_many_as_there_are_faults_and_no_more():
    """
    A fault is spelt with numbers, and any client may ask for one.
    """
    journal = Journal()
    for number in range(5000):
        journal.fault(f"reset after={number} frames", "x.json")
        journal.refuse(f"h{number}.example", "does not trust us")

    assert len(journal.faults_by_name) == 1001
    assert sum(journal.faults_by_name.values()) == sum(journal.live_traffic.values()) == 5000
    assert len(journal.refusals) == 1001


def test_an_address_that_is_too_long_is_refused(served):
    """
    Before anything is remembered of it.
    """
    address = served()

    assert httpx.get(f"{address}/openai/v1/{'a' * 9000}").status_code == 414
    assert httpx.get(f"{address}/openai/v1/x?{'a' * 9000}").status_code == 414
    assert httpx.get(f"{address}/openai/v1/{'a' * 8000}").status_code == 404
