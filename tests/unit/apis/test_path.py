from __future__ import annotations

import copy

import pytest

from understudy.apis import changed, values, without_all

DOCUMENT = {"id": "a", "choices": [{"delta": {"content": "x"}}, {"delta": {}}, 5, {"delta": {"content": None}}]}


@pytest.mark.parametrize(
    "path, found",
    [
        ("id", ["a"]),
        ("choices.*.delta.content", ["x", None]),
        ("choices.*", DOCUMENT["choices"]),
        ("choices.delta", []),
        ("id.*", []),
        ("id.length", []),
        ("nothing", []),
        ("*", []),
    ],
)
def test_values_at_a_path(path, found):
    """
    A path finds each value that stands there, and nothing in a document of another shape.
    """
    assert list(values(DOCUMENT, path)) == found


@pytest.mark.parametrize("path", ["id", "choices.*.delta.content", "choices.*", "nothing", "id.x", "choices.x", "*"])
def test_a_change_reaches_the_values_and_nothing_else(path):
    """
    After a change every value at the path is the new one, the rest is as it was, and so is the given document.
    """
    before = copy.deepcopy(DOCUMENT)

    result = changed(DOCUMENT, path, lambda old: [old])

    assert list(values(result, path)) == [[old] for old in values(before, path)]
    assert changed(result, path, lambda new: new[0]) == before
    assert before == DOCUMENT


def test_a_change_keeps_the_order_of_keys():
    """
    A changed frame is written with its keys where they were.
    """
    assert list(changed({"b": 1, "a": 2, "c": 3}, "a", str)) == ["b", "a", "c"]


def test_what_is_taken_out_is_gone_and_the_rest_is_as_it_was():
    """
    Every path, wherever it leads and whether it leads anywhere; the given document stays as it is.
    """
    before = copy.deepcopy(DOCUMENT)

    result = without_all(DOCUMENT, ["id", "choices.*.delta.content", "nothing.at.all", "id"])

    assert result == {"choices": [{"delta": {}}, {"delta": {}}, 5, {"delta": {}}]}
    assert before == DOCUMENT
    assert without_all("text", ["id"]) == "text"
