"""Proxies of the environment are used, and never for this machine."""

from __future__ import annotations

import pytest

from understudy.upstream.proxies import opened, proxy_for


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "intern.example")


@pytest.mark.parametrize(
    ("scheme", "host", "proxy"),
    [
        ("https", "api.openai.com", "http://proxy.example:3128"),
        ("http", "api.openai.com", None),
        ("https", "intern.example", None),
        ("https", "127.0.0.1", None),
        ("https", "localhost", None),
        ("https", "ollama.localhost", None),
        ("https", "::1", None),
    ],
)
def test_the_environment_says_which_proxy(scheme, host, proxy):
    """
    `HTTPS_PROXY` and `NO_PROXY` count; loopback is always direct.
    """
    assert proxy_for(scheme, host) == proxy


def test_user_and_password_of_a_proxy_are_sent_to_it():
    """
    They are a header of ours, not part of its address.
    """
    proxy = opened("http://me:p%40ss@proxy.example:3128")

    assert (proxy.url.host, proxy.url.port, proxy.auth) == (b"proxy.example", 3128, (b"me", b"p@ss"))
