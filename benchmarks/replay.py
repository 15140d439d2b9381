"""`replay`: what a recorder adds to a call of the official SDK, with 1, 100 and 3,000 recordings in its store."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median

from benchmarks.peers import RECORDERS, UNDERSTUDY
from benchmarks.player import Player, Round
from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating, times
from benchmarks.stores import Stores
from benchmarks.workers import workers

SIZES = LEAST, _, MOST = 1, 100, 3000
ROUNDS = 11
WARM = {"same": "the same request again", "in_turn": "all recordings in turn"}
COLD = {"first_time": "each for the first time"}
CASES = WARM | COLD

Measured = dict[tuple[str, int, str], list[Round]]
"""By recorder, size and case."""


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    arguments = {(who, size): (who, stores.store(who, size), size) for who in RECORDERS for size in SIZES}
    with workers() as start:
        say(f"opening {len(arguments)} stores, each in a process of its own")
        players = {key: start(Player, *given) for key, given in arguments.items()}

        def measured(cases: dict[str, str]) -> Measured:
            say(", and ".join(cases.values()))
            calls = {(*key, case): partial(player.call, case) for key, player in players.items() for case in cases}
            return alternating(calls, ROUNDS, say)

        cold = measured(COLD)
        say("playing every recording once")
        for player in players.values():
            player.call("warm_up")
        return _result(measured(WARM) | cold)


def _result(measured: Measured) -> Result:
    added = {key: median(each.added for each in rounds) for key, rounds in measured.items()}
    floor_us = median(each.floor for rounds in measured.values() for each in rounds)
    rows = tuple(
        (
            name,
            who,
            *(added[who, size, case] for size in SIZES),
            added[who, MOST, case] - added[who, LEAST, case],
            times(added[who, MOST, case], added[UNDERSTUDY, MOST, case]),
        )
        for case, name in CASES.items()
        for who in RECORDERS
    )
    warm = {size: added[UNDERSTUDY, size, "same"] for size in SIZES}
    return Result(
        "replay",
        "What replay adds to a call, in µs",
        ("asked", "recorder", *(f"{size:,} recorded" for size in SIZES), "growth", "times understudy"),
        rows,
        (
            Goal(f"the same request again, {MOST:,} recorded", 60, warm[MOST], "µs"),
            Goal(f"growth from {LEAST} to {MOST:,} recordings", 10, warm[MOST] - warm[LEAST], "µs"),
        ),
        (f"The SDK itself, without a recorder: {floor_us:,.0f} µs a call. It is taken off in every figure above.",),
    )
