"""How APIs are given keys."""

from __future__ import annotations

import pytest

from understudy.apis import UPSTREAMS
from understudy.apis.keys import DUMMIES, KEYS, PLACES, is_dummy


@pytest.mark.parametrize(
    "key", ["sk-dummy", "SK-Test", "ollama", "EMPTY", "", " none ", "your api key", "sk-ant-fake", "xxx"]
)
def test_words_that_documentations_write_are_dummies(key):
    """
    However they are spelt.
    """
    assert is_dummy(key)


@pytest.mark.parametrize("key", ["sk-proj-4fR0aZ81mQ", "sk-dummy-4fR0aZ81mQ", "AIzaSyD-1", "testkeyofmine", "sk-1234"])
def test_anything_else_may_be_a_key(key):
    """
    A key that is taken for a dummy would be replaced; a dummy that is taken for a key only fails.
    """
    assert not is_dummy(key)


def test_every_upstream_of_the_table_exists():
    """
    And has its key in a header that is known as a place.
    """
    assert KEYS.keys() <= UPSTREAMS.keys()
    assert all(keyed.place in PLACES for keyed in KEYS.values())
    assert all(word == word.lower() and "_" not in word for word in DUMMIES)
