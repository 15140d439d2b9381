"""A hook gets into a function without taking its place."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
import wrapt

from understudy.interceptors.hooking import MARK, hook_into


class Library:
    """Methods of all kinds that client libraries have."""

    calls: list[Any]

    def __init__(self) -> None:
        self.calls = []

    def plain(self, one: int, two: int = 2, *more: int, three: int = 3, **named: int) -> tuple[Any, ...]:
        """Adds nothing up."""
        return (one, two, *more, three, named)

    async def awaited(self, one: int, *, two: int = 2) -> tuple[int, int]:
        await asyncio.sleep(0)
        return one, two

    @contextmanager
    def managed(self) -> Any:
        self.calls.append("in")
        yield self
        self.calls.append("out")


class Derived(Library):
    def plain(self, one: int, *arguments: Any, **named: Any) -> tuple[Any, ...]:
        return ("derived", *super().plain(one, *arguments, **named))


def noting(seen: list[Any]) -> Callable[[Any], Any]:
    def wrap(original: Any) -> Any:
        def hooked(*arguments: Any, **named: Any) -> Any:
            seen.append(arguments[1:])
            return original(*arguments, **named)

        return hooked

    return wrap


def noting_async(seen: list[Any]) -> Callable[[Any], Any]:
    def wrap(original: Any) -> Any:
        async def hooked(*arguments: Any, **named: Any) -> Any:
            seen.append(arguments[1:])
            return await original(*arguments, **named)

        return hooked

    return wrap


def off(undo: list[Callable[[], None]]) -> None:
    for each in undo:
        each()


def use(library: Library) -> tuple[Any, ...]:
    with library.managed():
        return library.plain(1), library.plain(1, 5, 6, three=7, four=8), asyncio.run(library.awaited(1))


@pytest.mark.parametrize("class_", [Library, Derived])
def test_a_method_does_the_same_through_a_hook(class_: type[Library]) -> None:
    """
    With its defaults and its closure; the hook sees every call while it is on, and none afterwards.
    """
    seen: list[Any] = []
    expected = use(class_())
    undo = [*hook_into(class_, "plain", noting(seen)), *hook_into(class_, "managed", noting(seen))]
    undo += hook_into(class_, "awaited", noting_async(seen))

    during = use(class_())
    off(undo)
    after = use(class_())

    assert during == after == expected
    assert seen == [(), (1,), (1, 5, 6), (1,)]


def test_it_stays_the_same_function() -> None:
    """
    With the same name, place and kind; what it is afterwards is what it was.
    """
    plain, awaited, signature = Library.plain, Library.awaited, inspect.signature(Library.plain)
    undo = [*hook_into(Library, "plain", noting([])), *hook_into(Library, "awaited", noting_async([]))]

    assert (Library.plain, Library.awaited) == (plain, awaited)
    assert inspect.iscoroutinefunction(Library.awaited)
    assert inspect.getsourcefile(Library.plain) == __file__
    assert Library.plain.__doc__ == "Adds nothing up."

    off(undo)

    assert (Library.plain, Library.awaited) == (plain, awaited)
    assert inspect.signature(Library.plain) == signature
    assert not hasattr(plain, MARK)


def test_a_function_is_hooked_once() -> None:
    """
    Under whichever name it is found; what is not there is not hooked.
    """
    undo = hook_into(Library, "plain", noting([]))

    assert hook_into(Library, "plain", noting([])) == []
    assert hook_into(Library, "nothing", noting([])) == []
    assert hook_into(None, "plain", noting([])) == []

    off(undo)


def passing(wrapped: Any, instance: Any, arguments: Any, named: Any) -> Any:
    instance.calls.append("theirs")
    return wrapped(*arguments, **named)


@pytest.mark.parametrize("order", ["before, inside", "before, after", "after, inside", "after, after"])
def test_another_s_wrapper_and_our_hook_come_and_go_in_any_order(order: str) -> None:
    """
    Both see the call while they are on; whoever leaves takes nothing of the other's away.
    """
    seen: list[Any] = []
    library, original = Library(), Library.plain
    begins, ends = order.split(", ")
    undo: list[Callable[[], None]] = []
    if begins == "after":
        undo = hook_into(Library, "plain", noting(seen))
    Library.plain = wrapt.FunctionWrapper(original, passing)
    if begins == "before":
        undo = hook_into(Library, "plain", noting(seen))

    library.plain(1)
    if ends == "inside":
        off(undo)
    else:
        Library.plain = original
    library.plain(2)
    both, theirs = list(seen), list(library.calls)
    off(undo) if ends == "after" else setattr(Library, "plain", original)

    assert both == ([(1,)] if ends == "inside" else [(1,), (2,)])
    assert theirs == (["theirs", "theirs"] if ends == "inside" else ["theirs"])
    assert Library.plain is original
    assert not hasattr(original, MARK)
