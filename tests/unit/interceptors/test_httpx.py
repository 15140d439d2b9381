"""The hook itself: on classes that are there, once each, and off again. What it does: `tests/clients/httpx`."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import httpx._transports.default
import httpx2._transports.default
import pytest

from understudy.interceptors.httpx import MARK, hook

MODULES = [httpx._transports.default, httpx2._transports.default]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.partition(".")[0])
def test_both_classes_are_hooked_once(module: ModuleType) -> None:
    """
    A second time finds nothing to do; taken off, the methods are the library's own.
    """
    before = (module.HTTPTransport.handle_request, module.AsyncHTTPTransport.handle_async_request)

    undo = hook(module)
    again = hook(module)
    during = (module.HTTPTransport.handle_request, module.AsyncHTTPTransport.handle_async_request)
    for each in undo:
        each()

    assert (len(undo), len(again)) == (2, 0)
    assert tuple(getattr(method, MARK) for method in during) == before
    assert (module.HTTPTransport.handle_request, module.AsyncHTTPTransport.handle_async_request) == before


def test_a_library_without_these_classes_is_left_alone() -> None:
    """
    Pre-releases of httpx 1.0 have neither.
    """
    module: Any = SimpleNamespace()

    assert hook(module) == []
