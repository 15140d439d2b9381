"""A person sees what a store holds, and takes a plot along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shown
from tests.browser.stores import made, many
from tests.browser.test_accessibility import faults


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Recordings of every kind, and some more."""
    store = tmp_path_factory.mktemp("overview") / "recordings"
    many(store, 30)
    made(store)
    with shown(store) as address:
        yield address


def test_everybody_can_use_it(site: str, visit: Visit) -> None:
    """
    In the light, in the dark, and on a phone.
    """
    page = visit(f"{site}/overview")

    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_share_leads_to_its_recordings(site: str, visit: Visit) -> None:
    """
    As many as it said.
    """
    page = visit(f"{site}/overview")
    row = page.locator(".shares tr").filter(has_text="openai-chat")
    count = row.locator("td").first.text_content()

    row.get_by_role("link").click()

    expect(page.get_by_role("status")).to_contain_text(f"{count} recordings")


def test_a_plot_is_saved_as_a_picture(site: str, visit: Visit, tmp_path: Path) -> None:
    """
    PNG is drawn by the browser from the SVG file, which is whole in itself.
    """
    page = visit(f"{site}/overview")
    figure = page.locator("figure").filter(has_text="Time to the whole answer")

    for name, kind in (("PNG", "png"), ("SVG", "svg")):
        with page.expect_download() as download:
            figure.locator(".save").get_by_text(name, exact=True).click()
        assert download.value.suggested_filename == f"whole-answer.{kind}"
        download.value.save_as(tmp_path / f"plot.{kind}")

    drawn = ElementTree.parse(tmp_path / "plot.svg").getroot()
    assert drawn.get("viewBox")
    with Image.open(tmp_path / "plot.png") as picture:
        assert picture.size == (2 * int(drawn.get("width", "0")), 2 * int(drawn.get("height", "0")))
        assert len(picture.getcolors(100_000) or ()) > 10


def test_a_plot_is_copied(site: str, visit: Visit) -> None:
    """
    As a picture, to be pasted elsewhere.
    """
    page = visit(f"{site}/overview")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy PNG").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    types = page.evaluate("navigator.clipboard.read().then((items) => items[0].types)")
    assert types == ["image/png"]
