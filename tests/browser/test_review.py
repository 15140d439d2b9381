"""A person looks at what was recorded anew, and decides with keys."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, shown
from tests.browser.running import TEST, wait_for_review
from tests.browser.stores import keep, made, picture
from tests.browser.test_accessibility import faults
from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where a store is made."""
    return tmp_path / "recordings"


def test_changes_are_decided_with_keys(store: Path, visit: Visit) -> None:
    """
    As in the terminal: accept, reject, skip.
    """
    names = made(store)
    wait_for_review(store, names)
    with shown(store, "--edit") as address:
        page = visit(f"{address}/review")
        status = page.get_by_role("status")
        expect(status).to_have_text("3 changes wait")
        expect(page.locator("ins").first).to_have_text("1885 ")
        assert faults(page) == []

        press(page, "s")
        expect(page.locator("#change-title")).to_contain_text("openai-chat-how-wide.json")
        press(page, "a")
        expect(status).to_have_text("accepted · 2 changes wait")
        press(page, "r")
        expect(status).to_have_text("rejected · 1 change waits")
        press(page, "a")
        expect(status).to_have_text("accepted · nothing waits")

    assert (store / "openai-chat-how-wide.json").exists()
    assert (store / names["thought"]).exists()
    assert "1885" in (store / names["stream"]).read_text("utf-8")


def test_pictures_stand_beside_each_other(store: Path, visit: Visit) -> None:
    """
    The one that is recorded, and the one that was made anew.
    """
    asked = {"model": "gpt-image-1", "prompt": "a bridge"}
    names = [
        keep(store, {**asked, "n": number}, drawn(colour), url="https://api.openai.com/v1/images/generations")
        for number, colour in enumerate(("teal", "crimson"))
    ]
    stage = store.parent / "stage"
    stage.mkdir()
    fresh = stage / names[0]
    (store / names[1]).replace(fresh)
    hold(store, TEST, {fresh: Change(names[0], Kind.REPLACE, digest_of(store / names[0]))}, [], "2026-11-28T12:00:00Z")
    with shown(store, "--edit") as address:
        page = visit(f"{address}/review")
        for side in ("Recorded pictures", "New pictures"):
            expect(page.get_by_role("region", name=side).locator("img")).to_have_js_property("naturalWidth", 320)
        assert faults(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        press(page, "a")
        expect(page.get_by_role("status")).to_have_text("accepted · nothing waits")
        page.goto(f"{address}/recording?name={quote(names[0])}")
        expect(page.locator(".turn img").last).to_be_visible()


def drawn(colour: str) -> bytes:
    """An answer that is a picture."""
    return json.dumps({"data": [{"b64_json": picture(colour).partition(",")[2]}]}).encode()


def press(page: Page, key: str) -> None:
    """A key, once the page's script listens for it."""
    expect(page.locator("html.scripted")).to_be_attached()
    page.keyboard.press(key)


def test_read_only_pages_offer_no_decision(store: Path, visit: Visit) -> None:
    """
    Keys do nothing there but to lead on; 360 pixels are enough.
    """
    wait_for_review(store, made(store))
    with shown(store) as address:
        page = visit(f"{address}/review")
        for key in "arA":
            press(page, key)
        expect(page.get_by_role("status")).to_have_text("3 changes wait")
        expect(page.get_by_role("button", name="Accept")).to_have_count(0)
        press(page, "j")
        expect(page.locator("#change-title")).to_contain_text("openai-chat-how-wide.json")
        assert faults(page) == []
        page.emulate_media(color_scheme="dark")
        assert faults(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
