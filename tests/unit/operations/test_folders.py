"""Names of folders: readable, safe on every system, never shared by two tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.operations.folders import LONGEST, folder_of, safe_name


@pytest.mark.parametrize(
    "scope, expected",
    [
        ("tests/test_x.py::test_y", "recordings/test_x/test_y"),
        ("tests/test_x.py::TestIt::test_y", "recordings/test_x/TestIt.test_y"),
        ("tests/test_x.py::test_y[a/b]", "recordings/test_x/test_y-a-b-3369bc57"),
    ],
)
def test_a_test_has_a_folder_beside_its_file(scope, expected):
    """
    Named after it, as far as file systems allow.
    """
    assert folder_of(Path("tests/test_x.py"), scope).as_posix() == f"tests/{expected}"


@pytest.mark.parametrize(
    "one, other",
    [
        ("test_y[a/b]", "test_y[a-b]"),
        ("test_y[A]", "test_y[a]"),
        ("test_y[]", "test_y"),
        ("test_y[ä]", "test_y[ö]"),
        ("x" * 100 + "1", "x" * 100 + "2"),
        ("test_y[1.0]", "test_y[1-0]"),
    ],
)
def test_two_tests_never_share_a_folder(one, other):
    """
    Not even where case is no difference.
    """
    assert safe_name(one).lower() != safe_name(other).lower()


@pytest.mark.parametrize(
    "name", ["test_y[../../etc]", "test_y[" + "ab " * 500 + "]", "con", "nul.x", "[\ud800]", "..."]
)
def test_a_name_is_safe(name):
    """
    Short enough, without separators, not hidden, no device of Windows.
    """
    safe = safe_name(name)

    assert 0 < len(safe) <= LONGEST
    assert set('/\\:*?"<>|[] \0').isdisjoint(safe)
    assert safe.isascii()
    assert not safe.startswith(".")
    assert safe.lower() not in ("con", "nul.x")
