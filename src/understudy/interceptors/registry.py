"""Which client libraries are hooked, and when: while a session is open, and as soon as they are imported.

A hook is put on once for each class object and taken off, last one first, when the last session ends.
"""

from __future__ import annotations

import importlib.abc
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

from understudy.interceptors import aiohttp, httpx, urllib3

Undo = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Interceptor:
    """How one client library is hooked."""

    module: str
    """The module that holds the classes; hooked when it is imported."""

    hook: Callable[[ModuleType], Sequence[Undo]]
    """Put the hooks on; what comes back takes them off."""


INTERCEPTORS = (
    Interceptor("httpx._transports.default", httpx.hook),
    Interceptor("httpx2._transports.default", httpx.hook),
    Interceptor("aiohttp.connector", aiohttp.hook),
    Interceptor("urllib3.connectionpool", urllib3.hook),
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
        if interceptor.module in sys.modules:
            # Waits where another thread is importing it just now: its classes are not there yet.
            _hook(interceptor, import_module(interceptor.module))


def _hook(interceptor: Interceptor, module: ModuleType) -> None:
    with _lock:
        if _depth:
            _undo.extend(interceptor.hook(module))


def _leave() -> None:
    global _depth
    with _lock:
        _depth -= 1
        if _depth:
            return
        sys.meta_path.remove(_FINDER)
        while _undo:
            _undo.pop()()


class _Finder(importlib.abc.MetaPathFinder):
    """Lets the real finders find a client library, and hooks it once it has been executed."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        interceptor = next((each for each in INTERCEPTORS if each.module == name), None)
        if interceptor is None:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        spec = next((found for finder in others if (found := finder.find_spec(name, path, target))), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, interceptor)
        return spec


class _Loader(importlib.abc.Loader):
    def __init__(self, loader: importlib.abc.Loader, interceptor: Interceptor) -> None:
        self._loader, self._interceptor = loader, interceptor

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps its own loader: tracebacks and `inspect` read its source through it.
        if module.__loader__ is self:
            module.__loader__ = self._loader
        if module.__spec__ is not None and module.__spec__.loader is self:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _hook(self._interceptor, module)


_FINDER = _Finder()
