"""What programs find in their environment, and what those do without that are answered in process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from understudy.operations import doorway
from understudy.operations.doorway import VARIABLE, go_without, is_pointed, point, point_as_here

GIVEN = {"DOORWAY_NEW": "door", "DOORWAY_OLD": "door"}
READ = "import os; print(os.environ.get('DOORWAY_NEW'), os.environ.get('DOORWAY_OLD'))"


@pytest.fixture
def here(monkeypatch):
    """This process was started with a door, and goes without it."""
    monkeypatch.delenv("DOORWAY_NEW", raising=False)
    monkeypatch.setenv("DOORWAY_OLD", "own")
    environment = dict(os.environ)
    point(environment, GIVEN)
    for name in (*GIVEN, VARIABLE):
        monkeypatch.setenv(name, environment[name])
    go_without()
    yield
    for name in GIVEN:
        os.unsetenv(name)
    doorway._doorway.cache_clear()


def test_here_everything_is_as_it_was(here):
    """
    Clients in Python read it from there.
    """
    assert "DOORWAY_NEW" not in os.environ
    assert os.environ["DOORWAY_OLD"] == "own"


def test_what_reads_it_in_c_finds_the_door(here):
    """
    What exec starts, too: programs without an environment of their own.
    """
    ran = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True)

    assert ran.stdout == "door door\n"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"DOORWAY_OLD": "own"}, GIVEN),
        ({}, {"DOORWAY_NEW": "door"}),
        ({"DOORWAY_OLD": "another"}, {"DOORWAY_NEW": "door", "DOORWAY_OLD": "another"}),
        ({"DOORWAY_NEW": "mine", "DOORWAY_OLD": "own"}, {"DOORWAY_NEW": "mine", "DOORWAY_OLD": "door"}),
    ],
)
def test_an_environment_that_is_given_finds_it_too(here, given, found):
    """
    But for what it says otherwise.
    """
    assert not is_pointed(given)
    environment = dict(given)
    point_as_here(environment)

    assert environment == {**found, VARIABLE: os.environ[VARIABLE]}
    assert is_pointed(environment)


def test_what_was_set_since_stays(here, monkeypatch):
    """
    It is the program's own.
    """
    monkeypatch.setenv("DOORWAY_OLD", "set since")
    go_without()

    assert os.environ["DOORWAY_OLD"] == "set since"


def test_without_a_door_nothing_is_changed(monkeypatch):
    """
    Anywhere.
    """
    monkeypatch.delenv(VARIABLE, raising=False)
    environment = {"A": "b"}
    go_without()
    point_as_here(environment)

    assert is_pointed({})
    assert environment == {"A": "b"}
