"""The pictures of pages in `docs/figures/pages/`: made of real pages, by `UPDATE_GOLDEN=1`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Visit, shown
from tests.browser.stores import made
from understudy.operations.demo import BUNDLED
from understudy.operations.files import files_of
from understudy.operations.tagging import tag

FOLDER = Path(__file__).parents[2] / "docs" / "figures" / "pages"
LARGEST = 150_000
"""Bytes of a picture in a repository."""

FIGURES = {
    "seed": ("/recording?name={seed}", 1120, 600, "light"),
    "browse": ("/", 1280, 760, "light"),
    "browse-dark": ("/?text=bridge", 1280, 420, "dark"),
    "stream": ("/recording?name={stream}", 1280, 860, "light"),
    "tools": ("/recording?name={tools}", 1280, 760, "dark"),
    "frames": ("/recording/frames?name={stream}", 1280, 520, "light"),
    "raw": ("/recording/raw?name={tools}", 1280, 760, "light"),
    "code": ("/recording/code?name={tools}", 1280, 760, "dark"),
    "matching": ("/recording/matching?name={picture}", 1280, 760, "light"),
    "compare": ("/compare?pick={stream}&pick={other}", 1280, 1150, "light"),
    "phone": ("/recording?name={picture}", 360, 740, "light"),
}
"""By name: the page, and how wide, how high, and how bright it is."""


@pytest.fixture(scope="module")
def address_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The pages' addresses, by the figures' names."""
    folder = tmp_path_factory.mktemp("figures")
    store = folder / "recordings"
    names = made(store)
    for kind, tags in {"stream": ["bridges"], "other": ["bridges", "needs-review"], "tools": ["flaky"]}.items():
        tag(files_of(store), names[kind], tags)
    shutil.copy(BUNDLED, store)
    with pytest.MonkeyPatch.context() as here:
        # Its name is shown on every page.
        here.chdir(folder)
        with shown(Path("recordings")) as address:
            names = {kind: quote(name) for kind, name in {**names, "seed": BUNDLED.name}.items()}
            yield {figure: address + path.format(**names) for figure, (path, *_) in FIGURES.items()}


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_has_its_picture(address_of: dict[str, str], visit: Visit, name: str) -> None:
    """
    As wide and as high as the page is shown, and small enough for a repository.
    """
    _, width, height, scheme = FIGURES[name]
    path = FOLDER / f"{name}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(taken(visit(address_of[name], width=width, height=height, scheme=scheme)))

    with Image.open(path) as picture:
        assert picture.size == (width, height)
    assert path.stat().st_size < LARGEST


def taken(page: Page) -> bytes:
    """A picture of what is seen, in 256 colours."""
    page.wait_for_load_state("networkidle")
    kept = BytesIO()
    with Image.open(BytesIO(page.screenshot())) as opened:
        opened.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()
