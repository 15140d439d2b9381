from __future__ import annotations

import pytest

from understudy.misses import Reason
from understudy.misses.remedies import REMEDIES, remedies
from understudy.model import ACTIONS, Action, Lookup, Mode

TEXTS = {"needs": "a key", "record": "RECORD", "repeat": "REPEAT", "store": "s", "name": "n", "path": "s/n"}
UNUSABLE = {Reason.UNREADABLE, Reason.MEDIUM_UNREADABLE, Reason.NOT_SERVABLE}
"""What was to be played, and cannot be."""


def can_happen(reason, mode):
    if reason in UNUSABLE:
        # The mode `record` plays what it does not renew.
        return Action.PLAY in ACTIONS[mode].values() or mode is Mode.RECORD
    lookup = Lookup.EXHAUSTED if reason is Reason.ALREADY_PLAYED else Lookup.MISS
    return ACTIONS[mode][lookup] is Action.REFUSE


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("reason", Reason)
def test_whatever_can_be_missed_can_be_mended(reason, mode):
    """
    There are lines for each reason in each mode that can have it, and for no other.
    """
    lines = remedies(reason, mode, **TEXTS)

    assert bool(lines) is can_happen(reason, mode)
    assert len(lines) <= 3


@pytest.mark.parametrize("place", REMEDIES, ids=lambda place: f"{place[0].value}-{place[1].value}")
def test_each_line_says_what_to_type(place):
    """
    When it is right stands before the colon, what to type behind it; nothing is left to be filled in.
    """
    for line in remedies(*place, **TEXTS):
        when, colon, command = line.partition(": ")

        assert when[0].isupper()
        assert colon or "test_id of s/n" in line
        assert not colon or command.startswith(("RECORD", "REPEAT", "understudy ", "git ", "rm "))
        assert "{" not in line


@pytest.mark.parametrize("reason", [each for each in Reason if each not in UNUSABLE])
def test_what_is_not_recorded_can_be_recorded(reason):
    """
    The command that records comes first.
    """
    assert remedies(reason, Mode.REPLAY, **TEXTS)[0].endswith(": RECORD")


def test_the_table_is_nobodys_to_change():
    """
    It is the same for all.
    """
    with pytest.raises(TypeError):
        REMEDIES[Reason.DIFFERS, Mode.REPLAY] = ()


def test_kinds_of_volatile_values_are_named_as_the_settings_have_them():
    """
    The line can be copied into pyproject.toml.
    """
    lines = remedies(Reason.DIFFERS, Mode.REPLAY, ("uuid", "iso-date"), **TEXTS)

    assert lines[-1].endswith('[tool.understudy]: volatile = ["uuid", "iso-date"]')
