"""Recordings of strangers: nothing in them runs, nothing of them is fetched, and no page is frozen by them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shown
from tests.browser.stores import hostile

PARTS = ("", "/frames", "/raw", "/code", "/matching", "/file")
LONGEST_S = 20
"""That a page may take, to be there and to answer, on a busy machine; each takes a fraction of it."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address, and the recordings' names."""
    store = tmp_path_factory.mktemp("hostile") / "recordings"
    names = hostile(store)
    with shown(store) as address:
        yield address, names


@pytest.mark.parametrize("kind", ["texts", "huge", "deep", "frames", "surrogates"])
def test_nothing_runs_and_nothing_freezes(site, visit: Visit, kind: str) -> None:
    """
    Whatever stands where.
    """
    address, names = site
    page = visit(f"{address}/")
    for part in PARTS:
        begun = time.monotonic()

        page.goto(f"{address}/recording{part}?name={quote(names[kind])}")

        assert page.evaluate("1 + 1") == 2
        assert page.evaluate("window.hacked") is None
        assert page.locator("main iframe, main script, main embed, main object").count() == 0
        assert time.monotonic() - begun < LONGEST_S


def test_the_list_of_them_is_harmless(site, visit: Visit) -> None:
    """
    Names and scopes are a stranger's words, too.
    """
    page = visit(f"{site[0]}/?text=hacked")

    expect(page.locator(".rows tbody tr")).not_to_have_count(0)
    assert page.evaluate("window.hacked") is None
    expect(visit(f"{site[0]}/?state=damaged").locator(".rows")).to_contain_text("<img src=x onerror=alert(1)>.json")


def test_an_svg_is_never_a_document(site, visit: Visit) -> None:
    """
    Opened by itself it is saved, and not shown; its policy would let nothing in it run.
    """
    address, names = site
    page = visit(f"{address}/recording?name={quote(names['texts'])}")
    link = page.locator(".medium a, .card a").first.get_attribute("href")

    answer = page.request.get(f"{address}{link}")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_links_lead_out_without_a_word(site, visit: Visit) -> None:
    """
    They say nothing of where they were followed from, and none is a script.
    """
    address, names = site
    links = visit(f"{address}/recording?name={quote(names['texts'])}").locator(".said a")

    addresses = {link.get_attribute("href") for link in links.all()}
    assert all(each.startswith("https://evil.example") for each in addresses)
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer nofollow"}
