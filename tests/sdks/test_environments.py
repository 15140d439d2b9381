"""Environments beside this one: one that is not there is never passed over in silence where every test has to run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.sdks.environments import ROOT, python_of


def test_on_ci_a_missing_environment_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The tests that need it fail, and say how it is made.
    """
    monkeypatch.setenv("CI", "1")

    with pytest.raises(pytest.fail.Exception, match="`make nobody`"):
        python_of("nobody")


def test_elsewhere_it_is_a_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The same words.
    """
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="`make nobody`"):
        python_of("nobody")


def test_this_environment_is_dev() -> None:
    """
    Its Python is the one that runs the tests.
    """
    assert python_of("dev") == Path(sys.executable)


def test_every_environment_that_a_client_names_is_made_by_the_project() -> None:
    """
    It has a list in `tests/environments/`.
    """
    lists = {path.stem for path in (ROOT / "tests" / "environments").glob("*.txt")}
    clients = (path.read_text("utf-8") for path in (ROOT / "tests" / "sdks" / "matrix" / "clients").glob("*.py"))

    named = {name for text in clients for name in re.findall(r'^ENVIRONMENT = "(\w+)"$', text, re.MULTILINE)}

    assert named - {"dev"} <= lists
