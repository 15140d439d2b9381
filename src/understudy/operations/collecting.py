"""A project's whole suite, collected by pytest in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from understudy.errors import WrongUse
from understudy.operations.claims import Claims, read_claims

OPTION = "--understudy-claims"
"""Of the pytest plugin: where to write what it finds."""

SHOWN_LINES = 20


def collected(arguments: Sequence[str] = (), folder: Path | None = None) -> Claims:
    """What the tests of a folder claim: all tests, also those that options such as `-k` or `--lf` leave out.

    Args:
        arguments: for pytest.
        folder: where pytest is run; the current one where it is None.

    Raises:
        WrongUse: pytest cannot be run, or cannot collect everything: nothing can be said of any recording then.
    """
    if single := next((each for each in arguments if "::" in each and not each.startswith("-")), None):
        raise WrongUse(
            f"{single}: a single test does not tell which recordings of its file are claimed"
            f"\n\n  Name the file: understudy prune {single.partition('::')[0]}"
        )
    with tempfile.TemporaryDirectory(prefix="understudy-") as temporary:
        path = Path(temporary, "claims.json")
        command = ["-m", "pytest", "-p", "understudy", "--collect-only", f"{OPTION}={path}"]
        ended = subprocess.run(
            [sys.executable, *command, *arguments],
            cwd=folder,
            # A measurement of coverage would take the place of an earlier one.
            env={**os.environ, "COVERAGE_FILE": str(Path(temporary, "coverage"))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        if not path.exists():
            raise WrongUse(_no_collection(ended.stdout))
        claims = read_claims(path)
    if claims.broken:
        raise WrongUse(_broken(claims))
    return claims


def _no_collection(printed: str) -> str:
    if "No module named pytest" in printed:
        return (
            f"{sys.executable} has no pytest to collect the tests with"
            f"\n\n  Run this in the tests' own environment: python -m understudy prune"
        )
    lines = "\n".join(f"    {line}" for line in printed.strip().splitlines()[-SHOWN_LINES:])
    return f"pytest could not collect the tests\n\n{lines}\n\n  See it whole: {_pytest()} --collect-only"


def _broken(claims: Claims) -> str:
    names = list(claims.broken)
    listed = "\n".join(f"    {name}: {_last_line(claims.broken[name])}" for name in names[:SHOWN_LINES])
    more = f"\n    and {len(names) - SHOWN_LINES} more" if len(names) > SHOWN_LINES else ""
    return (
        f"{names[0]} could not be collected: nobody knows which recordings its tests claim"
        f"\n\n{listed}{more}\n\n  See why: {_pytest()} --collect-only"
    )


def _pytest() -> str:
    return "python -m pytest"


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
