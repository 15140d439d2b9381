"""What a collection found, on its way from one process to another."""

from __future__ import annotations

import pytest

from understudy.operations.claims import Claim, Claims, Ran, read_claims, runs_of, write_claims

RAN = {"store": "/p/kept", "scope": None, "at_ns": 5, "played": ["a.json"]}


@pytest.mark.parametrize(
    "ran", [None, {}, {"t.py::test_y": Ran("/p/kept", None, 5, ("a.json",))}], ids=["off", "none", "one"]
)
def test_what_is_written_is_read(tmp_path, ran):
    """
    All of it, also that there is no cache.
    """
    claims = Claims("/p", (Claim("t.py::test_y", "/p/kept", None),), frozenset({"t.py"}), {"u.py": "why"}, ran)

    write_claims(claims, tmp_path / "claims.json")

    assert read_claims(tmp_path / "claims.json") == claims


@pytest.mark.parametrize(
    "kept", [None, [], "x", {"t": None}, {"t": RAN | {"at_ns": "soon"}}, {"t": {"store": "/p"}}], ids=repr
)
def test_what_a_cache_holds_that_is_not_understood_is_not_known(kept):
    """
    Another version wrote it, or it was cut short.
    """
    assert runs_of(kept) == {}


def test_what_is_understood_is_known():
    """
    Beside what is not.
    """
    assert runs_of({"t": RAN, "u": {}}) == {"t": Ran("/p/kept", None, 5, ("a.json",))}
