"""Which recordings are needed."""

from __future__ import annotations

import pytest

from understudy.operations.claims import Claims, Ran
from understudy.operations.pruning import Findings, Orphan, Unused
from understudy.operations.standing import Standing, standing_by_tests

STAMP = (0, 0, 0)


@pytest.mark.parametrize(
    ("standing", "states"),
    [
        (Standing({"a": 2}), ["played", "unused", "unused"]),
        (Standing({"a": 2}, {"b"}, {"c"}), ["played", "unused", "orphan"]),
        (Standing({}, set(), set()), ["", "", ""]),
    ],
)
def test_a_recording_has_one_state(standing, states):
    """
    In a run everything that was not played is unused; of tests only what is known is said.
    """
    assert [standing.state_of(name) for name in "abc"] == states


def test_what_tests_say_is_said_of_one_store(tmp_path):
    """
    By names within it, of stores of single tests below it, too; what lies elsewhere is left out.
    """
    store = tmp_path / "recordings"
    claims = Claims(
        root=str(tmp_path),
        tests=(),
        files=frozenset(),
        broken={},
        ran={
            "one": Ran(str(store), None, 0, ("a.json",)),
            "two": Ran(str(store / "module" / "test"), "s", 0, ("b.json",)),
            "three": Ran(str(tmp_path / "elsewhere"), None, 0, ("a.json",)),
        },
    )
    found = Findings(
        orphans=(Orphan(str(store / "c.json"), "s", STAMP), Orphan(str(tmp_path / "x.json"), "s", STAMP)),
        unused=(Unused(str(store / "d.json"), "s", (), 0, STAMP),),
    )

    standing = standing_by_tests(store, claims, found)

    assert standing == Standing({"a.json": 1, "module/test/b.json": 1}, frozenset({"d.json"}), frozenset({"c.json"}))
