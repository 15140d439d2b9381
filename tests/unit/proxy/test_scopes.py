"""Scopes of a server."""

from __future__ import annotations

import pytest

from understudy.engine import Session
from understudy.errors import WrongUse
from understudy.model import Mode
from understudy.proxy.scopes import Scopes
from understudy.store import Directory


@pytest.fixture
def scopes(store):
    """Those of a server that replays."""
    store.mkdir(exist_ok=True)
    return Scopes(Session(Directory(store), Mode.REPLAY))


def test_faults_of_a_scope_are_told_as_they_are_spelt(scopes):
    """
    Until they are switched off, or the scope is started anew or ended.
    """
    scopes.break_scope("a", "reset after=3f:10%, status=429 times=1")
    scopes.break_scope("b", "refused")
    assert scopes.faults == {"a": "reset after=3 frames:0.1, status=429 times=1", "b": "refused"}

    scopes.break_scope("b", "")
    scopes.start("a")
    assert scopes.faults == {"b": ""}
    scopes.end("b")
    assert scopes.faults == {}


def test_a_scope_that_is_started_goes_on(scopes):
    """
    What it has played stays played, and its mode is its own.
    """
    part = scopes.start("a")

    scopes.break_scope("a", "refused")

    assert scopes.find("a") is part


@pytest.mark.parametrize(("scope", "faults"), [("a", "nonsense"), ("a", "refused, reset"), ("a\nb", "refused")])
def test_what_means_nothing_starts_nothing(scopes, scope, faults):
    """
    Nor does it switch off what was on.
    """
    with pytest.raises(WrongUse):
        scopes.break_scope(scope, faults)

    assert (list(scopes), scopes.faults) == ([], {})
