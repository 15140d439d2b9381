"""The tables of `docs/http-door.md` are the data that the server goes by."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

from understudy.apis import UPSTREAMS
from understudy.apis.keys import DEFAULT, DUMMIES, KEYS

PAGE = (Path(__file__).parents[2] / "docs" / "http-door.md").read_text("utf-8")


def test_every_upstream_and_its_key_is_in_the_table():
    """
    And no other one.
    """
    rows = re.findall(r"^\| `(\w+)` \| (`http[^ ]*`|given) \| ([^|]*)\| ", PAGE, re.MULTILINE)

    told = {name: (where.strip("`"), tuple(re.findall(r"`(\w+)`", keys))) for name, where, keys in rows}
    assert told == {name: (url or "given", KEYS.get(name, DEFAULT).variables) for name, url in UPSTREAMS.items()}


def test_every_dummy_is_told():
    """
    Whoever has such a key knows that it is none.
    """
    words = re.search(r"<!-- dummies -->\n\(nothing\), (.*?)<!-- end -->", PAGE, re.DOTALL)

    assert words
    assert set(re.findall(r"`([^`]+)`", words[1])) == DUMMIES - {""}


def test_every_field_of_a_ledger_is_told():
    """
    But for what was said when the scope was started.
    """
    schema = json.loads((files("understudy") / "schema" / "control.json").read_text("utf-8"))
    table = PAGE.partition("| in a ledger |")[2].partition("\n\n")[0]

    told = {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.partition("|")[2].partition("|")[0])
    }
    assert told == schema["$defs"]["ledger"]["properties"].keys() - {"scope", "mode"}
