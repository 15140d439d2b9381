"""`docs/failures.md` shows what pytest prints; with UPDATE_GOLDEN=1 the page is written anew."""

from __future__ import annotations

import os
import re

import pytest

from tests.examples.failures import FAILURES, shown
from tests.examples.project import ROOT, copied

PAGE = ROOT / "docs" / "failures.md"


def _place(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- failure: {name} -->\n\n).*?(?=\n\n<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", FAILURES)
def test_the_page_shows_what_pytest_prints(name, tmp_path):
    """
    Each change to the example fails as the page says, to the letter.
    """
    found = shown(FAILURES[name], copied("travel-agent", tmp_path))

    page = PAGE.read_text("utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        page = _place(name).sub(lambda _: found, page)
        PAGE.write_text(page, "utf-8")
    assert _place(name).findall(page) == [found]


def test_the_page_shows_every_failure():
    """
    None is on the page that is not tried.
    """
    assert re.findall(r"<!-- failure: (.+) -->", PAGE.read_text("utf-8")) == list(FAILURES)
