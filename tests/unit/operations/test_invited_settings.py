"""Whoever joins a session opens it as it was meant."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from understudy.misses import Commands
from understudy.operations.invitation import invite, invited
from understudy.operations.invited_settings import invitation_to, settings_in
from understudy.operations.opening import SessionSettings, session_settings
from understudy.operations.settings import Settings, Source

SAID = {
    "mode": "record",
    "stable_ids": False,
    "repeat": "last",
    "match": "prefix",
    "pace": "recorded*0.5",
    "faults": ["status=429:0.1", "reset after=3 frames times=1"],
    "fault_seed": "7",
    "renew": ["openai"],
    "max_age": "30d",
    "record_errors": True,
    "max_answer": "64M",
    "ignore": ["metadata.trace_id"],
    "ignore_hosts": ["db.example"],
}


def test_all_that_can_be_set_arrives(tmp_path: Path) -> None:
    """
    No setting of a session is lost on the way to who joins it, and none is left at its default here.
    """
    settings = Settings().changed(SAID, Source("--mode", tmp_path))
    given, default = session_settings(settings, tmp_path / "recordings"), SessionSettings("elsewhere")
    environment: dict[str, str] = {}

    invite(environment, invitation_to(settings, tmp_path / "recordings", folder="reports"))

    invitation = invited(environment)
    assert invitation is not None
    arrived = settings_in(invitation)
    assert {each.name for each in fields(given) if getattr(given, each.name) == getattr(default, each.name)} == set()
    assert {each.name: getattr(arrived, each.name) for each in fields(given) if each.name != "store"} == {
        each.name: getattr(given, each.name) for each in fields(given) if each.name != "store"
    }
    assert (invitation.store, invitation.here) == (str(tmp_path / "recordings"), str(tmp_path))
    assert (invitation.ignore_hosts, invitation.rules["ignore"]) == (["db.example"], ["metadata.trace_id"])


def test_what_one_run_has_and_another_has_not_arrives(tmp_path: Path) -> None:
    """
    A scope, a stage, what a person types; without them the invitation says so.
    """
    more = {"scope": "t::a", "stage": tmp_path / "stage", "commands": Commands("a", "b"), "said": {"mode": "live"}}

    full = invitation_to(Settings(), tmp_path, folder="reports", **more)
    bare = invitation_to(Settings(), tmp_path, folder="reports")

    assert full.scope == "t::a"
    assert (full.stage, full.commands, full.said) == (str(tmp_path / "stage"), ["a", "b"], {"mode": "live"})
    assert (bare.scope, bare.stage, bare.commands, bare.said, bare.here) == (None, None, None, None, "")
