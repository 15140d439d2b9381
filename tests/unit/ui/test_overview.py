"""The page of all that the store holds."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from understudy.engine import Session
from understudy.model import Mode
from understudy.store import Directory
from understudy.ui.overview import PLOTS


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Pages wait until all is read."""
    monkeypatch.setattr("understudy.ui.overview.PATIENCE_S", 60)


def test_each_share_leads_to_its_recordings(ask, chat):
    """
    By API, model and scope.
    """
    chat("one", model="gpt-5", scope="a/b::c [x]")

    page = ask("/overview").text

    for address in ("/?api=openai-chat", "/?model=gpt-5", "/?scope=a%2Fb%3A%3Ac+%5Bx%5D"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_file_of_its_own(ask, chat, name):
    """
    That can be saved and shown anywhere: a whole SVG file without a style or a script, inert in a browser.
    """
    chat("one")

    answer = ask("/overview/plot", params={"of": name})

    if answer.status_code == 404:
        assert f"of={name}" not in ask("/overview").text
        assert name.startswith("tokens")
        return
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(answer.text).iter()}
    assert tags <= {"svg", "rect", "text", "line", "title"}
    assert "style" not in answer.text


def test_there_is_no_other_plot(ask, chat):
    """
    Nor one of an empty store.
    """
    assert ask("/overview/plot?of=recorded").status_code == 404
    chat("one")
    assert ask("/overview/plot?of=etc").status_code == 404
    assert ask("/overview/plot").status_code == 404


def test_a_run_says_what_it_saved(store, chat, opened, running):
    """
    Only a running server has one.
    """
    name = chat("one")
    session = Session(Directory(store), Mode.REPLAY)
    session.journal.play(name)
    session.journal.play(name)

    page = opened(running=running(session))("/overview").text

    assert re.search(r"answers played</dt><dd>2<", page)
    assert re.search(r"recordings played</dt><dd>1<", page)
    assert "Saved in this run" not in opened()("/overview").text


def test_names_of_strangers_are_text(ask, chat):
    """
    A model or a scope may be called anything.
    """
    chat("one", model="<script>x</script>", scope='"><img src=x onerror=y>')

    page = ask("/overview").text

    assert "<script>x" not in page
    assert "<img" not in page


def test_an_empty_store_says_so(ask):
    """
    Instead of empty plots.
    """
    assert "holds no recordings yet" in ask("/overview").text
