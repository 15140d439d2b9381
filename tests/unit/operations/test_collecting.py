"""A suite that pytest collects in a process of its own."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.operations.collecting import collected

QUIET = "-p no:asyncio -p no:xdist -p no:hypothesispytest "


@pytest.fixture
def folder(tmp_path):
    """A folder with a test."""
    (tmp_path / "pytest.ini").write_text(f"[pytest]\naddopts = {QUIET}\n")
    (tmp_path / "test_x.py").write_text("def test_y(): pass\n")
    return tmp_path


def test_every_test_claims_its_folder(folder):
    """
    Covered or not: what covers it may be another command line.
    """
    claims = collected((), folder)

    [claim] = claims.tests
    assert (claim.test, claim.scope) == ("test_x.py::test_y", "test_x.py::test_y")
    assert claim.store == str(folder / "recordings" / "test_x" / "test_y")
    assert (claims.root, claims.files) == (str(folder), {"test_x.py"})


def test_without_pytest_there_is_nothing_to_collect_with(folder, monkeypatch):
    """
    The error says where to run it.
    """
    (folder / "python").write_text("#!/bin/sh\necho 'python: No module named pytest'; exit 1\n")
    (folder / "python").chmod(0o755)
    monkeypatch.setattr("sys.executable", str(folder / "python"))

    with pytest.raises(WrongUse, match="python -m understudy prune"):
        collected((), folder)


def test_a_measurement_of_coverage_is_not_overwritten(folder, monkeypatch):
    """
    Collecting measures nothing that anybody wants.
    """
    (folder / "conftest.py").write_text(
        "import os, pathlib\npathlib.Path('said').write_text(os.environ['COVERAGE_FILE'])\n"
    )
    monkeypatch.setenv("COVERAGE_FILE", "mine")

    collected((), folder)

    assert (folder / "said").read_text() != "mine"
