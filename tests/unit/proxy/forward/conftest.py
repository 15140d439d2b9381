"""A forward proxy, an upstream behind TLS, and clients of theirs."""

from __future__ import annotations

import ssl
from contextlib import ExitStack

import httpx
import pytest

from tests.tls_edge import TlsEdge
from understudy.model import Mode
from understudy.proxy.forward.authority import Signer


@pytest.fixture(scope="session")
def outside(tmp_path_factory):
    """The authority that the world outside trusts."""
    return Signer(tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="session")
def ca_dir(tmp_path_factory):
    """Where the forward proxy's authority lies."""
    return tmp_path_factory.mktemp("authority")


@pytest.fixture
def tls(outside, monkeypatch):
    """Puts TLS in front of an upstream; gives its address. A server that is started later trusts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(outside.certificate))
    with ExitStack() as stack:

        def start(upstream):
            edge = stack.enter_context(TlsEdge(upstream.url, outside.context_for("localhost")))
            return f"https://localhost:{edge.port}"

        yield start


@pytest.fixture
def forward(served, ca_dir):
    """Starts forward proxies; gives their addresses."""
    return lambda mode=Mode.REPLAY, **settings: served(mode, forward=True, ca_dir=ca_dir, stable_ids=False, **settings)


@pytest.fixture
def through(ca_dir):
    """Clients of a forward proxy that trust its authority, or the one that is given."""
    with ExitStack() as stack:

        def client(address, certificate=None):
            trusted = ssl.create_default_context(cafile=certificate or Signer(ca_dir).certificate)
            return stack.enter_context(httpx.Client(proxy=address, verify=trusted, trust_env=False, timeout=20))

        yield client
