"""How the tests of this folder cut their bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture(params=[None, 1, 2, 3, 7, 1000], ids=lambda size: f"{size}B" if size else "whole")
def in_pieces(request: pytest.FixtureRequest) -> Callable[[bytes], list[bytes]]:
    """Cuts bytes into pieces of one size. A test that asks for it runs once for each size."""

    def cut(stream: bytes) -> list[bytes]:
        size = request.param or len(stream) or 1
        return [stream[at : at + size] for at in range(0, len(stream), size)]

    return cut
