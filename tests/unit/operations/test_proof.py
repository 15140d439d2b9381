"""What sessions did, counted once each, and told in the same words everywhere."""

from __future__ import annotations

import pytest

from understudy.engine.capture import TOO_LARGE
from understudy.engine.journal import Ambiguity, Journal, WeakerMatch
from understudy.model import Mode
from understudy.operations.proof import counts_of, told


@pytest.fixture
def journal():
    """Of a session in which something of everything happened."""
    journal = Journal()
    for name in ("exact", "twice", "twice", "unclear", "unclear"):
        journal.play(name)
    journal.play("other", WeakerMatch("other", "prefix", 1, 2, "messages[1]", False))
    journal.ambiguous["f1:0"] = Ambiguity("/v1/x", ("unclear", "else"))
    journal.follow("exact", 3)
    journal.keep("new", True)
    journal.sent = 3
    return journal


@pytest.mark.parametrize(("mode", "live"), [(Mode.REPLAY, 2), (Mode.RECORD, 2), (Mode.LIVE, 3)])
def test_each_answer_counts_once(journal, mode, live):
    """
    By the weakest rule that it needed; what was sent is live where nothing of it was kept.
    """
    counts = counts_of(journal, mode)

    assert counts["live"] == live
    assert {name: counts[name] for name in ("played", "repeated", "ambiguous", "weaker", "followed", "recorded")} == {
        "played": 2,
        "repeated": 1,
        "ambiguous": 2,
        "weaker": 1,
        "followed": 1,
        "recorded": 1,
    }


def test_the_first_line_is_there_always():
    """
    With each of its counts.
    """
    [[*pieces]] = told({}, {}, [])

    assert "".join(piece.text for piece in pieces) == (
        "0 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live"
    )
    assert {piece.colour for piece in pieces} == {""}


def test_what_was_not_exact_is_told_apart(journal):
    """
    By its rule, and the latest by name.
    """
    lines = told(counts_of(journal, Mode.REPLAY), {"reset": 2}, [f"r/{number}.json: differs" for number in range(7)])

    assert ["".join(piece.text for piece in line) for line in lines[1:]] == [
        "by a weaker rule: 1 played again (repeat), 2 answered by one of several (ambiguous), "
        "1 answered by a conversation that begins alike (prefix)",
        *(f"  r/{number}.json: differs" for number in range(5)),
        "  and 2 more",
        "with a fault: 2 reset",
        "with the volatile values of their requests: 1 answer",
    ]


@pytest.mark.parametrize(("times", "says"), [(1, "1 request"), (2, "2 requests")])
def test_what_went_nowhere_is_told_and_is_not_live(times, says):
    """
    Nobody paid for it, and nobody has an answer.
    """
    journal = Journal()
    for _ in range(times):
        journal.send()
        journal.unsend()

    first, *others = told(counts_of(journal, Mode.LIVE), {}, [])

    assert "".join(piece.text for piece in first).endswith("0 live")
    assert [piece.text for [piece] in others] == [
        f"sent nowhere: {says} to an unknown upstream, or to a forbidden host"
    ]


def test_answers_that_were_not_kept_are_named(journal):
    """
    By what they were, with what keeps them; one that was too large is told apart.
    """
    for reason in ("503", "429", "429", TOO_LARGE):
        journal.pass_over(reason)

    lines = ["".join(piece.text for piece in line) for line in told({}, {}, [], journal.not_kept)]

    assert lines[1:] == [
        "3 answers not kept: 2 429, 503; keep them with record-errors",
        "1 answer not kept: larger than max-answer allows",
    ]
