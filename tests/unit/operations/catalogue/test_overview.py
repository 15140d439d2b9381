"""What a store holds, and what it saves."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.operations.catalogue import Catalogue, Query, Share
from understudy.operations.catalogue.overview import DAYS
from understudy.operations.prices import source


@pytest.fixture
def catalogue(store):
    """That of the test's store, as its files are."""
    opened = []

    def open_():
        catalogue = Catalogue(store)
        opened.append(catalogue)
        catalogue.look(60)
        return catalogue

    yield open_
    for catalogue in opened:
        catalogue.close()


@pytest.fixture
def chat(keep):
    """Records a chat; gives its name."""

    def chat(question, model="gpt-4o", usage=(10, 2), answer="yes", **more):
        counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
        asked = {"model": model, "messages": [{"role": "user", "content": question}]}
        answered = {"choices": [{"message": {"role": "assistant", "content": answer}}], "usage": counts}
        return keep("/v1/chat/completions", asked, answered, **more).name

    return chat


def test_sums_are_by_api_model_and_scope(catalogue, chat, store):
    """
    Each recording counts once in each of them, damaged files too.
    """
    chat("one", scope="a")
    chat("two", scope="a")
    chat("three", model="gpt-5", usage=(100, 20))
    (store / "cut.json").write_text('{"request":')

    found = catalogue().overview()

    files = sum(path.stat().st_size for path in store.rglob("*.json"))
    assert (found.total.count, found.total.file_bytes) == (4, files)
    assert (found.total.tokens_in, found.total.tokens_out) == (120, 24)
    assert [(each.name, each.count) for each in found.apis.shown] == [("openai-chat", 3), ("", 1)]
    assert [(each.name, each.count, each.tokens_in) for each in found.models.shown] == [
        ("gpt-4o", 2, 20),
        ("", 1, 0),
        ("gpt-5", 1, 100),
    ]
    assert [(each.name, each.count) for each in found.scopes.shown] == [("", 2), ("a", 2)]
    assert found.states == {"damaged": 1, "ambiguous": 0, "not servable": 0}


def test_what_is_rare_is_one_sum(catalogue, chat):
    """
    Nothing is left out.
    """
    for number in range(12):
        chat("one", scope=f"scope {number:02}")

    scopes = catalogue().overview().scopes

    assert (len(scopes.shown), scopes.kinds, scopes.others.count) == (10, 12, 2)
    assert scopes.shown[0].name == "scope 00"


def test_an_equal_answer_to_an_equal_request_is_said_twice(catalogue, chat, store):
    """
    Another answer is not, nor another request.
    """
    chat("one", scope="a")
    chat("one", scope="b")
    chat("one", scope="c", answer="no")
    chat("two", scope="a")

    found = catalogue().overview()

    assert found.repeated == 1
    assert 0 < found.repeated_bytes < found.total.file_bytes / 3


def test_an_overview_follows_the_files(catalogue, chat, store):
    """
    What is recorded, changed or removed is in the next one.
    """
    name = chat("one")
    opened = catalogue()
    assert opened.overview() is opened.overview()

    (store / name).write_text("cut")
    opened.close()
    opened = catalogue()
    assert opened.overview().states["damaged"] == 1

    (store / name).unlink()
    opened.close()
    assert catalogue().overview().total == Share("")


@pytest.mark.skipif(source() is None, reason="prices come with understudy[prices]")
def test_what_plays_saved_is_priced_by_recording(catalogue, chat):
    """
    As often as each was played; what has no price, or is not known yet, is told.
    """
    host = "https://api.openai.com"
    first, second = chat("one", usage=(1000, 100), host=host), chat("two", model="nobody-knows", usage=(7, 3))
    opened = catalogue()
    price = opened.overview().total.dollars

    saved = opened.saved({first: 3, second: 2, "not-read-yet.json": 1})

    assert (saved.plays, saved.recordings, saved.tokens_in, saved.tokens_out) == (6, 2, 3014, 306)
    assert saved.dollars == pytest.approx(3 * price)
    assert price > 0
    assert saved.unpriced == 3


def test_what_is_said_again_can_be_listed(catalogue, chat):
    """
    Each of those that say the same.
    """
    same = {chat("one", scope="a"), chat("one", scope="b")}
    chat("one", scope="c", answer="no")
    chat("two")

    page = catalogue().page(Query(state="repeated"), 10)

    assert {row.summary.name for row in page.rows} == same
    assert page.count == 2


DATES = st.one_of(
    st.dates().map(str),
    st.datetimes().map(datetime.isoformat),
    st.tuples(st.dates(date(2026, 11, 1), date(2026, 11, 3)), st.text()).map(lambda each: f"{each[0]}{each[1]}"),
    st.text(),
    st.text("0123456789:/-\0\ud7ff\U0010ffff", max_size=14),
)


@given(st.lists(DATES))
def test_each_date_is_of_one_day(dates):
    """
    Times within it too; what is no date is of none.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE recording (recorded)")
        database.executemany("INSERT INTO recording VALUES (?)", [(each,) for each in dates])

        days = database.execute(DAYS).fetchall()

    known = [each[:10] for each in dates if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", each)]
    assert days == sorted(Counter(known).items())
