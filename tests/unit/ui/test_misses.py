"""The page of misses."""

from __future__ import annotations

import json
import re

import pytest

from understudy.engine import Refuse, Session
from understudy.misses import Commands
from understudy.model import Mode, Request
from understudy.store import Directory
from understudy.ui.misses import MOST

URL = "http://127.0.0.1:1/v1/chat/completions"


@pytest.fixture
def session(store, chat):
    """One that plays a single chat."""
    chat("What is in the picture?")
    return Session(Directory(store), Mode.REPLAY, commands=Commands("understudy serve x --mode record", "again"))


@pytest.fixture
def miss(session):
    """Asks what is not recorded."""

    def miss(question, scope=None, **more):
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": question}], **more}
        headers = (("content-type", "application/json"),)
        assert isinstance(session.decide(Request("POST", URL, headers, json.dumps(body).encode()), scope=scope), Refuse)

    return miss


def test_a_miss_explains_itself(session, miss, opened, running, store):
    """
    Its nearest recording, where they differ, and the command that mends it, to be copied.
    """
    miss("What is in the pictures?", temperature=0.5)

    page = opened(running=running(session))("/misses").text

    name = next(store.rglob("*.json")).name
    assert f'href="/recording?name={name}"' in page
    assert "messages[0].content" in page
    assert "What is in the pictures?" in page
    assert "temperature" in page
    assert "(absent)" in page
    assert re.search(r"record it.*</dt><dd><code>understudy serve x --mode record</code>", page)
    assert 'href="/misses/1"' in page


def test_equal_misses_are_one(session, miss, opened, running):
    """
    A client that asks again and again fills no page.
    """
    for _ in range(3):
        miss("a")
    miss("b")

    page = opened(running=running(session))("/misses").text

    assert page.count("<article") == 2
    assert "3×" in page
    assert "4 requests without a recording" in page
    assert re.findall(r'href="/misses/(\d)"', page) == ["4", "3"]


def test_there_is_an_end_to_the_page(session, miss, opened, running):
    """
    And what it leaves out is told.
    """
    for number in range(MOST + 2):
        miss(f"question {number}")

    page = opened(running=running(session))("/misses?part=list").text

    assert page.count("<article") == MOST
    assert "2 earlier ones" in page
    assert "<html" not in page


def test_what_was_asked_is_text(session, miss, opened, running):
    """
    A request may come from anybody.
    """
    miss("<script>alert(1)</script>", scope="<img src=x>")

    page = opened(running=running(session))("/misses").text

    assert "<script>alert" not in page
    assert "<img" not in page
