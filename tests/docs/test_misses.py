"""`docs/misses.md` shows a miss of every reason; with UPDATE_GOLDEN=1 the page is written anew."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.unit.misses.every_reason import EVERY
from understudy.misses import Reason, to_json

PAGE = Path(__file__).parents[2] / "docs" / "misses.md"
SHOWN = """\
```text
{text}
```

<details><summary>The same as JSON</summary>

```json
{json}
```

</details>"""


@pytest.mark.parametrize("name", EVERY)
def test_the_page_shows_what_a_miss_says(name, tmp_path, monkeypatch):
    """
    Each miss is made, and is on the page to the letter, as text and as JSON.
    """
    monkeypatch.chdir(tmp_path)
    place = re.compile(rf"(?<=<!-- miss: {name} -->\n)\n.*?(?=<!-- end -->)", re.DOTALL)
    miss = EVERY[name]()
    # The page shows the text beside it.
    fields = {key: value for key, value in to_json(miss).items() if key != "text"} | {"text": "…"}
    shown = "\n" + SHOWN.format(text=miss, json=json.dumps(fields, indent=2, ensure_ascii=False)) + "\n\n"

    page = PAGE.read_text("utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        page = place.sub(lambda _: shown, page)
        PAGE.write_text(page, "utf-8")
    assert place.findall(page) == [shown]


def test_the_page_shows_every_miss_and_no_other():
    """
    And its table names every reason.
    """
    page = PAGE.read_text("utf-8")

    assert set(re.findall(r"<!-- miss: (.+) -->", page)) == EVERY.keys()
    assert all(f"`{reason.value}`" in page for reason in Reason)
