"""What a person reads of a test that missed a recording or left one unused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from understudy.misses import Commands, Miss
from understudy.model import Mode
from understudy.operations.settings import is_ci
from understudy.pytest_plugin.suites import command_for

SHOWN = 5


IN_CI = "  In CI nothing is recorded: do that on your machine."


def missed(misses: Iterable[Miss]) -> str:
    """The misses of a test, which say how to record what they asked, and where."""
    found = list(misses)
    hidden = len(found) - SHOWN
    more = [f"and {_count(hidden, 'more request')} without a recording"] if hidden > 0 else []
    where = [IN_CI] if is_ci(os.environ) else []
    return "\n\n".join([*(str(miss) for miss in found[:SHOWN]), *more, *where])


def commands_for(test: str) -> Commands:
    """What a person types to run the test otherwise."""
    return Commands(_pytest(test, Mode.RECORD_IF_MISSING), '@pytest.mark.understudy(repeat="last")')


def refused_elsewhere(host: str) -> str:
    """A connection that a program was refused which the test started; what was said of it is in its own output."""
    return f"{host}: a connection was refused to a program that the test started: no recording can answer it"


def unused(names: Sequence[str], store: Path, test: str) -> str:
    """The recordings that a test no longer asks for."""
    paths = [shown(store / name) for name in names]
    is_are, it_them = ("is", "it") if len(names) == 1 else ("are", "them")
    return "\n".join(
        [
            f"{_count(len(names), 'recording')} of {test} {is_are} unused: the test passed without {it_them}",
            "",
            *(f"  {path}" for path in paths[:SHOWN]),
            *([f"  and {_count(len(names) - SHOWN, 'more')}"] if len(names) > SHOWN else []),
            "",
            f"  If the test has changed, record it anew: {_pytest(test, Mode.RECORD)}",
            f"  If {it_them} should go, with all that no test plays any more: understudy prune --delete --only unused",
            '  If that is all right: unused="ignore" in the test\'s mark, or in [tool.understudy].',
        ]
    )


def _pytest(test: str, mode: Mode) -> str:
    return command_for(test, mode, os.environ)


def shown(path: Path) -> str:
    """A path as it is typed where pytest runs."""
    # Not by pathlib: this is done for every test.
    return str(path).removeprefix(f"{os.getcwd()}{os.sep}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1 and thing != 'more')}"
