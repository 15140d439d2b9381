"""One store, two doors, every API: what a profile knows holds in both, at every address that it is known by.

Official SDKs try the same of the larger APIs in `tests/sdks/test_two_doors.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contracts.doors.asking import ALL, WEBSOCKET, answer, ask_in_process, ask_over_http
from understudy.apis import GENERIC, PROFILES, UPSTREAMS
from understudy.store import Directory
from understudy.testing import Upstream

IDS = [str(it) for it in ALL]

# The first test waits for all that is recorded and played: seconds, but minutes on a machine with other work.
pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Recorded:
    """Two stores of the same, each recorded in one of the doors, and what that gave."""

    in_process: Path
    over_http: Path
    live: dict[str, bytes]
    live_over_http: dict[str, bytes]


@pytest.fixture(scope="module", params=[False, True], ids=["as it came", "stable ids"])
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """All of them, recorded twice, with nothing behind any more."""
    folder, stable_ids = tmp_path_factory.mktemp("doors"), request.param
    with pytest.MonkeyPatch.context() as patch, Upstream(answer) as upstream:
        for name in ("HTTP_PROXY", "http_proxy"):
            patch.setenv(name, upstream.url)
        for name in ("NO_PROXY", "no_proxy"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "none")
        live = ask_in_process(folder / "one", "record", upstream.url, stable_ids=stable_ids)
        live_over_http = ask_over_http(folder / "other", "record", stable_ids=stable_ids)
    return Recorded(folder / "one", folder / "other", live, live_over_http)


@pytest.fixture(scope="module")
def played(recorded: Recorded) -> dict[str, dict[str, bytes]]:
    """What each door plays of what each has recorded."""
    one, other, nowhere = recorded.in_process, recorded.over_http, "http://127.0.0.1:9"
    return {
        "recorded in process, played in process": ask_in_process(one, "replay", nowhere),
        "recorded in process, played over HTTP": ask_over_http(one, "replay"),
        "recorded over HTTP, played in process": ask_in_process(other, "replay", nowhere),
        "recorded over HTTP, played over HTTP": ask_over_http(other, "replay"),
    }


@pytest.mark.parametrize("it", ALL, ids=IDS)
def test_whoever_records_each_door_plays_it(
    it: object, recorded: Recorded, played: dict[str, dict[str, bytes]], request: pytest.FixtureRequest
) -> None:
    """
    Byte for byte what came; with stable ids, the same stable ones at both doors.
    """
    live, found = recorded.live[str(it)], {how: answers[str(it)] for how, answers in played.items()}

    assert recorded.live_over_http[str(it)] == live
    assert len(set(found.values())) == 1, found
    if "as it came" in request.node.name:
        assert set(found.values()) == {live}


def test_both_doors_write_the_same_files(recorded: Recorded) -> None:
    """
    As many, of the same APIs, with the same fingerprints.
    """

    def what(store: Path) -> list[tuple[str, ...]]:
        return sorted((each.api, each.scope or "", *each.fingerprints) for each in Directory(store).entries())

    assert len(what(recorded.in_process)) == len(ALL)
    assert what(recorded.in_process) == what(recorded.over_http)


def test_every_api_and_every_upstream_is_tried() -> None:
    """
    Conversations over WebSocket excepted: in a process they pass, so only one door records them.
    """
    spoken = {each.name for each in PROFILES if {route.method for route in each.routes} != {WEBSOCKET}}

    assert spoken - {GENERIC.name} <= {it.profile for it in ALL}
    assert {it.upstream for it in ALL} == set(UPSTREAMS)
