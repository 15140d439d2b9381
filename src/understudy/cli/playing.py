"""Options that say how recordings are played: at which pace, and what goes wrong."""

from __future__ import annotations

import argparse

NAMES = ("pace", "faults", "fault_seed")


def add(parser: argparse.ArgumentParser) -> None:
    """Add them. What is not given is None."""
    parser.add_argument("--pace", help="instant, recorded, recorded*0.5, or ttft=200ms,tps=40 (default: instant)")
    parser.add_argument(
        "--fault",
        "--faults",
        dest="faults",
        metavar="FAULT",
        action=_Joined,
        help="what goes wrong on purpose: status=429:0.1, reset after=3 frames; may be given several times",
    )
    parser.add_argument("--fault-seed", metavar="SEED", help="chooses which requests meet a fault (default: 0)")


class _Joined(argparse.Action):
    """Several texts as one, with commas between them."""

    def __call__(self, parser: object, namespace: argparse.Namespace, value: object, option: str | None = None) -> None:
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, value if before is None else f"{before}, {value}")
