"""Everybody can use the pages: no serious fault of those that axe-core finds, and no scrolling sideways on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, shown
from tests.browser.stores import made

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "browse": "/",
    "browse, searched": "/?text=bridge",
    "browse, nothing": "/?text=nowhere",
    "conversation": "/recording?name={stream}",
    "conversation with tools": "/recording?name={tools}",
    "conversation with a picture": "/recording?name={picture}",
    "conversation with sound": "/recording?name={sound}",
    "frames": "/recording/frames?name={stream}",
    "raw": "/recording/raw?name={stream}",
    "code": "/recording/code?name={tools}",
    "matching": "/recording/matching?name={picture}",
    "edit": "/recording/edit?name={stream}",
    "compare": "/compare?pick={stream}&pick={other}",
    "not here": "/nothing",
}
FAILING = {"not here"}


@pytest.fixture(scope="module")
def address_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The pages' addresses by their names."""
    store = tmp_path_factory.mktemp("made") / "recordings"
    names = {kind: quote(name) for kind, name in made(store).items()}
    with shown(store) as address:
        yield {page: address + path.format(**names) for page, path in PAGES.items()}


def faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical."""
    if not AXE.exists():
        reason = "needs axe-core: make node"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['impact']}: {each['id']}: {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_a_page(address_of, visit: Visit, name: str) -> None:
    """
    No serious fault in the light and in the dark; and 360 pixels are enough: what is wider scrolls by itself.
    """
    page = visit(address_of[name], fails=int(name in FAILING))

    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
