"""Whose requests are let in."""

from __future__ import annotations

import pytest

from understudy.operations.browsers import intruder, stranger


def came(names=(), **headers):
    return stranger([(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()], names)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "127.0.0.1:8080"},
        {"host": "[::1]:8080"},
        {"host": "192.168.0.7"},
        {"host": "localhost:8080"},
        {"host": "LOCALHOST."},
        {"host": "app.localhost:8080"},
        {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"},
        {"host": "127.0.0.1:8080", "sec_fetch_site": "none"},
        {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080", "sec_fetch_site": "same-origin"},
    ],
)
def test_programs_and_our_own_pages_are_let_in(headers):
    """
    Clients that are no browsers name no origin; a person who types the address comes from no page.
    """
    assert came(**headers) is None


@pytest.mark.parametrize(
    ("headers", "wrong"),
    [
        ({"host": "evil.example"}, "the host 'evil.example'"),
        ({"host": "127.0.0.1.evil.example:80"}, "the host"),
        ({"host": "localhost.evil.example"}, "the host"),
        ({"host": "[::1"}, "the host"),
        ({"host": "127.0.0.1:8080", "origin": "http://evil.example"}, "a page of 'http://evil.example'"),
        ({"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:3000"}, "a page of"),
        ({"host": "127.0.0.1:8080", "origin": "null"}, "a page of 'null'"),
        ({"host": "127.0.0.1:8080", "sec_fetch_site": "cross-site"}, "another site (cross-site)"),
        ({"host": "127.0.0.1:8080", "sec_fetch_site": "same-site"}, "another site (same-site)"),
    ],
)
def test_a_page_of_somebody_else_is_not(headers, wrong):
    """
    Neither by a name that was pointed at this machine, nor from another page, be it one on this machine.
    """
    assert wrong in came(**headers)


def test_a_name_that_was_allowed_is_ours():
    """
    In a container network a server is called by its name.
    """
    assert came(host="recorder:8080") is not None
    assert came(("Recorder",), host="recorder:8080") is None


def asked(any_host=False, **headers):
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return intruder(told, (), any_host=any_host)


@pytest.mark.parametrize(
    "host", ["", "recorder", "recorder:80", "a.internal", "a.b.local:1", "a.lan.", "10.0.0.1", "[::1]"]
)
def test_a_program_may(host):
    """
    No name server of the internet points these at this machine.
    """
    assert asked(host=host) is None


@pytest.mark.parametrize("host", ["evil.example:80", "internal.evil.com", "a.com.", "local.com", "x.internal.io"])
def test_by_a_name_of_anybodys_it_may_not(host):
    """
    Unless the name says nothing, as where a key is demanded.
    """
    assert "--allow-host" in asked(host=host)
    assert asked(any_host=True, host=host) is None


def test_a_browser_may_only_for_our_own_pages():
    """
    Whatever names are nobody's.
    """
    assert asked(any_host=True, host="127.0.0.1:80", origin="http://evil.example")
    assert asked(any_host=True, host="recorder", sec_fetch_site="same-origin")
    assert asked(host="127.0.0.1:80", origin="http://127.0.0.1:80") is None
