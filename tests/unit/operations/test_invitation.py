"""Invitations: what the environment carries, and how it is as it was before."""

from __future__ import annotations

import os

import pytest

from understudy.operations.invitation import STARTUP, VARIABLE, Invitation, disinvite, invite, invited

INVITATION = Invitation(
    "folder", "store", "replay", "a::b", True, "in-order", "exact", ["db.example"], [], ".", None, {}
)


def test_it_arrives_as_it_was_sent():
    """
    Every field, also those that are None.
    """
    environment = {}
    invite(environment, INVITATION)

    assert invited(environment) == INVITATION


@pytest.mark.parametrize("paths", [None, "", "a", f"a{os.pathsep}b", f"{os.pathsep}a"])
def test_afterwards_the_environment_is_as_before(paths):
    """
    An empty path, which means the current folder, included.
    """
    before = {} if paths is None else {"PYTHONPATH": paths}
    environment = dict(before)
    invite(environment, INVITATION)
    assert environment["PYTHONPATH"].split(os.pathsep)[0] == STARTUP

    disinvite(environment, None)

    assert environment == before


def test_an_outer_invitation_comes_back():
    """
    That of the run in which a test runs.
    """
    environment = {}
    invite(environment, INVITATION)
    outer = environment[VARIABLE]
    invite(environment, INVITATION._replace(scope="c"))

    disinvite(environment, outer)

    assert invited(environment) == INVITATION
    assert environment["PYTHONPATH"] == STARTUP


def test_what_was_changed_meanwhile_stays():
    """
    A fixture that sets the path for several tests is not undone.
    """
    environment = {"PYTHONPATH": "a"}
    invite(environment, INVITATION)
    environment["PYTHONPATH"] = f"b{os.pathsep}{environment['PYTHONPATH']}"

    disinvite(environment, None)

    assert environment == {"PYTHONPATH": f"b{os.pathsep}a"}
