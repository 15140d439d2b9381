"""Which libraries are hooked, and what becomes of the import system."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
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
        return [lambda: (on.remove(name), events.append(f"off {name}"))]

    monkeypatch.setitem(sys.modules, "hooking", ModuleType("hooking"))
    monkeypatch.setattr(sys.modules["hooking"], "hook", hook, raising=False)
    interceptors = (Interceptor("json", by="hooking"), Interceptor("sys", by="hooking"))
    monkeypatch.setattr(registry, "INTERCEPTORS", interceptors)

    with hooked(), hooked():
        pass

    assert events == ["on json", "on sys", "off sys", "off json"]


def test_a_name_that_no_interceptor_wants_is_found_by_others() -> None:
    """
    Every import passes here; all but a few pass untouched.
    """
    with hooked():
        (finder,) = finders()

        assert finder.find_spec("json", None) is None


def test_a_library_that_is_not_installed_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Its import fails as it would without us.
    """
    monkeypatch.setattr(registry, "INTERCEPTORS", (Interceptor("no_such_library", by="nobody"),))

    with hooked():
        assert importlib.util.find_spec("no_such_library") is None


def test_what_is_not_imported_costs_nothing() -> None:
    """
    Neither a client library, nor our own file for it, nor asyncio, nor a place in the import system.
    """
    code = (
        "import sys\n"
        "from understudy import use\n"
        "rows = __import__('understudy.interceptors.registry', fromlist=['_']).INTERCEPTORS\n"
        "with use(sys.argv[1]):\n"
        "    idle = [row for row in rows if row.module != 'threading']\n"
        "    costly = {row.by for row in idle if 'threads' not in row.by} | {row.module for row in idle}\n"
        "    print(sorted((costly | {'asyncio', 'http.client', 'ssl'}) & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", code, "nowhere"], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_every_row_of_the_table_has_its_file() -> None:
    """
    Named as a text, it would be missed only when it is needed.
    """
    for interceptor in registry.INTERCEPTORS:
        assert callable(importlib.import_module(interceptor.by).hook)


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
