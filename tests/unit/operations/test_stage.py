"""A stage that several processes write into."""

from __future__ import annotations

import pytest

from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.operations.stage import Annex, open_stage
from understudy.store import Directory, Draft

URL = "https://api.openai.com/v1/chat/completions"


def draft(answer, replaces=None, body=b"{}"):
    request = Request("POST", URL, (), body)
    response = Response(200, (("content-type", "text/plain"),), answer, (Mark(0, 1),))
    return Draft(None, request, response, fingerprint("POST", URL, body), 1, "2026-11-22T12:00:00Z", replaces=replaces)


@pytest.fixture
def annex(tmp_path):
    store = Directory(tmp_path / "recordings")
    store.save(draft(b"old"))
    return Annex(store, tmp_path / ".stage")


def test_the_store_stays_as_it_is(annex, tmp_path):
    """
    What is new lies in the stage, under the name that it is to have, and is what is loaded from then on.
    """
    [entry] = annex.entries()

    saved = annex.save(draft(b"new", entry.name))

    assert saved.entry.name == entry.name
    assert Directory(tmp_path / "recordings").load(entry.name).response.body == b"old"
    assert annex.load(entry.name).response.body == b"new"
    assert [each.name for each in annex.entries()] == [entry.name]


def test_a_name_is_given_once(annex, tmp_path):
    """
    What is added takes no name of the store, nor one of another process.
    """
    other = Annex(Directory(tmp_path / "recordings"), tmp_path / ".stage")

    names = {annex.save(draft(b"1")).entry.name, other.save(draft(b"2")).entry.name, annex.entries()[0].name}

    assert len(names) == 3


def test_a_stage_is_opened_once(annex, tmp_path):
    """
    A process that opens it later does not put the old recording over a new one.
    """
    [entry] = annex.entries()
    annex.save(draft(b"new", entry.name))

    open_stage(tmp_path / "recordings", tmp_path / ".stage")

    assert annex.load(entry.name).response.body == b"new"
    assert (tmp_path / ".stage" / ".gitignore").read_text() == "*\n"
