"""What a function was called with, by name."""

from __future__ import annotations

import inspect

import pytest

from understudy.errors import WrongUse
from understudy.operations.arguments import arguments_of, signature_of


def plain(query, top_k=3): ...
def rest(a, *others, flag=False, **more): ...
def apart(a, /, **more): ...
def nothing(): ...


@pytest.mark.parametrize(
    "function, args, kwargs, expected",
    [
        (plain, ("q",), {}, {"query": "q", "top_k": 3}),
        (plain, (), {"top_k": 3, "query": "q"}, {"query": "q", "top_k": 3}),
        (rest, (1, 2, 3), {"b": 4}, {"a": 1, "others": [2, 3], "flag": False, "b": 4}),
        (apart, (1,), {"b": 2}, {"a": 1, "b": 2}),
        (apart, (1,), {"a": 2}, {"a": 1, "more": {"a": 2}}),
        (nothing, (), {}, {}),
    ],
)
def test_arguments_get_their_names(function, args, kwargs, expected):
    """
    Positional, keyword and default alike; what `**` takes stands beside the others.
    """
    assert arguments_of("f", signature_of(function, None), None, args, kwargs) == expected


@pytest.mark.parametrize("key, expected", [(lambda q: {"q": q}, {"q": 1}), (lambda q: q, {"key": 1})])
def test_a_key_takes_the_place_of_the_arguments(key, expected):
    """
    An object is taken as the arguments, anything else is the only one.
    """
    assert arguments_of("f", inspect.Signature(), key, (1,), {}) == expected


def test_arguments_that_do_not_fit_raise_what_python_raises():
    """
    A mistaken call is a TypeError with and without a session.
    """
    with pytest.raises(TypeError, match="missing a required argument: 'query'"):
        arguments_of("f", signature_of(plain, None), None, (), {})


@pytest.mark.parametrize("key, how", [(None, "called with"), (lambda query: {"query": query}, "its key returned")])
def test_an_argument_that_is_not_json_is_named(key, how):
    """
    With the function, the path, what it is, and the way out.
    """
    with pytest.raises(WrongUse) as raised:
        arguments_of("tavily.search", signature_of(plain, None), key, ([{1}],), {})

    headline, _, *way_out = str(raised.value).splitlines()
    assert headline == f"tavily.search: {how} query[0] = a set, and only JSON values can be matched"
    assert "key=lambda …: {'query': …}" in way_out[0]


def test_a_function_without_parameters_known_needs_a_key():
    """
    Some functions written in C have no signature.
    """
    with pytest.raises(WrongUse, match="Python does not know its parameters"):
        signature_of(max, None)

    assert signature_of(max, lambda *numbers: list(numbers)) == inspect.Signature()
