"""A catalogue is what the files are, now and after every change."""

from __future__ import annotations

import json
import os
import sqlite3

import pytest

from understudy.errors import StoreUnusable
from understudy.operations.catalogue import Catalogue, Query
from understudy.operations.catalogue import catalogue as module
from understudy.store.index import index_file


@pytest.fixture
def catalogue(store, monkeypatch):
    """Of the test's store, which looks every time."""
    monkeypatch.setattr(module, "FRESH_S", 0.0)
    monkeypatch.setattr(module, "EASE", 0)
    store.mkdir()
    found = Catalogue(store)
    yield found
    found.close()


@pytest.fixture
def chat(keep):
    """Records a chat; gives the recording's name."""

    def chat(question="hi", answer="hello", **more):
        asked = {"model": "gpt-4o", "messages": [{"role": "user", "content": question}]}
        answered = {"choices": [{"message": {"role": "assistant", "content": answer}}]}
        return keep("/v1/chat/completions", asked, answered, **more).name

    return chat


def questions(catalogue, **query):
    catalogue.look(60)
    return [row.summary.asked for row in catalogue.page(Query(**query), 100).rows]


def test_what_changes_is_read_again(catalogue, store, chat):
    """
    New files come first; those that are gone are gone; all others stay.
    """
    one = chat("one")
    assert questions(catalogue) == ["one"]

    two = chat("two")
    assert questions(catalogue) == ["two", "one"]

    path = store / one
    path.write_text(path.read_text("utf-8").replace('"hello"', '"other words"'), "utf-8")
    os.unlink(store / two)
    assert questions(catalogue) == questions(catalogue, text="other words") == ["one"]
    assert questions(catalogue, text="hello") == []


def test_a_catalogue_is_remembered(store, chat):
    """
    The next one reads no file that it knows.
    """
    chat("one")
    for of in (1, None):
        seen = []
        catalogue = Catalogue(store, lambda done, of, seen=seen: seen.append(of))
        catalogue.look(60)
        assert catalogue.page(Query(), 1).count == 1
        assert set(seen) == ({of} if of else set())
        catalogue.close()


@pytest.mark.parametrize(
    "damage", [b"", b"no database", b"SQLite format 3\0" + bytes(100)], ids=["empty", "text", "cut"]
)
def test_a_damaged_catalogue_is_made_anew(store, chat, damage):
    """
    Only the files count.
    """
    chat("one")
    index_file(store).parent.mkdir(parents=True, exist_ok=True)
    index_file(store).with_suffix(".pages").write_bytes(damage)

    catalogue = Catalogue(store)

    assert questions(catalogue) == ["one"]
    catalogue.close()


def test_a_first_reading_that_was_ended_goes_on(store, chat, monkeypatch):
    """
    What was put down stays, and the order is the same as if it had not been ended.
    """
    monkeypatch.setattr("understudy.operations.catalogue.making.AT_ONCE", 1)
    names = [chat(f"question {number}") for number in range(4)]
    for age, name in enumerate(reversed(names)):
        os.utime(store / name, (1e9 - age, 1e9 - age))

    def stop(done, of):
        if done == 2:
            raise module.Stopped

    ended = Catalogue(store, stop)
    assert len(questions(ended)) == 2
    ended.close()

    again = Catalogue(store)
    assert questions(again) == [f"question {number}" for number in (3, 2, 1, 0)]
    again.close()


def test_many_files_are_read_by_other_processes(store, chat, monkeypatch):
    """
    With the same result.
    """
    monkeypatch.setattr("understudy.operations.catalogue.making.MANY", 2)
    for number in range(3):
        chat(f"question {number}")

    catalogue = Catalogue(store)

    assert sorted(questions(catalogue)) == ["question 0", "question 1", "question 2"]
    catalogue.close()


def test_without_a_cache_folder_it_is_made_all_the_same(store, chat, monkeypatch, tmp_path):
    """
    It is made anew next time: nothing but time is lost.
    """
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "below"))
    chat("one")

    catalogue = Catalogue(store)

    assert questions(catalogue) == ["one"]
    catalogue.close()


def test_one_recording_is_a_store(store, chat):
    """
    As it is for every other command.
    """
    chat("one")
    path = store / chat("two")

    catalogue = Catalogue(path)

    assert questions(catalogue) == ["two"]
    catalogue.close()


def test_a_store_that_is_gone_is_a_trouble(tmp_path):
    """
    Which is said; nothing is raised in a thread.
    """
    catalogue = Catalogue(tmp_path / "nowhere")

    assert questions(catalogue) == []
    assert "no such folder or file" in catalogue.trouble
    catalogue.close()


def test_questions_in_sql_are_possible(catalogue, chat):
    """
    For sums over all recordings.
    """
    chat("one")
    catalogue.look(60)

    with catalogue.reading() as database:
        assert isinstance(database, sqlite3.Connection)
        assert database.execute("SELECT sum(body_bytes) > 10 FROM recording").fetchone() == (1,)


def test_half_a_surrogate_pair_is_no_obstacle(store, chat):
    """
    JSON may hold it, and UTF-8 has none.
    """
    chat("half \ud83d of it", "\udc00 answered")

    catalogue = Catalogue(store)

    assert questions(catalogue, text="answered") == ["half ? of it"]
    catalogue.close()


def test_an_sqlite_that_cannot_index_texts_is_named(store, chat, monkeypatch):
    """
    With what is needed.
    """
    chat("one")
    monkeypatch.setattr(module, "SCHEMA", "CREATE VIRTUAL TABLE x USING fts5 (y, tokenize = 'no such')")

    with pytest.raises(StoreUnusable, match="cannot index texts"):
        Catalogue(store)


def test_numbers_beyond_all_measure_are_not_known(catalogue, keep, store):
    """
    A stranger's file may say anything; all others are listed all the same.
    """
    fine = keep("/v1/chat/completions", {"model": "m", "messages": []}, {"choices": []}).name
    written = json.loads((store / fine).read_text())
    written["understudy"]["sequence"] = 10**30
    (store / "odd.json").write_text(json.dumps(written))

    catalogue.look(60)

    assert catalogue.trouble == ""
    rows = {row.summary.name: row.summary for row in catalogue.page(Query(), 10).rows}
    assert rows.keys() == {fine, "odd.json"}
    assert rows["odd.json"].sequence == -1
