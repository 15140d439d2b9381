"""The table of faults."""

from __future__ import annotations

import pytest

from understudy.model import WORDS, parse_fault, spelt_fault


@pytest.mark.parametrize("word", WORDS.values(), ids=list(WORDS))
def test_the_examples_of_the_table_are_faults(word):
    """
    They stand in errors and in the documentation.
    """
    fault = parse_fault(word.example)

    assert parse_fault(spelt_fault(fault)) == fault


def test_after_which_faults_a_client_goes_on():
    """
    Where it got a whole answer of some kind; after all others it asks again.
    """
    assert {name for name, word in WORDS.items() if parse_fault(word.example).takes_turn} == {
        "slow-loris",
        "duplicated",
        "dropped",
    }
