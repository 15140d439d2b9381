"""Inviting: what Popen is given, and that it is given it no longer than meant."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from understudy.operations.invitation import VARIABLE, Invitation
from understudy.operations.inviting import invite_children

INVITATION = Invitation("folder", "store", "replay", None, True, "in-order", "exact", [], [], ".", None, {})
SHOW = [sys.executable, "-S", "-c", f"import os; print({VARIABLE!r} in os.environ, os.environ.get('A'))"]


def shown(*arguments, **options):
    with subprocess.Popen([*SHOW], *arguments, stdout=subprocess.PIPE, text=True, **options) as process:
        return process.communicate()[0].split()


@pytest.fixture
def end(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    end = invite_children(INVITATION)
    yield end
    end()


@pytest.mark.parametrize("environment", [None, {}, {"A": "1"}, {"A": "1", "PYTHONPATH": "x"}], ids=str)
def test_whatever_environment_is_given_it_is_invited(end, environment):
    """
    And has all that was given.
    """
    given = None if environment is None else dict(environment)

    assert shown(env=given) == ["True", str((environment or {}).get("A"))]
    assert given == environment


def test_an_environment_that_has_no_name_is_seen(end):
    """
    Popen takes it as its eleventh argument, too.
    """
    with subprocess.Popen(SHOW, -1, None, None, subprocess.PIPE, None, None, True, False, None, {"A": "1"}) as process:
        assert process.stdout is not None
        assert process.stdout.read().split() == [b"True", b"1"]


def test_the_innermost_invitation_counts(end):
    """
    A test's within a run, and also where an environment is from before.
    """
    before = dict(os.environ)
    end_inner = invite_children(INVITATION._replace(scope="inner"))
    show = [sys.executable, "-S", "-c", f"import os; print(os.environ[{VARIABLE!r}])"]

    inner = subprocess.run(show, env=before, capture_output=True, text=True, check=True).stdout
    end_inner()
    outer = subprocess.run(show, env={}, capture_output=True, text=True, check=True).stdout

    assert '"scope": "inner"' in inner
    assert '"scope": null' in outer


def test_afterwards_nothing_is_added(monkeypatch):
    """
    Also where somebody has wrapped Popen meanwhile and keeps ours.
    """
    monkeypatch.delenv(VARIABLE, raising=False)
    end = invite_children(INVITATION)
    ours = subprocess.Popen.__init__
    end()
    assert subprocess.Popen.__init__ is not ours

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", ours)
        assert shown(env={}) == ["False", "None"]

    assert VARIABLE not in os.environ
