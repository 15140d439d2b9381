"""The hook itself: on classes that are there, once each, and off again. Its promises: `tests/contracts`."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import httpx._transports.default
import httpx2._transports.default
import pytest

from understudy.interceptors.hooking import MARK
from understudy.interceptors.httpx import hook

MODULES = [httpx._transports.default, httpx2._transports.default]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.partition(".")[0])
def test_both_classes_are_hooked_once(module: ModuleType) -> None:
    """
    A second time finds nothing to do; taken off, the methods are the library's own.
    """
    methods = (module.HTTPTransport.handle_request, module.AsyncHTTPTransport.handle_async_request)
    before = [method.__code__ for method in methods]

    undo = hook(module)
    again = hook(module)
    during = [hasattr(method, MARK) for method in methods]
    for each in undo:
        each()

    assert (len(undo), len(again)) == (2, 0)
    assert during == [True, True]
    assert [method.__code__ for method in methods] == before
    assert (module.HTTPTransport.handle_request, module.AsyncHTTPTransport.handle_async_request) == methods


def test_a_library_without_these_classes_is_left_alone() -> None:
    """
    Pre-releases of httpx 1.0 have neither.
    """
    module: Any = SimpleNamespace()

    assert hook(module) == []
