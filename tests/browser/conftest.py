"""A real browser, and sites for it. Whatever a page asks of anybody but its own server fails its test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from understudy.operations.demo import BUNDLED

SOURCE = Path(__file__).parents[2] / "src"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=30_000)
"""On a busy machine; what is there at once takes no longer."""

Visit = Callable[..., Page]


# It ends with each file: as long as it runs, this thread has a running event loop, and no test can start another one.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Drives the browser."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, or one that is called alike; with a profile of its own, which goes with it."""
    path = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("needs the browser Chromium: apt-get install chromium")
    started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens an address; afterwards nothing was asked of another origin, refused by the policy, or failed."""
    with ExitStack() as stack:

        def open_(
            url: str,
            *,
            width: int = 1280,
            height: int = 900,
            scheme: str = "light",
            fails: int = 0,
            password: str | None = None,
        ) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
                # What a person would write where the browser asks them.
                http_credentials=None if password is None else {"username": "", "password": password},
            )
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
            wrong: list[str] = []
            page.on("request", lambda request: wrong.extend(_elsewhere(request.url, url)))
            page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
            page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
            page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
            stack.callback(lambda: _nothing_but(wrong, fails))
            page.goto(url)
            return page

        yield open_


def _elsewhere(asked: str, url: str) -> list[str]:
    return [] if urlsplit(asked).netloc == urlsplit(url).netloc else [f"asked elsewhere: {asked}"]


def _nothing_but(wrong: list[str], fails: int) -> None:
    """A page that is an answer with an error is one in the browser's console, too."""
    failed = [line for line in wrong if line.startswith("Failed to load resource")]
    assert [line for line in wrong if line not in failed] == []
    assert len(failed) == fails


@contextmanager
def shown(store: Path, *more: str) -> Iterator[str]:
    """`understudy ui` on a store; gives its address."""
    command = [sys.executable, "-m", "understudy", "ui", str(store), "--json", "--no-open", *more]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            address = json.loads(process.stdout.readline())["address"].rstrip("/")
            wait_for_catalogue(f"{address}/making")
            yield address
        finally:
            process.terminate()
            process.wait(20)


def wait_for_catalogue(making: str) -> None:
    """Until all recordings have been read."""
    deadline = time.monotonic() + 60
    while httpx.get(making).json() is not None:
        assert time.monotonic() < deadline, "the recordings were not read in a minute"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of the seed."""
    store = tmp_path_factory.mktemp("seed") / "recordings"
    store.mkdir()
    shutil.copy(BUNDLED, store)
    with shown(store) as address:
        yield address


@pytest.fixture(scope="session")
def public(shared: Path) -> Iterator[str]:
    """The address of a site of the shared recordings."""
    with shown(shared / "recordings") as address:
        yield address
