from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.model import ACTIONS, Action, Lookup, Mode, is_within, parse_mode

# DESIGN, section 2, row by row: recorded, already played, not recorded.
TABLE = {
    "replay": ("play", "miss", "miss"),
    "record-if-missing": ("play", "send and keep", "send and keep"),
    "record": ("send and replace", "send and keep", "send and keep"),
    "live": ("send", "send", "send"),
}
COLUMNS = ("recorded", "already played", "not recorded")

CELLS = [
    pytest.param(mode, column, action, id=f"{mode}, {column}")
    for mode, row in TABLE.items()
    for column, action in zip(COLUMNS, row, strict=True)
]


@pytest.mark.parametrize("mode, column, action", CELLS)
def test_the_mode_table(mode, column, action):
    """
    What each mode does with each kind of request is what the design says.
    """
    assert ACTIONS[Mode(mode)][Lookup(column)] is Action(action)


def test_the_mode_table_has_no_other_cell():
    """
    Every mode decides about every kind of request, and there are no more of either.
    """
    assert {mode.value: tuple(lookup.value for lookup in row) for mode, row in ACTIONS.items()} == dict.fromkeys(
        TABLE, COLUMNS
    )
    assert len(Mode) == len(TABLE)
    assert len(Lookup) == len(COLUMNS)


def test_replay_never_sends():
    """
    In replay nothing reaches the network, whatever is asked.
    """
    assert set(ACTIONS[Mode.REPLAY].values()) == {Action.PLAY, Action.REFUSE}


@pytest.mark.parametrize(
    "name, mode",
    [
        *((mode.value, mode) for mode in Mode),
        *((mode, mode) for mode in Mode),
        ("none", Mode.REPLAY),
        ("new_episodes", Mode.RECORD_IF_MISSING),
        ("once", Mode.RECORD_IF_MISSING),
        ("rewrite", Mode.RECORD),
        ("all", Mode.RECORD),
        ("off", Mode.LIVE),
    ],
)
def test_a_mode_by_its_names(name, mode):
    """
    A mode goes by its own name and by those that users of VCR know.
    """
    assert parse_mode(name) is mode


@pytest.mark.parametrize("name", ["", "Replay", "record_if_missing", "recorded", "REPLAY"])
def test_an_unknown_mode_is_wrong_use(name):
    """
    Whoever mistypes a mode reads what was typed and what may be, in one go.
    """
    with pytest.raises(WrongUse) as caught:
        parse_mode(name)

    assert str(caught.value) == (
        f"mode {name!r} does not exist\n\n"
        "  Modes are replay, record-if-missing, record, live;"
        " also accepted: none, new_episodes, once, rewrite, all, off."
    )


# What a row's mode may be lowered to.
WITHIN = {
    "replay": {"replay"},
    "live": {"replay", "live"},
    "record-if-missing": {"replay", "live", "record-if-missing"},
    "record": {"replay", "live", "record-if-missing", "record"},
}


@pytest.mark.parametrize("limit", Mode)
def test_a_mode_that_does_no_more_is_within_another_one(limit):
    """
    Replay reaches no network, live writes nothing, record replaces what is there.
    """
    assert {mode.value for mode in Mode if is_within(mode, limit)} == WITHIN[limit.value]
