"""What a run's summary says to type next: to review what is pending, to renew what is old."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shlex import quote

import pytest

from understudy.operations.proof import Piece
from understudy.pytest_plugin.covering import OPTIONS, settings_of
from understudy.pytest_plugin.ledger import Line


def hints(config: pytest.Config, reports: Iterable[pytest.TestReport]) -> list[list[Piece]]:
    """A line for each thing to do; of a test's attempts the last one counts."""
    last = {report.nodeid: report for report in sorted(reports, key=lambda each: each.stop)}
    lines = [Line(**report.__dict__["understudy"]) for report in last.values()]
    pending, old = sum(line.pending for line in lines), sum(line.old for line in lines)
    told = []
    if pending:
        told.append(f"{pending} pending, and not replayed before a review: {_review(config.rootpath)}")
    max_age = settings_of(config).max_age.value
    if old and max_age:
        played = sum(line.played + line.ambiguous + line.weaker for line in lines)
        renew = f"pytest {OPTIONS['mode']}=record {OPTIONS['max_age']}={max_age.text}"
        told.append(f"{old} of {played} played are older than {max_age.text}: {renew}")
    return [[Piece(text, "yellow")] for text in told]


def _review(root: Path) -> str:
    is_here = root.is_relative_to(Path.cwd())
    return "understudy review" if is_here else f"understudy review {quote(str(root))}"
