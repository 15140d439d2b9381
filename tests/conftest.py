"""What tests in several folders need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What Understudy remembers of the tests' folders does not fill the user's cache. What real servers are made of
    stays there: it takes long to fetch."""
    users = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("UPSTREAMS_HOME", os.environ.get("UPSTREAMS_HOME") or f"{users}/understudy-upstreams")
        environment.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of captures, recordings and the seed beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder `shared` beside the repository")
    return SHARED
