"""The files of a store, one by one."""

from __future__ import annotations

import pytest

from understudy.errors import StoreUnusable, WrongUse
from understudy.model import Recording
from understudy.operations.files import Unreadable, files_of, selected


@pytest.fixture
def mixed(keep, store):
    """A recording, a damaged one, a note, and what is not ours."""
    recording = keep("/v1/chat/completions", {"messages": [{"role": "user", "content": "hi"}]}, {})
    (store / "below").mkdir()
    (store / "below" / "cut.json").write_text('{\n  "request": {')
    (store / "note.txt").write_text("Recorded in Vienna.")
    (store / ".hidden.json").write_text("{")
    (store / "picture.png").write_bytes(b"\x89PNG")
    return recording.name


def test_every_file_is_read_or_said_to_be_unreadable(mixed, store):
    """
    A damaged file hides none of the others; a note is none.
    """
    files = files_of(store)
    found = {name: files.read(name) for name in files.names}

    assert list(found) == ["below/cut.json", "note.txt", mixed]
    assert isinstance(found["below/cut.json"], Unreadable)
    assert "cut short" in found["below/cut.json"].reason
    assert found["note.txt"] is None
    assert isinstance(found[mixed], Recording)


def test_one_recording_is_a_store(mixed, store):
    """
    A file's path stands for itself.
    """
    assert files_of(store / mixed).names == (mixed,)


def test_a_path_with_nothing_at_it_is_an_error(tmp_path):
    """
    A typing error in a path is not an empty store.
    """
    with pytest.raises(StoreUnusable, match="no such folder or file"):
        files_of(tmp_path / "recordigns")


def test_a_part_of_a_name_is_enough_if_no_other_has_it(mixed, store):
    """
    Whole names come first.
    """
    assert selected(files_of(store), ["openai", "note.txt"]) == [mixed, "note.txt"]


@pytest.mark.parametrize(("word", "said"), [("t", "3 recordings have this"), ("zzz", "no recording in")])
def test_an_unclear_name_is_an_error_that_lists_what_there_is(mixed, store, word, said):
    """
    Nothing is guessed.
    """
    with pytest.raises(WrongUse, match=said):
        selected(files_of(store), [word])
