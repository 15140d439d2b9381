"""The pictures of pages about a store as a whole, and about a running server, as `test_figures.py` makes them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_for_catalogue
from tests.browser.running import ask, served, wait_for_review
from tests.browser.stores import chat, keep, made, whole
from tests.browser.test_figures import FOLDER, LARGEST, taken
from understudy.model import Mark

FIGURES = {
    "live": ("/live", 1280, 900, "light"),
    "overview": ("/overview", 1280, 1000, "light"),
    "misses": ("/misses", 1280, 620, "dark"),
    "review": ("/review", 1280, 520, "light"),
}
"""In this order: what the first one makes the server answer, the others show."""

MODELS = ("gpt-4o", "gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-4.1")
COUNT = 160


def filled(store: Path) -> list[tuple[dict[str, Any], str]]:
    """Recordings that took their time, as models do; what they ask, and for which scope."""
    drawn, asked = random.Random(3), []
    for number in range(COUNT):
        question = {**chat(f"Question number {number}: what do you see?"), "model": drawn.choice(MODELS)}
        answer = whole(f"answer {number}", (drawn.randint(10, 3000), int(drawn.lognormvariate(4.5, 1))))
        took = int(drawn.lognormvariate(7, 0.8))
        scope = f"tests/test_{number % 7}.py::test_sees" if number % 4 else ""
        date = f"2026-{drawn.choice((6, 7, 8, 9, 9, 10, 11)):02}-{drawn.randint(1, 28):02}T10:00:00Z"
        marks = (Mark(0, took // 3), Mark(len(answer) // 2, took))
        keep(store, question, answer, marks=marks, scope=scope or None, recorded=date)
        asked.append((question, scope))
    return asked


@dataclass(frozen=True)
class Run:
    """A server, and what it can be asked."""

    address: str
    asked: list[tuple[dict[str, Any], str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A server that has answered, missed and broken some; and whose store has changes that wait."""
    folder = tmp_path_factory.mktemp("figures")
    store = folder / "recordings"
    asked = filled(store)
    wait_for_review(store, made(store))
    with ExitStack() as stack:
        # Its name is shown on every page.
        stack.enter_context(pytest.MonkeyPatch.context()).chdir(folder)
        address = stack.enter_context(served(Path("recordings"), "--edit", "--repeat", "last"))
        wait_for_catalogue(f"{address}/_understudy/making")
        yield Run(address, asked)


def play(page: Page, run: Run) -> None:
    """What the server is asked while its page is looked at."""
    expect(page.locator("#connection")).to_have_text("following")
    for number, (question, scope) in enumerate(run.asked[:48]):
        breaks = {"x-understudy-fault": "status=429"} if number % 11 == 3 else {}
        ask(run.address, question if number % 13 != 5 else {**question, "temperature": 0.7}, scope, **breaks)
    page.wait_for_timeout(4000)  # what was not spent is summed up every three seconds


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_has_its_picture(run: Run, visit: Visit, name: str) -> None:
    """
    As wide and as high as the page is shown, and small enough for a repository.
    """
    path, width, height, scheme = FIGURES[name]
    if os.environ.get("UPDATE_GOLDEN"):
        page = visit(f"{run.address}/_understudy{path}", width=width, height=height, scheme=scheme)
        if name == "live":
            play(page, run)
        (FOLDER / f"{name}.png").write_bytes(taken(page))

    with Image.open(FOLDER / f"{name}.png") as shown:
        assert shown.size == (width, height)
    assert (FOLDER / f"{name}.png").stat().st_size < LARGEST
