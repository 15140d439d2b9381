"""A person looks for a recording among many."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shown
from tests.browser.stores import made, many

COUNT = 120


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Many recordings, and some of every kind, which are the latest."""
    store = tmp_path_factory.mktemp("many") / "recordings"
    many(store, COUNT)
    made(store)
    with shown(store) as address:
        yield address


def test_the_list_follows_what_is_typed(site: str, visit: Visit) -> None:
    """
    Without a key that says so; and the address says the same.
    """
    page = visit(f"{site}/")
    expect(page.get_by_role("status")).to_contain_text("128 recordings")

    page.get_by_role("searchbox").press_sequentially("hotel in oslo", delay=20)

    expect(page.get_by_role("status")).to_contain_text("1 recording")
    expect(page.get_by_role("link", name="A hotel in Oslo, please.")).to_be_visible()
    expect(page).to_have_url(f"{site}/?text=hotel+in+oslo")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("hotel in oslo")
    expect(page.locator(".rows tbody tr")).to_have_count(1)


def test_filters_narrow_the_list(site: str, visit: Visit) -> None:
    """
    Each of them at once.
    """
    page = visit(f"{site}/")

    page.get_by_label("Scope").select_option("tests/test_hotels.py::test_books")

    expect(page.locator(".rows tbody tr")).to_have_count(1)
    page.get_by_label("Scope").select_option("")
    page.get_by_label("Order").select_option("duration")
    expect(page.locator(".rows tbody tr").first).to_contain_text("How long is the bridge?")


def test_a_row_tells_what_a_recording_is(site: str, visit: Visit) -> None:
    """
    Its picture is shown, small, and its numbers stand in their columns.
    """
    page = visit(f"{site}/")

    row = page.locator(".rows tbody tr", has_text="What is in the middle?")

    expect(row.locator("img")).to_be_visible()
    expect(row.locator("img")).to_have_js_property("naturalWidth", 96)
    expect(row).to_contain_text("765 → 4")
    expect(row).to_contain_text("412 ms")


def test_pages_follow_each_other(site: str, visit: Visit) -> None:
    """
    Until all have been seen.
    """
    page = visit(f"{site}/")
    names = set(page.locator(".rows .name").all_text_contents())

    for _ in range(2):
        page.get_by_role("link", name="Next").click()
        page.wait_for_load_state()
        names |= set(page.locator(".rows .name").all_text_contents())

    assert len(names) == COUNT + 8
    expect(page.get_by_role("link", name="Next")).to_have_count(0)


def test_keys_are_enough(site: str, visit: Visit) -> None:
    """
    To search, to choose, to open, and to go back.
    """
    page = visit(f"{site}/")

    page.keyboard.press("/")
    page.keyboard.type("bridge")
    expect(page.locator(".rows tbody tr")).to_have_count(3)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".rows tbody tr").nth(1)).to_have_class("here")
    page.keyboard.press("x")
    expect(page.locator(".rows tbody tr").nth(1).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Parts of this recording")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_two_are_chosen_and_compared(site: str, visit: Visit) -> None:
    """
    Word by word, by path, and over time.
    """
    page = visit(f"{site}/?text={quote('How long is the bridge?')}")

    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Compare two").click()
    page.wait_for_load_state()

    expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    assert "1883" in " ".join(page.locator("del, ins").all_text_contents())
    assert "1884" in " ".join(page.locator("del, ins").all_text_contents())
    expect(page.get_by_role("region", name="Request by path").first).to_contain_text("seed")
    expect(page.locator("svg.timeline")).to_have_count(2)


def test_choosing_one_says_what_is_missing(site: str, visit: Visit) -> None:
    """
    And what to do.
    """
    page = visit(f"{site}/compare?pick=x", fails=1)

    expect(page.locator("main")).to_contain_text("choose two")


def test_without_a_script_everything_is_there(site: str, browser) -> None:
    """
    Search is a form, and all else are links.
    """
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/")

    page.get_by_role("searchbox").fill("oslo")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="A hotel in Oslo, please.").click()

    expect(page.locator(".call")).to_contain_text("Grims Grenka")
    context.close()
