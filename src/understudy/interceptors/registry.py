"""Which client libraries are hooked, and when: while a session is open, and as soon as they are imported.

A function is hooked once, and its hook is taken off, last one first, when the last session ends.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast

Undo = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Interceptor:
    """How one library is hooked."""

    module: str
    """The module that holds the classes; hooked when it is imported."""

    by: str
    """Our module, imported when it is needed. Its `hook` puts the hooks on; what comes back takes them off."""


INTERCEPTORS = (
    Interceptor("httpx._transports.default", by="understudy.interceptors.httpx"),
    Interceptor("httpx2._transports.default", by="understudy.interceptors.httpx"),
    Interceptor("aiohttp.connector", by="understudy.interceptors.aiohttp"),
    Interceptor("urllib3.connectionpool", by="understudy.interceptors.urllib3"),
    # Nothing is sent by these. They say which session a request belongs to, and show the network guard all there is.
    Interceptor("threading", by="understudy.interceptors.threads"),
    Interceptor("concurrent.futures.thread", by="understudy.interceptors.threads"),
    Interceptor("asyncio.base_events", by="understudy.interceptors.asyncio"),
    Interceptor("uvloop", by="understudy.interceptors.uvloop"),
)

_lock = threading.Lock()
_depth = 0
_undo: list[Undo] = []


@contextmanager
def hooked() -> Iterator[None]:
    """Every known client library is hooked until the block ends; also those imported meanwhile."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _depth
    with _lock:
        _depth += 1
        if _depth == 1:
            sys.meta_path.insert(0, _FINDER)
    for interceptor in INTERCEPTORS:
        module = sys.modules.get(interceptor.module)
        if module is not None:
            if getattr(module.__spec__, "_initializing", False):
                # Another thread is importing it just now, and its classes are not there yet: this waits for them.
                module = import_module(interceptor.module)
            _hook(interceptor, module)


@cache
def _hook_of(by: str) -> Callable[[ModuleType], Sequence[Undo]]:
    hook: Callable[[ModuleType], Sequence[Undo]] = import_module(by).hook
    return hook


def _hook(interceptor: Interceptor, module: ModuleType) -> None:
    hook = _hook_of(interceptor.by)
    with _lock:
        if _depth:
            _undo.extend(hook(module))


def _leave() -> None:
    global _depth
    with _lock:
        _depth -= 1
        if _depth:
            return
        sys.meta_path.remove(_FINDER)
        while _undo:
            _undo.pop()()


class _Finder:
    """Lets the real finders find a client library, and hooks it once it has been executed."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        interceptor = next((each for each in INTERCEPTORS if each.module == name), None)
        if interceptor is None:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next((found for finder in others if (found := finder.find_spec(name, path, target))), None)
        if spec is not None and spec.loader is not None:
            spec.loader = cast(Any, _Loader(spec.loader, interceptor))
        return spec


class _Loader:
    # Not one of `importlib.abc`, which takes as long to import as all the rest of this package's files.
    def __init__(self, loader: Any, interceptor: Interceptor) -> None:
        self._loader, self._interceptor = loader, interceptor

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps its own loader: tracebacks and `inspect` read its source through it.
        named: Any = module
        if named.__loader__ is self:
            named.__loader__ = self._loader
        if named.__spec__ is not None and named.__spec__.loader is self:
            named.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _hook(self._interceptor, module)


_FINDER = _Finder()
