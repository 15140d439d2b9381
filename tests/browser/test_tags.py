"""A person sorts recordings by tags."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.conftest import Visit, shown
from tests.browser.stores import HOSTILE, made
from tests.browser.test_accessibility import faults
from understudy.operations.files import files_of
from understudy.operations.load import load
from understudy.operations.tagging import tag


def test_tags_are_given_found_and_taken_away(tmp_path: Path, visit: Visit) -> None:
    """
    On the recording's page; the list shows them, filters by them, and its address says so.
    """
    store = tmp_path / "recordings"
    names = made(store)
    with shown(store, "--edit") as address:
        page = visit(f"{address}/recording?name={quote(names['tools'])}")
        page.get_by_label("New tags").fill("hotels, flaky")
        page.keyboard.press("Enter")
        tags = page.get_by_role("group", name="Tags")
        expect(tags.get_by_role("link")).to_have_text(["flaky", "hotels"])
        assert faults(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size({"width": 1280, "height": 900})

        page.goto(f"{address}/")
        page.get_by_role("combobox", name="Tag").select_option("hotels")
        expect(page.locator(".rows tbody tr")).to_have_count(1)
        expect(page).to_have_url(f"{address}/?tag=hotels")
        assert faults(page) == []
        page.emulate_media(color_scheme="dark")
        assert faults(page) == []
        page.get_by_role("link", name="A hotel in Oslo, please.").click()

        page.get_by_role("button", name="Take away the tag flaky").click()
        expect(tags.get_by_role("link")).to_have_text(["hotels"])
        tags.get_by_role("link", name="hotels").click()
        expect(page.locator(".rows tbody tr")).to_have_count(1)

    assert load(store / names["tools"]).tags == ("hotels",)


def test_a_strangers_tags_run_nothing(tmp_path: Path, visit: Visit) -> None:
    """
    They are words, in the list, in its filter, and on the recording's page; which offers no change.
    """
    store = tmp_path / "recordings"
    names = made(store)
    tag(files_of(store), names["tools"], [HOSTILE[:90], "\u202etxet", "a" * 90])
    with shown(store) as address:
        page = visit(f"{address}/?text=hotel")
        expect(page.locator(".rows .tag")).to_have_count(3)
        expect(page.get_by_role("status")).to_contain_text("1 recording")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        page.goto(f"{address}/recording?name={quote(names['tools'])}")
        expect(page.locator(".tags .tag")).to_have_count(3)
        expect(page.get_by_label("New tags")).to_have_count(0)
        assert page.evaluate("window.hacked") is None
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
