"""Changing a recording through its page."""

from __future__ import annotations

import pytest

from understudy.operations.editing import state_of
from understudy.operations.files import files_of
from understudy.operations.load import load

OURS = {"origin": "http://127.0.0.1:8080"}


@pytest.fixture
def editing(opened, store, chat):
    """A site that may change a recording: what asks it, the recording's name, and what its form brings along."""
    name = chat("who won?", "Cleveland")
    ask = opened(edits=True)
    form = {"token": ask.site.context.token, "name": name, "state": state_of(files_of(store), name)}
    return ask, name, form


def test_a_new_text_is_written(editing, store):
    """
    And shown at once, in the list, too.
    """
    ask, name, form = editing
    assert 'name="text"' in ask(f"/recording/edit?name={name}").text

    done = ask(
        "/recording/edit", method="POST", data={**form, "do": "write", "text": "Line one\r\nBrooklyn"}, headers=OURS
    )

    assert (done.status_code, done.headers["location"]) == (303, f"/recording?name={name}")
    assert load(store / name).text == "Line one\nBrooklyn"
    assert name in ask("/?text=Brooklyn").text


def test_a_recording_is_deleted(editing, store):
    """
    And is in no list any more.
    """
    ask, name, form = editing
    ask("/")

    done = ask("/recording/edit", method="POST", data={**form, "do": "delete"}, headers=OURS)

    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert not (store / name).exists()
    assert name not in ask("/").text


@pytest.mark.parametrize(
    ("wrong", "headers"),
    [({"token": "x"}, OURS), ({}, {}), ({}, {"origin": "https://evil.example"}), ({"name": "../x.json"}, OURS)],
    ids=["token", "no browser", "another site", "another folder"],
)
def test_nobody_else_changes_anything(editing, store, wrong, headers):
    """
    Neither without the token nor from elsewhere.
    """
    ask, name, form = editing

    done = ask("/recording/edit", method="POST", data={**form, "do": "delete", **wrong}, headers=headers)

    assert done.status_code in (403, 404)
    assert (store / name).exists()


def test_pages_are_read_only_otherwise(ask, chat, store):
    """
    Unless the server was started with `--edit`.
    """
    name = chat()
    form = {"token": "", "name": name, "state": state_of(files_of(store), name), "do": "delete"}

    assert ask("/recording/edit", method="POST", data=form, headers=OURS).status_code == 403
    assert "--edit" in ask(f"/recording/edit?name={name}").text
    assert (store / name).exists()
