"""A forward proxy does not send to itself."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.proxy.forward.way_out import check_way_out


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy", "ALL_PROXY"])
def test_one_that_would_is_refused(monkeypatch, name):
    """
    Before it listens.
    """
    monkeypatch.setenv(name, "http://localhost:8090")

    with pytest.raises(WrongUse, match="is http://localhost:8090, which is this server itself"):
        check_way_out(8090)


@pytest.mark.parametrize("proxy", ["http://localhost:3128", "http://proxy.corp:8090"])
def test_any_other_proxy_is_a_way(monkeypatch, proxy):
    """
    As for every client.
    """
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    check_way_out(8090)
    check_way_out(0)
