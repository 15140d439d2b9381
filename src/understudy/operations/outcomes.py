"""What a call came to, taken down and given again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from understudy.errors import RecordedError, WrongUse
from understudy.model import Raised, Returned
from understudy.operations.plain import NotJson, plain, public_type


def returned(what: str, value: Any) -> Returned:
    """What a function returned, to be kept.

    Raises:
        WrongUse: it is not JSON.
    """
    try:
        return Returned(public_type(value), plain(value, "result"))
    except NotJson as problem:
        raise WrongUse(
            f"{what}: returned {problem.path} = {problem.found}, and only JSON values can be recorded"
            f"\n\n  Return dicts, lists, texts, numbers, dataclasses or pydantic models; or record an inner function"
            f"\n  that does, and build the rest from what it returns."
        ) from None


def raised(error: Exception) -> Raised:
    """What a function raised, to be kept."""
    if isinstance(error, RecordedError):
        return Raised(error.type, error.message, error.bases)
    # KeyError puts quotes around its text.
    only = error.args[0] if len(error.args) == 1 else None
    bases = [base for base in type(error).__mro__[1:] if issubclass(base, Exception) and base is not Exception]
    return Raised(_name(type(error)), only if isinstance(only, str) else str(error), tuple(map(_name, bases)))


def given(content: Any, returns: Callable[[Any], Any] | None) -> Any:
    """What a recorded call returned, as its caller wants it."""
    if returns is None:
        return content
    return getattr(returns, "model_validate", returns)(content)


def error_of(recorded: Raised, classes: tuple[type[Exception], ...]) -> Exception:
    """The exception to raise for a recorded one: of its own class if the caller listed it or one of its bases."""
    known = {_name(each): each for each in classes}
    for name in (recorded.type, *recorded.bases):
        if name in known:
            return _made(known[name], recorded)
    return RecordedError(recorded.type, recorded.message, recorded.bases)


def _made(class_: type[Exception], recorded: Raised) -> Exception:
    # Not called: a class with parameters of its own would make another text of this one, or fail.
    try:
        error = class_.__new__(class_)
    except TypeError:
        return RecordedError(recorded.type, recorded.message, recorded.bases)
    error.args = (recorded.message,)
    return error


def _name(class_: type) -> str:
    is_pythons = class_.__module__ == "builtins"
    return class_.__qualname__ if is_pythons else f"{class_.__module__}.{class_.__qualname__}"
