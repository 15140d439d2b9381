"""Options that say which of the answers that come are kept."""

from __future__ import annotations

import argparse

NAMES = ("record_errors", "max_answer")


def add(parser: argparse.ArgumentParser) -> None:
    """Add them. What is not given is None."""
    parser.add_argument(
        "--record-errors",
        action="store_const",
        const="true",
        help="keep also 408, 409, 429, 5xx and broken streams, which else reach the caller alone",
    )
    parser.add_argument("--max-answer", metavar="SIZE", help="keep no answer with a larger body (default: 256M)")
