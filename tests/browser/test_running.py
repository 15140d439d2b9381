"""A person watches a running server: its answers, its misses, and what goes wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.running import ask, served
from tests.browser.stores import chat, made
from tests.browser.test_accessibility import faults

KNOWN = chat("List two bridges as JSON.")
OTHER = chat("List two towers as JSON.")
SCOPED = "tests/test_towers.py::test_lists"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """One that may be told what goes wrong."""
    store = tmp_path / "recordings"
    made(store)
    with served(store, "--edit", "--repeat", "last") as address:
        yield address


def test_answers_are_listed_as_they_end(server: str, visit: Visit) -> None:
    """
    The latest first, with counts above them; a filter shows some, a pause holds what comes.
    """
    page = visit(f"{server}/_understudy/live")
    expect(page.locator("#connection")).to_have_text("following")
    rows = page.locator(".answers tbody tr")

    ask(server, KNOWN, SCOPED)
    expect(rows).to_have_count(1)
    ask(server, OTHER)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("missed")
    expect(page.locator("[data-count=missed]")).to_have_text("1")
    expect(page.locator("[data-count=played]")).to_have_text("1")
    expect(page.locator("#latency circle")).to_have_count(2)

    page.get_by_label("Came to").select_option("play")
    expect(rows).to_have_count(1)
    expect(rows.get_by_role("link")).to_have_attribute("href", "/_understudy/recording?name=" + recorded(page))
    page.get_by_label("Came to").select_option("")
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("no such model")
    expect(page.locator("#quiet")).to_have_text("No answer fits.")
    page.get_by_role("searchbox").fill("")

    page.get_by_role("button", name="Pause").click()
    ask(server, OTHER)
    expect(page.get_by_role("button", name="Go on (1)")).to_be_visible()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Go on (1)").click()
    expect(rows).to_have_count(3)
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_is_filtered_by_stands_in_the_address(server: str, visit: Visit) -> None:
    """
    Loaded again, or opened by somebody else, the page filters as before.
    """
    live = f"{server}/_understudy/live"
    page = visit(live)
    page.get_by_role("searchbox").fill("gpt-4o")
    page.get_by_label("Came to").select_option("miss")
    expect(page).to_have_url(f"{live}?text=gpt-4o&came=miss")

    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("gpt-4o")
    expect(page.get_by_label("Came to")).to_have_value("miss")
    expect(page.locator("#connection")).to_have_text("following")
    rows = page.locator(".answers tbody tr")
    for asked in (KNOWN, OTHER):
        ask(server, asked)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("missed")
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Came to").select_option("")
    expect(rows).to_have_count(2)
    expect(page).to_have_url(live)


def recorded(page) -> str:  # type: ignore[no-untyped-def]  # a page of the browser
    return page.locator(".answers .name").first.text_content()


def test_a_fault_is_switched_on_for_one_scope(server: str, visit: Visit) -> None:
    """
    What is already listed stays; what is no fault is told.
    """
    page = visit(f"{server}/_understudy/live", fails=1)
    expect(page.locator("#connection")).to_have_text("following")
    ask(server, KNOWN, SCOPED)
    expect(page.locator(".answers tbody tr")).to_have_count(1)

    page.get_by_label("Scope", exact=True).fill(SCOPED)
    page.get_by_label("Faults", exact=True).fill("nonsense")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator("#switches .note")).to_contain_text("fault 'nonsense' does not exist")
    page.get_by_label("Faults", exact=True).fill("status=503")
    page.get_by_role("button", name="Switch on").click()

    expect(page.locator(".switched")).to_contain_text("status=503")
    assert [ask(server, KNOWN, SCOPED), ask(server, KNOWN)] == [503, 200]
    expect(page.locator(".answers tbody tr").filter(has_text="broken")).to_have_count(1)
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator(".switched")).to_have_count(0)
    assert ask(server, KNOWN, SCOPED) == 200
    expect(page.locator(".answers tbody tr")).to_have_count(4)


def test_a_miss_comes_to_its_page_by_itself(server: str, visit: Visit) -> None:
    """
    With its difference and the command that mends it.
    """
    page = visit(f"{server}/_understudy/misses")
    expect(page.locator(".follows")).to_be_visible()
    expect(page.locator("article")).to_have_count(0)

    ask(server, OTHER)

    miss = page.locator("article.miss")
    expect(miss).to_have_count(1)
    expect(miss).to_contain_text("messages[0].content")
    expect(miss.locator(".remedies")).to_contain_text("--mode record-if-missing")
    expect(miss.locator(".remedies")).to_contain_text("--edit --mode record-if-missing")
    expect(miss.get_by_role("button", name="Copy").first).to_be_visible()
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_follows_a_server_that_was_started_again(tmp_path: Path, visit: Visit) -> None:
    """
    It says that it does not, and goes on by itself.
    """
    store = tmp_path / "recordings"
    made(store)
    with served(store) as address:
        page = visit(f"{address}/_understudy/live")
        expect(page.locator("#connection")).to_have_text("following")
    expect(page.locator("#connection")).to_contain_text("not connected")
    with served(store, "--port", address.rpartition(":")[2]) as address:
        expect(page.locator("#connection")).to_have_text("following", timeout=30_000)
        ask(address, OTHER)
        expect(page.locator(".answers tbody tr")).to_have_count(1)


def test_what_clients_say_runs_nothing(server: str, visit: Visit) -> None:
    """
    Models, scopes, paths and questions are text, on the page that lists them and on the one that explains them.
    """
    page = visit(f"{server}/_understudy/live")
    expect(page.locator("#connection")).to_have_text("following")
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"

    ask(server, {**chat(evil), "model": evil}, evil)
    httpx.get(f"{server}/openai/v1/{evil}?x={evil}", timeout=30)

    expect(page.locator(".answers tbody tr")).to_have_count(2)
    expect(page.locator(".answers .model").last).to_have_text(evil)
    expect(page.locator(".answers .scope").last).to_have_text(evil)
    page.goto(f"{server}/_understudy/misses")
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("main")).to_contain_text(evil)
    assert page.locator("main img, main script").count() == 0
