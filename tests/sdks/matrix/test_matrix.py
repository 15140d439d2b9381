"""Every SDK, recorded from real servers, then replayed with sockets forbidden: a user cannot tell the difference."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest

from tests.sdks.asking import same_kinds
from tests.sdks.environments import ROOT
from tests.sdks.matrix.sdks import Run, run, sdks
from tests.sdks.matrix.table import VERSION, Table

# The first use of a server installs it, and some frameworks take long to import.
pytestmark = pytest.mark.timeout(700)

PAGE = ROOT / "docs" / "compatibility.md"
HEADERS_THAT_MATTER = re.compile(
    r"content-type|retry-after(-ms)?|(x-|anthropic-)?ratelimit-.*|(x-)?request-id|x-amzn-requestid|x-should-retry"
)


@pytest.fixture(scope="module", params=sdks(), ids=lambda sdk: sdk.name)
def played(request: pytest.FixtureRequest, servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One SDK's cases, recorded and replayed."""
    return run(request.param, servers, tmp_path_factory.mktemp("matrix"))


def test_a_user_sees_the_same(played: Run) -> None:
    """
    Objects of the same types with the same content, ids and times included, and the headers that matter.
    """
    failed = [each for pair in played.cases for each in pair if "error" in each]
    live = {case["name"]: comparable(case.get("value")) for case, _ in played.cases}
    again = {case["name"]: comparable(case.get("value")) for _, case in played.cases}

    assert failed == [], played.stderr
    assert again == live
    assert same_kinds(again, live)


def test_every_recording_is_played(played: Run) -> None:
    """
    Each case made recordings; a replay plays them all through the same library, and asks for nothing else.
    """
    for live, again in played.cases:
        assert live["recorded"], live["name"]
        assert sorted(again["played"]) == sorted(live["recorded"]), live["name"]
        assert again["libraries"] == live["libraries"], live["name"]
        asked_beside = {name: again[name] for name in ("recorded", "unused", "misses", "ambiguous", "live_traffic")}
        assert not any(asked_beside.values()), {live["name"]: asked_beside}


def test_the_page_says_so(played: Run) -> None:
    """
    The SDK's row in `docs/compatibility.md` is what this run has shown; `make compatibility` writes it anew.
    """
    table, name = Table.read(PAGE), played.sdk.name
    shown = table.row_of(played)
    if os.environ.get("UPDATE_GOLDEN"):
        table = table.with_row(name, shown)
        table.write(PAGE)
    on_page = table.rows.get(name, ())

    # Newer versions may be installed here.
    assert without_version(on_page) == without_version(shown)


def test_the_page_has_no_other_rows() -> None:
    """
    An SDK without a client file is none that was tried.
    """
    table = Table.read(PAGE)
    names = [sdk.name for sdk in sdks()]
    if os.environ.get("UPDATE_GOLDEN"):
        table = table.only(names)
        table.write(PAGE)

    assert sorted(table.rows) == sorted(names)


def without_version(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:VERSION], *row[VERSION + 1 :])


def comparable(value: Any) -> Any:
    """The value with only those headers that matter: a recording keeps no others."""
    if isinstance(value, list):
        return [comparable(each) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(headers := value.get("headers"), list):
        kept = sorted(pair for pair in headers if HEADERS_THAT_MATTER.fullmatch(pair[0]))
        return {**value, "headers": kept}
    return {name: comparable(each) for name, each in value.items()}
