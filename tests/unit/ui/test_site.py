"""What is said to a browser with every page."""

from __future__ import annotations

import pytest

from understudy.engine import Session
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.store import Directory
from understudy.ui import Site

PAGES = ("/", "/recording", "/static/page.js", "/making", "/nothing")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_says_what_a_browser_may_do_with_it(ask, path):
    """
    Nothing but our own scripts and styles, from here; and no page of others around it.
    """
    headers = ask(path).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == policy["connect-src"] == "'self'"
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}], ids=str
)
def test_pages_of_others_see_nothing(ask, headers):
    """
    A page of anybody's can make a browser ask this address.
    """
    answer = ask("/", headers=headers)

    assert (answer.status_code, answer.text.partition(":")[0]) == (403, "request refused")


@pytest.mark.parametrize("name", ["", "no.json", "../x.json", "/etc/passwd", "..\\x.json", ".hidden.json", "x.json\0"])
def test_a_name_leads_nowhere_but_into_the_store(ask, store, name):
    """
    What an address names is a recording of this store, or nothing.
    """
    (store.parent / "x.json").write_text("{}")
    (store / ".hidden.json").write_text("{}")

    answer = ask("/recording/file", params={"name": name})

    assert answer.status_code == 404


def test_a_damaged_recording_says_what_is_wrong(ask, store):
    """
    And does not take the page down.
    """
    (store / "cut.json").write_text('{\n  "request": {\n')

    answer = ask("/recording?name=cut.json")

    assert answer.status_code == 500
    assert "cut.json: cut short" in answer.text or "cut.json: not" in answer.text


def test_a_running_server_shows_its_pages(store, chat, opened):
    """
    Below `/_understudy/`, with links that lead there, and beside its own answers for programs.
    """
    import httpx

    chat("what is it?")
    sites = []

    def site(running):
        sites.append(Site(store, running))
        return sites[-1]

    with serving(ServeSettings(store, grace_s=1), site=site) as address:
        page = httpx.get(f"{address}/_understudy/")
        assert page.status_code == 200
        assert 'href="/_understudy/recording?name=' in page.text
        assert httpx.get(f"{address}/_understudy/static/page.css").headers["content-type"].startswith("text/css")
        assert httpx.get(f"{address}/_understudy/health").json()["status"] == "ok"
    sites[0].close()


def test_what_a_session_played_is_shown(store, chat, opened, running):
    """
    Beside what it did not.
    """
    name, other = chat("one"), chat("two")
    session = Session(Directory(store), Mode.REPLAY)
    session.journal.play(name)
    ask = opened(running=running(session))

    assert name in ask("/?state=played").text
    assert other not in ask("/?state=played").text
    assert other in ask("/?state=unused").text
