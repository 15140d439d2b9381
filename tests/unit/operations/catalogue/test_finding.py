"""Which recordings fit, in which order."""

from __future__ import annotations

import pytest

from understudy.operations.catalogue import MOST_COUNTED, Catalogue, Query, finding
from understudy.operations.catalogue.query import MARKS, ORDERS


@pytest.fixture
def found(store, keep):
    """The questions of the recordings that fit."""
    answers = {
        "what is 2+2?": ("four, of course", "tests/a.py::test_sum", {"prompt_tokens": 9, "completion_tokens": 4}),
        "Wie heißt das?": ('Fräulein "100%" O\'Hara', "tests/a.py::test_name", {}),
        "call it": ("", None, {}),
    }
    for question, (answer, scope, usage) in answers.items():
        message = {"role": "assistant", "content": answer}
        if not answer:
            message["tool_calls"] = [{"id": "c", "function": {"name": "find_hotel", "arguments": '{"town": "Oslo"}'}}]
        asked = {"model": "gpt-4o", "messages": [{"role": "user", "content": question}]}
        body = {"choices": [{"message": message}], **({"usage": usage} if usage else {})}
        keep("/v1/chat/completions", asked, body, scope=scope)
    catalogue = Catalogue(store)
    catalogue.look(60)
    yield lambda **query: {row.summary.asked for row in catalogue.page(Query(**query), 100).rows}
    catalogue.close()


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("four", {"what is 2+2?"}),
        ("OF COURSE", {"what is 2+2?"}),
        ("2+", {"what is 2+2?"}),
        ("heiß räul", {"Wie heißt das?"}),
        ('"100%"', {"Wie heißt das?"}),
        ("o'hara", {"Wie heißt das?"}),
        ("find_hotel", {"call it"}),
        ("oslo", {"call it"}),
        ("test_name", {"Wie heißt das?"}),
        ('"of four"', set()),
        ("%", set()),
        ("four o", {"what is 2+2?"}),
        ("AND OR NOT", set()),
        ('" \0 "', {"what is 2+2?", "Wie heißt das?", "call it"}),
    ],
)
def test_texts_are_found(found, text, questions):
    """
    In questions, answers, names of tools and scopes; every word, whatever stands in it.
    """
    assert found(text=text) == questions


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("text", ["", "gpt"])
@pytest.mark.parametrize("most", [3, MOST_COUNTED])
def test_pages_in_every_order_hold_each_recording_once(store, keep, monkeypatch, order, text, most):
    """
    Also where many have the same value, or none; whether few fit or many.
    """
    monkeypatch.setattr(finding, "MOST_COUNTED", most)
    for number in range(7):
        usage = {"prompt_tokens": 1, "completion_tokens": number // 2} if number > 2 else None
        keep("/v1/chat/completions", {"model": "gpt-4o", "n": number}, {"choices": [], "usage": usage})
    catalogue = Catalogue(store)
    catalogue.look(60)

    names, after = [], ""
    for _ in range(4):
        page = catalogue.page(Query(order=order, after=after, text=text), 2)
        names += [row.summary.name for row in page.rows]
        after = page.rows[-1].key
    catalogue.close()

    assert (len(names), len(set(names)), page.has_more, page.count) == (7, 7, False, min(7, most + 1))


def test_what_was_found_is_shown(store, keep):
    """
    A piece of the text around it.
    """
    keep("/v1/chat/completions", {"messages": [{"role": "user", "content": "x" * 500 + " needle " + "y" * 500}]}, {})
    catalogue = Catalogue(store)
    catalogue.look(60)

    (row,) = catalogue.page(Query(text="needle"), 1).rows
    catalogue.close()

    assert f"{MARKS[0]}needle{MARKS[1]}" in row.piece
    assert len(row.piece) < 100


def test_equal_requests_of_several_scopes_are_ambiguous(store, keep):
    """
    Where they are answered differently, and none is for all scopes.
    """
    for scope, answer in (("a", "1"), ("b", "2")):
        keep("/v1/chat/completions", {"n": 1}, {"choices": [answer]}, scope=scope)
        keep("/v1/chat/completions", {"n": 2}, {"choices": ["same"]}, scope=scope)
    catalogue = Catalogue(store)
    catalogue.look(60)

    rows = catalogue.page(Query(state="ambiguous"), 10).rows
    catalogue.close()

    assert sorted(row.summary.scope for row in rows) == ["a", "b"]
    assert len({row.summary.fingerprint for row in rows}) == 1


@pytest.mark.parametrize("after", ["x", "~", "1~x", "-1~2", "9" * 40 + "~1", "1~nan"])
def test_a_key_that_is_none_is_no_key_or_harmless(store, keep, after):
    """
    It stands in an address, where anybody may write.
    """
    keep("/v1/chat/completions", {"n": 1}, {"choices": []})
    catalogue = Catalogue(store)
    catalogue.look(60)

    for order in ORDERS:
        assert len(catalogue.page(Query(after=after, order=order), 10).rows) <= 1
    catalogue.close()
