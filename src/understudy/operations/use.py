"""A session around a block or a function."""

from __future__ import annotations

import functools
import inspect
import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from understudy.engine import SEED, Match, Repeat, Session, current_session, opened, parse_match, parse_repeat
from understudy.errors import NotKept, WrongUse
from understudy.interceptors import guarded, hooked
from understudy.model import (
    INSTANT,
    MAX_ANSWER,
    Fault,
    Keep,
    Mode,
    Pace,
    parse_faults,
    parse_mode,
    parse_pace,
    parse_size,
)
from understudy.operations.opening import SessionSettings
from understudy.operations.project_rules import rules_for
from understudy.operations.proof import lost
from understudy.operations.redaction import secrets_for
from understudy.operations.renewing import Age, parse_age
from understudy.store import Directory

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class use:  # lower case: it reads as a verb, `with understudy.use(…)`
    """Answer the requests of a block from recordings; a context manager, an async one, and a decorator.

    Args:
        store: a folder of recordings, made when the first one is written; or one recording's file.
        mode: `replay`, `record-if-missing`, `record` or `live`.
        scope: which recordings a request may be answered from first, such as a test's node id; None for all.
        stable_ids: whether ids and times that an answer has anew each time get stable values at rest.
        repeat: what answers a request once all its recordings are played: `in-order` (nothing does), `last`
            (the last one, again), `cycle` (all, from the first on).
        match: what answers a request that nobody recorded, in the mode `replay`: `exact` (nothing does), `prefix` (the
            recording whose conversation has most equal turns from the first one on, once). `session.weaker` tells.
        pace: when the chunks of what is played are given: `instant`, `recorded` (when they came), `recorded*0.5`, or
            `ttft=200ms,tps=40` (as a model would that is so fast).
        faults: what goes wrong with what is played, on purpose: `status=429:0.1`, `reset after=3 frames times=1`.
        fault_seed: chooses, by a fault's probability, which requests meet it; with the same seed, the same ones do.
        ignore_hosts: hosts that may be reached while the session replays, by clients that are not hooked.
        renew: which recordings the mode `record` renews, all others being played: names of APIs (`openai-chat`,
            or `openai` for all of its), and paths of recordings or of folders of them, from the current folder on.
        max_age: the mode `record` renews what is older than this, such as `30d`.
        record_errors: whether also 408, 409, 429, 5xx and broken streams are kept. Else they reach the caller alone,
            and `session.not_kept` counts them.
        max_answer: the largest body that is kept, such as `64M`; a larger answer reaches the caller alone.
        ignore: paths into requests that do not count in matching, such as `metadata.trace_id`.
        volatile: kinds of values that differ between equal requests: names of ready-made ones (`uuid`, `iso-date`),
            and `{"name": …, "pattern": …}` for others.
        follow: whether an answer that repeats a volatile value of its request follows it.
        redact: what is replaced before anything is compared or written, beside credentials: `email`, `phone`, `card`;
            `{"pattern": …, "name": …}`; `{"path": "request.body.user"}`; a function (or `module:function`) that is
            given texts and returns the values in them that are to be replaced.
        allow_secrets: paths in a recording (`response.body.choices.*.message.content`), and `{"pattern": …}`, of what
            may be written although it looks like a credential.
            These five are what `[tool.understudy]` says in the nearest pyproject.toml above the store, unless given.

    Raises:
        WrongUse: the store or the scope is no name; the mode, the repeat, the match, the pace, a fault or the age does
            not exist; on entry, where `renew` names nothing or a rule is none.
        RecordingUnreadable: on entry, where a file of the store is not a recording.
        StoreUnusable: on entry, where the store cannot be opened.
    """

    def __init__(
        self,
        store: str | Path,
        mode: str | Mode = Mode.REPLAY,
        *,
        scope: str | None = None,
        stable_ids: bool = True,
        repeat: str | Repeat = Repeat.IN_ORDER,
        match: str | Match = Match.EXACT,
        pace: str | Pace = INSTANT,
        faults: str | Fault | Sequence[str | Fault] = (),
        fault_seed: str | int = SEED,
        ignore_hosts: str | Sequence[str] = (),
        renew: str | Sequence[str] = (),
        max_age: str | Age | None = None,
        record_errors: bool = False,
        max_answer: str | int = MAX_ANSWER,
        ignore: str | Sequence[str] | None = None,
        volatile: str | Sequence[str | Mapping[str, str]] | None = None,
        follow: bool | None = None,
        redact: str | Sequence[str | Mapping[str, str] | Callable[[str], Iterable[str]]] | None = None,
        allow_secrets: str | Sequence[str | Mapping[str, str]] | None = None,
    ) -> None:
        if not (scope is None or isinstance(scope, str)):
            raise WrongUse(f"scope: {scope!r} is neither a text nor None\n\n  Name it in quotes: scope='weather'")
        self._settings = SessionSettings(
            _store(store),
            parse_mode(mode),
            stable_ids=stable_ids,
            repeat=parse_repeat(repeat),
            match=parse_match(match),
            pace=parse_pace(pace),
            faults=parse_faults(faults),
            fault_seed=str(fault_seed),
            renew=tuple(_several(renew)),
            max_age=None if max_age is None else parse_age(max_age),
            keeps=Keep(record_errors, parse_size(str(max_answer))),
        )
        self._scope, self._ignore_hosts = scope, tuple(_several(ignore_hosts))
        self._rules = (
            None if ignore is None else _several(ignore),
            None if volatile is None else _several(volatile),
            follow,
        )
        self._redact = None if redact is None else _several(redact)
        self._allow_secrets = None if allow_secrets is None else _several(allow_secrets)
        self._entered: dict[Session, ExitStack] = {}

    def __enter__(self) -> Session:
        store = self._settings.store
        session = self._settings.open(
            Directory(store, rules=rules_for(store, *self._rules)),
            scope=self._scope,
            secrets=secrets_for(store, self._redact, self._allow_secrets),
        )
        with ExitStack() as stack:
            stack.enter_context(hooked())
            stack.enter_context(guarded(session, self._ignore_hosts))
            stack.enter_context(opened(session))
            self._entered[session] = stack.pop_all()
        return session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._leave(has_failed=error is not None)

    async def __aenter__(self) -> Session:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._leave(has_failed=error is not None)

    def _leave(self, *, has_failed: bool) -> None:
        # Threads may share one `use`: each leaves the session that it entered. A context that cannot tell, such as
        # that of a fixture's teardown, leaves the latest.
        session = current_session()
        known = session if session in self._entered else next(reversed(self._entered))
        self._entered.pop(known).close()
        # What a block failed with says more.
        if not has_failed and (text := lost(known)):
            warnings.warn(text, NotKept, stacklevel=3)

    def _again(self) -> use:
        again = copy(self)
        again._entered = {}
        return again

    def __call__(self, function: F) -> F:
        """Decorate a function, sync or async: each call is a session of its own.

        Raises:
            WrongUse: the function is a generator, which would run when its session is over.
        """
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise WrongUse(
                f"{function.__qualname__} is a generator: it would run after its session has ended"
                f"\n\n  Decorate the function that reads it, or write `with understudy.use(…):` within it."
            )
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_async(*args: Any, **kwargs: Any) -> Any:
                async with self._again():
                    return await function(*args, **kwargs)

            return cast(F, run_async)

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            with self._again():
                return function(*args, **kwargs)

        return cast(F, run)


def _store(store: object) -> str | Path:
    if isinstance(store, (str, os.PathLike)) and os.fspath(store):
        return Path(store)
    raise WrongUse(f"store: {store!r} is not a path\n\n  Name a folder of recordings: understudy.use('recordings')")


def _several(given: str | Sequence[T]) -> Sequence[str | T]:
    """One text is one entry."""
    return (given,) if isinstance(given, str) else given
