"""The option `--edit`: whether pages may change something, and where they may not."""

from __future__ import annotations

import argparse

from understudy.errors import WrongUse


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument("--edit", action="store_true", help="let pages change recordings; otherwise they are read-only")


def check(arguments: argparse.Namespace) -> None:
    """Nobody changes recordings from another machine: whoever sees a page can send its forms.

    Raises:
        WrongUse: others than this machine could reach it.
    """
    from understudy.proxy.exposed import is_exposed

    if arguments.edit and is_exposed(arguments.host):
        raise WrongUse(
            f"--edit with --host {arguments.host}: others than this machine could change recordings"
            f"\n\n  Edit on this machine alone: leave --host out, or leave out --edit"
        )
