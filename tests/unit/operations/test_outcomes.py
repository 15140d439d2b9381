"""What a call came to, taken down and given again."""

from __future__ import annotations

import json
import pickle

import pytest

from understudy.errors import RecordedError, WrongUse
from understudy.model import Raised, Returned
from understudy.operations.outcomes import error_of, given, raised, returned


class Limit(ValueError):
    """Makes its text of its own parameters."""

    def __init__(self, seconds, plan):
        super().__init__(f"wait {seconds} s, or leave {plan}")


LIMIT = f"{__name__}.Limit"


def caught(function):
    with pytest.raises(Exception) as found:
        function()
    return found.value


@pytest.mark.parametrize(
    "error, expected",
    [
        (ValueError("no"), Raised("ValueError", "no")),
        (KeyError("no"), Raised("KeyError", "no", ("LookupError",))),
        (KeyError(5), Raised("KeyError", "5", ("LookupError",))),
        (Limit(5, "free"), Raised(LIMIT, "wait 5 s, or leave free", ("ValueError",))),
        (caught(lambda: json.loads("{")), Raised("json.decoder.JSONDecodeError", ..., ("ValueError",))),
        (RecordedError("a.B", "no", ("C",)), Raised("a.B", "no", ("C",))),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_an_exception_is_kept_by_name_and_text(error, expected):
    """
    With the names of the classes that its class is derived from.
    """
    found = raised(error)

    assert (found.type, found.bases) == (expected.type, expected.bases)
    assert expected.message in (..., found.message)


@pytest.mark.parametrize(
    "classes, expected",
    [
        ((Limit,), Limit),
        ((ValueError,), ValueError),
        ((KeyError, ValueError, Limit), Limit),
        ((KeyError,), RecordedError),
        ((), RecordedError),
    ],
)
def test_a_listed_class_is_raised_again(classes, expected):
    """
    The class itself before one that it is derived from; without either, a RecordedError that names it.
    """
    error = error_of(raised(Limit(5, "free")), classes)

    assert type(error) is expected
    assert str(error).endswith("wait 5 s, or leave free")


def test_a_class_that_cannot_be_made_is_a_recorded_error():
    """
    Whatever a library does with its exceptions, what was raised is told.
    """

    class Odd(Exception):
        def __new__(cls, needed):
            return super().__new__(cls)

    assert str(error_of(raised(Odd("x")), (Odd,))).endswith(".Odd: x")


def test_a_recorded_error_survives_another_process():
    """
    Parallel test runners pickle what a test raised.
    """
    error = pickle.loads(pickle.dumps(RecordedError("a.B", "no", ("C",))))

    assert (str(error), error.type, error.message, error.bases) == ("a.B: no", "a.B", "no", ("C",))


def test_a_result_is_kept_as_json():
    """
    What has no JSON says what to do.
    """
    assert returned("f", (1,)) == Returned("json", [1])
    with pytest.raises(
        WrongUse, match=r"^f: returned result = a set, and only JSON values can be recorded\n\n  Return"
    ):
        returned("f", {1})


@pytest.mark.parametrize("returns, expected", [(None, {"a": 1}), (len, 1), (lambda kept: kept["a"], 1)])
def test_a_result_is_given_as_it_is_wanted(returns, expected):
    """
    As JSON, or as a callable makes it.
    """
    assert given({"a": 1}, returns) == expected
