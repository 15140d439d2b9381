"""Tokens and money that plays did not cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from understudy.errors import RecordingUnreadable
from understudy.operations import not_spent
from understudy.operations.not_spent import Saving
from understudy.store import Directory

ANSWER = {"model": "gpt-4o", "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 1_000_000}, "choices": []}


def test_each_play_counts(keep, store):
    """
    By model, as the provider counted.
    """
    name = keep("/v1/chat/completions", {"model": "gpt-4o"}, ANSWER, host="https://api.openai.com").name
    saving = Saving(Directory(store).load)

    one, three = saving.not_spent({name: 1}), saving.not_spent({name: 3})
    assert three.tokens == {("gpt-4o", "input"): 3_000_000, ("gpt-4o", "output"): 3_000_000}
    assert three.dollars["gpt-4o"] == 3 * one.dollars["gpt-4o"] > Decimal(0)
    assert (three.no_price, three.unreadable, three.unread) == (0, 0, 0)


def test_an_answer_without_tokens_costs_nothing(keep, store):
    """
    An error, a list of models: there is nothing to know.
    """
    name = keep("/v1/models", None, {"data": []}, method="GET").name

    found = Saving(Directory(store).load).not_spent({name: 2})
    assert (found.tokens, found.dollars, found.no_price) == ({}, {}, 0)


def test_a_recording_is_read_once(keep, store):
    """
    However often somebody asks.
    """
    name = keep("/v1/chat/completions", {"model": "gpt-4o"}, ANSWER).name
    reads = []

    def load(each):
        reads.append(each)
        return Directory(store).load(each)

    saving = Saving(load)
    for plays in (1, 2, 3):
        saving.not_spent({name: plays})

    assert reads == [name]


def test_what_cannot_be_read_is_told():
    """
    As plays, not as an error: they were answered.
    """

    def load(name):
        raise RecordingUnreadable(f"{name}: gone")

    saving = Saving(load)

    assert [saving.not_spent({"a.json": plays}).unreadable for plays in (2, 3)] == [2, 3]


def test_many_recordings_are_read_a_part_at_a_time(keep, store, monkeypatch):
    """
    Whoever asks gets an answer in time, which says how much of it is missing.
    """
    monkeypatch.setattr(not_spent, "AT_ONCE", 2)
    names = [keep("/v1/chat/completions", {"model": "m", "n": n}, ANSWER).name for n in range(3)]
    saving = Saving(Directory(store).load)
    plays = dict.fromkeys(names, 5)

    assert [saving.not_spent(plays).unread for _ in range(2)] == [5, 0]


@pytest.mark.parametrize(("host", "model"), [("http://127.0.0.1:1", "gpt-4o"), ("https://api.openai.com", "made-up")])
def test_an_unknown_price_is_counted(keep, store, host, model):
    """
    And never guessed.
    """
    name = keep("/v1/chat/completions", {"model": model}, {**ANSWER, "model": model}, host=host).name

    found = Saving(Directory(store).load).not_spent({name: 4})
    assert (found.no_price, found.dollars) == (4, {})
