"""The page of changes that wait."""

from __future__ import annotations

import base64
import html
import re

import pytest

from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of, folder_beside

ORIGIN = {"origin": "http://127.0.0.1:8080"}
PICTURE, OTHER = (b"\x89PNG\r\n\x1a\n" + bytes([number]) * 4000 for number in (1, 2))
TEST = "tests/test_x.py::test_y[<b>]"


@pytest.fixture
def waiting(store, chat, tmp_path):
    """The names of recordings that a test would replace, add and remove."""
    old, gone = chat("one", answer="yes"), chat("three")
    stage = tmp_path / "stage"
    stage.mkdir()
    text = (store / old).read_text()
    fresh = {}
    for name, kind in ((old, Kind.REPLACE), ("new.json", Kind.ADD)):
        (stage / name).write_text(text.replace("yes", "perhaps"))
        fresh[stage / name] = Change(name, kind, digest_of(store / name))
    hold(store, TEST, fresh, [gone], "2026-11-22T12:00:00Z")
    return old, "new.json", gone


def with_picture(keep, content, number=0):
    """A recording whose answer is a picture; gives its name."""
    answer = {"data": [{"b64_json": base64.b64encode(content).decode()}]}
    return keep("/v1/images/generations", {"model": "gpt-image-1", "prompt": "a bridge", "n": number}, answer).name


def test_pictures_that_differ_stand_beside_each_other(keep, opened, store, tmp_path):
    """
    That of the recording, and that which waits; each is served from where it is.
    """
    old = with_picture(keep, PICTURE)
    fresh = tmp_path / "stage" / old
    fresh.parent.mkdir()
    (store / with_picture(keep, OTHER, 1)).replace(fresh)
    hold(store, TEST, {fresh: Change(old, Kind.REPLACE, digest_of(store / old))}, [], "2026-11-22T12:00:00Z")
    ask = opened()

    page = html.unescape(ask("/review").text)

    pair = page[page.index('class="pair"') :]
    addresses = re.findall(r'<img src="([^"]*)"', pair)
    assert [ask(each).content for each in addresses] == [PICTURE, OTHER]
    assert all(ask(each).headers["content-type"] == "image/png" for each in addresses)
    assert ask(addresses[1].replace("side=new", "side=other")).status_code == 404
    assert ask(re.sub("change=[^&]*", "change=x", addresses[1])).status_code == 404


def test_pictures_that_are_the_same_are_not_shown(keep, opened, store, tmp_path):
    """
    What differs is what a reviewer looks for.
    """
    old = with_picture(keep, PICTURE)
    fresh = tmp_path / "stage" / old
    fresh.parent.mkdir()
    fresh.write_text((store / old).read_text("utf-8").replace('"status": 200', '"status": 201'), "utf-8")
    hold(store, TEST, {fresh: Change(old, Kind.REPLACE, digest_of(store / old))}, [], "2026-11-22T12:00:00Z")

    page = opened()("/review").text

    assert "201" in page
    assert 'class="pair"' not in page


@pytest.fixture
def decide(opened, waiting):
    """Sends the form of the page that is shown for a change, or of the first; gives the page that follows."""
    ask = opened(edits=True)

    def decide(decision, name=None, **headers):
        page = ask("/review").text
        keys = dict(
            reversed(found) for found in re.findall(r'change=(\w+)"[^>]*><span[^>]*>\w+</span><bdi>([^<]*)<', page)
        )
        token = re.search(r'name="token" value="([^"]*)"', page)[1]
        form = {"token": token, "decision": decision, "change": keys.get(name, "none")}
        answer = ask("/review", method="POST", data=form, headers={**ORIGIN, **headers})
        return ask(answer.headers["location"]) if answer.status_code == 303 else answer

    decide.ask = ask
    return decide


def test_a_change_is_shown_beside_what_it_replaces(opened, waiting):
    """
    With its test, and how many more there are.
    """
    page = html.unescape(opened()("/review").text)

    assert "3 changes wait" in page
    assert TEST in page
    assert "<del>yes</del>" in page
    assert f'href="/recording?name={waiting[0]}"' in page
    assert "<ins>perhaps</ins>" in page


def test_what_is_accepted_takes_its_place(decide, waiting, store):
    """
    All others wait on.
    """
    old, new, gone = waiting

    page = decide("accept", old).text

    assert "perhaps" in (store / old).read_text()
    assert not (store / new).exists()
    assert (store / gone).exists()
    assert "accepted · 2 changes wait" in page


def test_what_is_rejected_is_forgotten(decide, waiting, store):
    """
    And its recording stays as it is.
    """
    before = (store / waiting[0]).read_bytes()

    page = decide("reject", waiting[0]).text

    assert (store / waiting[0]).read_bytes() == before
    assert "rejected · 2 changes wait" in page


def test_all_are_accepted_but_what_has_changed_since(decide, waiting, store):
    """
    To accept that is to lose something: a person says so for each.
    """
    old, new, gone = waiting
    (store / old).write_text((store / old).read_text().replace("yes", "no"))

    page = decide("accept-all").text

    assert "no" in (store / old).read_text()
    assert (store / new).exists()
    assert not (store / gone).exists()
    assert "1 change waits" in page
    assert "changed since this was recorded; to accept is to lose that" in page


def test_a_change_that_was_decided_on_elsewhere_is_told(decide, waiting, store):
    """
    Nothing else is accepted in its place.
    """
    answer = decide("accept", "no such change")

    assert answer.status_code == 404
    assert "waits no longer" in answer.text
    assert "3 changes wait" in decide.ask("/review").text


def test_read_only_pages_show_what_waits_and_the_command(opened, waiting, store):
    """
    There is no form; and who sends one all the same changes nothing.
    """
    ask = opened()

    page = ask("/review").text
    answer = ask("/review", method="POST", data={"token": "", "decision": "accept-all"}, headers=ORIGIN)

    assert "<form" not in page.partition("<dialog")[0]
    assert f"understudy review {store}" in page
    assert answer.status_code == 403
    assert folder_beside(store).exists()


def test_nothing_that_waits_is_told(ask):
    """
    Which is the usual case.
    """
    assert "nothing waits" in ask("/review").text


def test_an_address_puts_no_words_on_the_page(ask):
    """
    It could be anybody's.
    """
    assert "call+this+number" not in ask("/review?said=call+this+number&change=x").text
    assert "call this number" not in ask("/review?said=call+this+number&change=x").text
