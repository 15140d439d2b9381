"""The hook itself: on classes that are there, once each, and off again. What it does: `tests/clients/urllib3`."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3.connectionpool
import urllib3.response

import understudy
from understudy.errors import Refused
from understudy.interceptors.hooking import MARK
from understudy.interceptors.urllib3 import hook


def methods() -> list[Any]:
    return [
        urllib3.connectionpool.HTTPConnectionPool._make_request,
        urllib3.connectionpool.HTTPSConnectionPool._prepare_proxy,
        urllib3.response.HTTPResponse._error_catcher,
    ]


def test_every_method_is_hooked_once() -> None:
    """
    A second time finds nothing to do; taken off, the methods are the library's own.
    """
    before = [method.__code__ for method in methods()]

    undo = hook(urllib3.connectionpool)
    during = [hasattr(method, MARK) for method in methods()]
    again = hook(urllib3.connectionpool)
    for each in reversed(undo):
        each()

    assert (len(undo), again) == (3, [])
    assert during == [True, True, True]
    assert [method.__code__ for method in methods()] == before
    assert not any(hasattr(method, MARK) for method in methods())


def test_a_hooked_pool_is_also_its_tls_sibling() -> None:
    """
    Both send through one method, and so do pools that others derive from them.
    """
    pool = urllib3.connectionpool

    assert pool.HTTPSConnectionPool._make_request is pool.HTTPConnectionPool._make_request


class OldPool:
    """As in urllib3 1.26, whose method has another signature."""

    host = "api.example"

    def urlopen(self, method: str, url: str) -> str:
        return self._make_request(None, method, url)

    def _make_request(self, conn: Any, method: str, url: str, timeout: Any = None, chunked: bool = False) -> str:
        return "sent"


def test_an_old_urllib3_is_refused_and_not_silently_live(tmp_path: Path) -> None:
    """
    While a session is open; without one it is left alone.
    """
    module: Any = SimpleNamespace(HTTPConnectionPool=OldPool)

    (undo,) = hook(module)
    free = OldPool().urlopen("GET", "/")
    with (
        understudy.use(tmp_path),
        pytest.raises(Refused, match="this version of urllib3 can be neither recorded nor replayed"),
    ):
        OldPool().urlopen("GET", "/")
    undo()

    assert free == "sent"
    assert not hasattr(OldPool.urlopen, MARK)
