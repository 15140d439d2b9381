"""The client that a test runs for, and a network that can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import pytest

from tests.clients.adapters import CLIENTS, Client
from tests.clients.offline import offline


@pytest.fixture(params=CLIENTS)
def make_client(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Makes a client of one kind, with settings of its own. A test that asks for it runs once for each kind."""
    with ExitStack() as made:

        def make(**settings: Any) -> Any:
            client = CLIENTS[request.param](**settings)
            made.callback(client.close)
            return client

        yield make


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    """One client, with usual settings."""
    return make_client()


@pytest.fixture
def no_network() -> Callable[[], AbstractContextManager[None]]:
    """`with no_network():` no socket connects in this block."""
    return offline
