"""Which libraries are hooked, and what becomes of the import system."""

from __future__ import annotations

import importlib.util
import sys
import threading
from types import ModuleType

import pytest

from understudy.interceptors import hooked, registry
from understudy.interceptors.registry import Interceptor


def finders() -> list[object]:
    return [finder for finder in sys.meta_path if type(finder).__module__.startswith("understudy")]


def test_the_import_system_is_as_before() -> None:
    """
    One finder while hooked, however deep; none afterwards.
    """
    before = list(sys.meta_path)

    with hooked(), hooked():
        during = finders()

    assert len(during) == 1
    assert sys.meta_path == before


def test_hooks_are_put_on_and_taken_off_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The outermost block takes them off, last one first.
    """
    events: list[str] = []
    on: set[str] = set()

    def hook(module: ModuleType) -> list[registry.Undo]:
        name = module.__name__
        if name in on:
            return []
        on.add(name)
        events.append(f"on {name}")
        return [lambda: (on.remove(name), events.append(f"off {name}"))]  # type: ignore[list-item]

    monkeypatch.setattr(registry, "INTERCEPTORS", (Interceptor("json", hook), Interceptor("sys", hook)))

    with hooked(), hooked():
        pass

    assert events == ["on json", "on sys", "off sys", "off json"]


def test_a_name_that_no_interceptor_wants_is_found_by_others() -> None:
    """
    Every import passes here; all but a few pass untouched.
    """
    with hooked():
        (finder,) = finders()

        assert finder.find_spec("json", None) is None  # type: ignore[attr-defined]


def test_a_library_that_is_not_installed_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Its import fails as it would without us.
    """
    monkeypatch.setattr(registry, "INTERCEPTORS", (Interceptor("no_such_library", lambda module: []),))

    with hooked():
        assert importlib.util.find_spec("no_such_library") is None


def test_many_threads_may_enter_and_leave() -> None:
    """
    The last one out takes the hooks off.
    """
    before = list(sys.meta_path)

    def enter_and_leave() -> None:
        for _ in range(50):
            with hooked():
                assert len(finders()) == 1

    threads = [threading.Thread(target=enter_and_leave) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sys.meta_path == before
