"""What a function was called with, by name: positional and keyword arguments are the same, defaults are filled in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from understudy.errors import WrongUse
from understudy.operations.plain import NotJson, plain

Key = Callable[..., Any]
"""Given a function's arguments: what of them counts, as JSON."""


def signature_of(function: Callable[..., Any], key: Key | None) -> inspect.Signature:
    """The signature by which arguments get their names.

    Raises:
        WrongUse: Python does not know it, and there is no key that would do without.
    """
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        if key is not None:
            return inspect.Signature()
        raise WrongUse(
            f"{function!r:.80}: Python does not know its parameters, so its arguments have no names"
            f"\n\n  Name what counts of them: key=lambda x: {{'x': x}}."
        ) from None


def arguments_of(
    what: str, signature: inspect.Signature, key: Key | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """The arguments as JSON values.

    Raises:
        WrongUse: one of them is not JSON. The text names it.
        TypeError: they do not fit the signature; as the function itself would raise.
    """
    if key is not None:
        counted = key(*args, **kwargs)
        return _plain(what, counted if isinstance(counted, Mapping) else {"key": counted}, "its key returned")
    return _plain(what, _by_name(signature, args, kwargs), "called with")


def _by_name(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    named: dict[str, Any] = {}
    for name, value in bound.arguments.items():
        is_rest = signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
        # `f(a, /, **rest)` can be called with another `a`, which then stays apart.
        if is_rest and named.keys().isdisjoint(value):
            named |= value
        else:
            named[name] = value
    return named


def _plain(what: str, arguments: Mapping[str, Any], how: str) -> dict[str, Any]:
    try:
        return {name: plain(value, name) for name, value in arguments.items()}
    except NotJson as problem:
        name = problem.path.partition(".")[0].partition("[")[0]
        raise WrongUse(
            f"{what}: {how} {problem.path} = {problem.found}, and only JSON values can be matched"
            f"\n\n  Say what counts, as JSON, given the same arguments: key=lambda …: {{{name!r}: …}}."
            f"\n  What does not count is left out of it."
        ) from None
