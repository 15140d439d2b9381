"""A person looks at the pages of a server that wants a key: their browser asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.running import ask, served
from tests.browser.stores import chat, made

DOOR = "door-7Tz5Wq"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One that lets nobody in without."""
    monkeypatch.setenv("DOOR", DOOR)
    store = tmp_path / "recordings"
    made(store)
    with served(store, "--inbound-key", "env:DOOR", "--edit") as address:
        yield address


def test_with_the_key_as_password_everything_is_there(server: str, visit: Visit) -> None:
    """
    Pages, what they load, what they follow, and what they change; programs send the key as before.
    """
    page = visit(f"{server}/_understudy/", password=DOOR)
    expect(page.locator(".rows tbody tr")).to_have_count(8)
    page.get_by_role("searchbox").fill("middle")
    expect(page.locator(".rows tbody tr")).to_have_count(1)
    expect(page.locator(".rows img")).to_have_js_property("naturalWidth", 96)

    page.get_by_role("link", name="What is in the middle?").click()
    page.get_by_label("New tags").fill("seen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Tags").get_by_role("link")).to_have_text(["seen"])

    page.get_by_role("link", name="Live").click()
    expect(page.locator("#connection")).to_have_text("following")
    assert ask(server, chat("List two bridges as JSON.")) == 401
    assert ask(server, chat("List two bridges as JSON."), **{"x-understudy-key": DOOR}) == 200
    expect(page.locator(".answers tbody tr").filter(has_text="played")).to_have_count(1)
    assert DOOR not in page.url


def test_with_another_one_nothing_is(server: str, visit: Visit) -> None:
    """
    But what is missing, and how to send it.
    """
    page = visit(f"{server}/_understudy/recording?name=x", fails=2, password="wrong")

    expect(page.locator("body")).to_contain_text("the key is the password")
    expect(page.locator("body")).not_to_contain_text("Recordings")
    assert httpx.get(f"{server}/_understudy/health").status_code == 200
