"""What is held of a folder between listing it and answering from it."""

from __future__ import annotations

import os

import pytest

from understudy.store import Directory, held
from understudy.store.held import Held, stamp_of
from understudy.store.writing import document_of, text_of


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("one")
    return path


def test_a_text_is_given_out_once(path):
    """
    Whoever asks again reads the file: what has answered is held in another form.
    """
    texts = Held()
    texts.put("a.json", stamp_of(path.stat()), "one")

    assert [texts.take(str(path), "a.json") for _ in range(2)] == ["one", None]


@pytest.mark.parametrize("change", [lambda path: path.write_text("other"), os.unlink], ids=["changed", "gone"])
def test_a_file_that_is_not_as_it_was_is_read_again(path, change):
    """
    The file decides.
    """
    texts = Held()
    texts.put("a.json", stamp_of(path.stat()), "one")
    change(path)

    assert texts.take(str(path), "a.json") is None


def test_memory_has_a_limit(path, monkeypatch):
    """
    What no longer fits is not held, until something has been taken out.
    """
    monkeypatch.setattr(held, "HELD", 5)
    texts, stamp = Held(), stamp_of(path.stat())
    for name in ("a", "b"):
        texts.put(name, stamp, "one")
    first = [texts.take(str(path), name) for name in ("b", "a")]
    texts.put("b", stamp, "one")

    assert [*first, texts.take(str(path), "b")] == [None, "one", "one"]


def test_a_recording_that_was_edited_meanwhile_is_the_edited_one(tmp_path, drafted):
    """
    Between the listing of a folder and an answer from it somebody may have saved a file.
    """
    path = tmp_path / "a.json"
    path.write_bytes(text_of(document_of(drafted(scope="old"))))
    store = Directory(tmp_path)
    store.entries()
    path.write_bytes(text_of(document_of(drafted(scope="newer"))))

    assert store.load("a.json").scope == "newer"
