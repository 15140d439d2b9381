"""`docs/apis.md` is the table of all profiles, and `docs/adding-an-api.md` shows files that there are.

With UPDATE_GOLDEN=1 the table is written anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from understudy.apis import PROFILES

ROOT = Path(__file__).parents[3]
TABLE = re.compile(r"(?<=<!-- apis -->\n).*?(?=<!-- end -->)", re.DOTALL)
HEAD = "| API | requests | stable | noise | left out |\n|---|---|---|---|---|\n"


def row(profile):
    """What a profile says, in one line."""
    cells = [f"`{profile.name}`", requests(profile), stable(profile), names(profile.noise), names(profile.left_out)]
    return f"| {' | '.join(cells)} |\n"


def requests(profile):
    methods = {}
    for route in profile.routes:
        methods.setdefault((route.host, route.endpoint), []).append(route.method)
    paths = {}
    for (host, endpoint), found in methods.items():
        paths.setdefault((host, ", ".join(dict.fromkeys(found))), []).append(f"`{endpoint}`")
    lines = [f"{host} {methods} {' '.join(dict.fromkeys(found))}".strip() for (host, methods), found in paths.items()]
    return "<br>".join(lines) + " (by name)" * profile.is_common


def stable(profile):
    repeated = {leaf(each.path) for each in profile.stable if each.is_repeated}
    fields = dict.fromkeys(leaf(each.path) for each in profile.stable)
    return ", ".join(f"*`{field}`*" if field in repeated else f"`{field}`" for field in fields)


def names(paths):
    return ", ".join(f"`{each}`" for each in dict.fromkeys(map(leaf, paths)))


def leaf(path):
    """The name of a field, without the way to it."""
    return [name for name in path.split(".") if name != "*"][-1]


def test_the_table_is_current():
    """
    A row for each API, in the order in which they are recognised.
    """
    expected = HEAD + "".join(row(profile) for profile in PROFILES if profile.routes)
    page = ROOT / "docs" / "apis.md"

    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(TABLE.sub(lambda _: expected, page.read_text("utf-8")), "utf-8")

    assert TABLE.findall(page.read_text("utf-8")) == [expected]


@pytest.mark.parametrize("shown", ["src/understudy/apis/tavily.py", "tests/unit/apis/cases/tavily.py"])
def test_the_example_is_a_real_file(shown):
    """
    Whoever imitates it imitates what is in use.
    """
    page = (ROOT / "docs" / "adding-an-api.md").read_text("utf-8")

    assert f"```python\n{(ROOT / shown).read_text('utf-8')}```\n" in page
    assert f"`{shown}`" in page
