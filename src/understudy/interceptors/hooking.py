"""Puts a hook into a method without taking its place: the function stays the same object, and gets other code.

Others patch these methods too (OpenTelemetry, mocks, recorders), by putting something in their place, and put back
what they found there, in whatever order. Had we put ours there, one of us would take the other away. So it does
not matter who comes first and who leaves first: ours is within what they wrap, and afterwards all is as it was.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, partial
from types import CodeType, FunctionType
from typing import Any

MARK = "__understudy_original__"
"""On a function that is hooked: one that does what it did before."""

_CALLED = "<what is called instead>"


def hook_into(class_: Any, name: str, wrap: Callable[[Any], Any]) -> list[Callable[[], None]]:
    """Have this method do what `wrap(original)` does; what comes back takes the hook off.

    Nothing happens where there is no such method, or it is hooked already.
    """
    function = _innermost(getattr(class_, name, None))
    if not isinstance(function, FunctionType) or hasattr(function, MARK):
        return []
    code, closure = function.__code__, function.__closure__
    original = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, closure)
    original.__kwdefaults__, original.__qualname__ = function.__kwdefaults__, function.__qualname__
    defaults = function.__defaults__, function.__kwdefaults__
    setattr(function, MARK, original)
    function.__defaults__ = function.__kwdefaults__ = None
    function.__code__ = _calling(wrap(original), code)
    return [partial(_take_off, function, code, defaults)]


def _take_off(function: FunctionType, code: CodeType, defaults: tuple[Any, Any]) -> None:
    function.__code__ = code
    function.__defaults__, function.__kwdefaults__ = defaults
    delattr(function, MARK)


def _innermost(function: Any) -> Any:
    """What is within the wrappers of others: they may leave before us, and take along what was put into them."""
    # What `contextlib.contextmanager` has wrapped is a generator, and not what is called.
    while (within := getattr(function, "__wrapped__", None)) is not None and not inspect.isgeneratorfunction(within):
        function = within
    return function


def _calling(called: Any, code: CodeType) -> CodeType:
    """Code that calls this and can stand for that: with its name, its place, its kind and its closure's variables."""
    made = _template(code.co_freevars, bool(code.co_flags & inspect.CO_COROUTINE))
    return made.replace(
        co_consts=tuple(called if each == _CALLED else each for each in made.co_consts),
        co_name=code.co_name,
        co_qualname=code.co_qualname,
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
    )


@cache
def _template(variables: tuple[str, ...], is_async: bool) -> CodeType:
    source = (
        f"def made({', '.join(variables)}):\n"
        f"    {'async ' * is_async}def calling(*arguments, **named):\n"
        f"        called = {_CALLED!r}\n"
        f"        return {'await ' * is_async}called(*arguments, **named)\n"
        f"        {', '.join(variables) or None}\n"
        f"    return calling\n"
    )
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    made: CodeType = namespace["made"](*variables).__code__
    return made
