"""Calls of any Python function, sync or async, recorded and replayed by their arguments."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never, cast, overload

from understudy.engine import Refuse, Return, Run, decided, session_here
from understudy.errors import RecordedError, ReplayMiss, UnderstudyError, WrongUse
from understudy.model import Call, Outcome, Raised, Returned
from understudy.operations.arguments import Key, arguments_of, signature_of
from understudy.operations.outcomes import error_of, given, raised, returned

F = TypeVar("F", bound=Callable[..., Any])


@overload
def recorded(function: F, /) -> F: ...


@overload
def recorded(
    *,
    provider: str | None = None,
    name: str | None = None,
    key: Key | None = None,
    returns: Callable[[Any], Any] | None = None,
    raises: type[Exception] | Iterable[type[Exception]] = (),
) -> Callable[[F], F]: ...


def recorded(wrapped: Callable[..., Any] | None = None, /, **settings: Any) -> Any:
    """Decorate a function, bare or with the settings of `function`: its calls are recorded and replayed."""
    if wrapped is None:
        return lambda wrapped: function(wrapped, **settings)
    return function(wrapped, **settings)


def function(
    wrapped: F,
    /,
    *,
    provider: str | None = None,
    name: str | None = None,
    key: Key | None = None,
    returns: Callable[[Any], Any] | None = None,
    raises: type[Exception] | Iterable[type[Exception]] = (),
) -> F:
    """The function, whose calls the session that is open where it is called answers. Without one it just runs.

    Args:
        provider: whose function it is, as the recording names it; by default its module.
        name: what it is called there; by default its own name.
        key: given the arguments, what counts of them, as JSON; by default all of them.
        returns: what to make of a recorded result, such as a pydantic model; by default it is given as JSON.
        raises: classes whose exceptions are raised again as what they were; others are a `RecordedError`.

    Raises:
        WrongUse: it is a generator, or has no name and none is given.
    """
    is_generator = inspect.isgeneratorfunction(wrapped) or inspect.isasyncgenfunction(wrapped)
    own = name or getattr(wrapped, "__qualname__", None)
    if is_generator or not own:
        what = "is a generator" if is_generator else "has no name"
        remedy = "Record a function that returns a list." if is_generator else "Give it one: name='search'."
        raise WrongUse(f"{own or repr(wrapped)[:80]}: {what}, and its calls cannot be recorded\n\n  {remedy}")
    home = provider if provider is not None else getattr(wrapped, "__module__", None) or ""
    recorder = _Recorder(home, own, signature_of(wrapped, key), key, returns, _classes(own, raises))

    # B004 would have `callable`: an object may be called by an async method, and is then no coroutine function itself.
    if inspect.iscoroutinefunction(wrapped) or inspect.iscoroutinefunction(getattr(wrapped, "__call__", None)):  # noqa: B004

        @functools.wraps(wrapped)
        async def run_async(*args: Any, **kwargs: Any) -> Any:
            match recorder.decide(args, kwargs):
                case None:
                    return await wrapped(*args, **kwargs)
                case Return(outcome):
                    return recorder.give(outcome)
                case Run() as run:
                    with _Running(recorder.what, run) as running, decided():
                        return running.keep(await wrapped(*args, **kwargs))
                case other:
                    assert_never(other)

        return cast(F, run_async)

    @functools.wraps(wrapped)
    def run_sync(*args: Any, **kwargs: Any) -> Any:
        match recorder.decide(args, kwargs):
            case None:
                return wrapped(*args, **kwargs)
            case Return(outcome):
                return recorder.give(outcome)
            case Run() as run:
                with _Running(recorder.what, run) as running, decided():
                    return running.keep(wrapped(*args, **kwargs))
            case other:
                assert_never(other)

    return cast(F, run_sync)


@dataclass(frozen=True, slots=True)
class _Recorder:
    """One function that is recorded."""

    provider: str
    name: str
    signature: inspect.Signature
    key: Key | None
    returns: Callable[[Any], Any] | None
    raises: tuple[type[Exception], ...]

    @property
    def what(self) -> str:
        return f"{self.provider}.{self.name}" if self.provider else self.name

    def decide(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Return | Run | None:
        session = session_here()
        if session is None:
            return None
        arguments = arguments_of(self.what, self.signature, self.key, args, kwargs)
        decision = session.decide_call(Call(self.provider, self.name, arguments))
        if isinstance(decision, Refuse):
            raise ReplayMiss(decision.miss)
        return decision

    def give(self, outcome: Outcome) -> Any:
        match outcome:
            case Returned(_, content):
                return given(content, self.returns)
            case Raised():
                raise error_of(outcome, self.raises)


class _Running:
    """Tells the capture what the call comes to. What is no Exception (an interrupt, a miss within) is not kept."""

    def __init__(self, what: str, run: Run) -> None:
        self._what, self._capture = what, run.capture

    def keep(self, value: Any) -> Any:
        if self._capture.is_kept:
            self._capture.came_to(returned(self._what, value))
        return value

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        is_ours = isinstance(error, UnderstudyError) and not isinstance(error, RecordedError)
        if isinstance(error, Exception) and not is_ours:
            self._capture.came_to(raised(error))
        self._capture.discard()


def _classes(what: str, raises: Any) -> tuple[type[Exception], ...]:
    classes = tuple(raises) if isinstance(raises, Iterable) else (raises,)
    for each in classes:
        if not (isinstance(each, type) and issubclass(each, Exception)):
            raise WrongUse(
                f"{what}: raises={each!r:.60} is no class of exceptions\n\n  List such: raises=(ValueError,)."
            )
    return classes
