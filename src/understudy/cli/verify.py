"""`understudy verify`: whether files are whole and true to themselves."""

from __future__ import annotations

import argparse
from collections import Counter

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import Slow, as_json, indented, line
from understudy.operations.verify import Verdict, Verified, verify
from understudy.operations.words import counted, digits

STYLES = {Verdict.OK: "green", Verdict.OTHER_RULES: "yellow", Verdict.PROBLEM: "bold red"}
KEYS = {1: "key", 2: "fingerprint"}
OTHER_RULES = (
    "other rules: the file states a key that no rule known here gives. Another generation of its recorder wrote\n"
    "it, or its request was edited since. It replays all the same, by its content."
)
OTHER_PROJECT_RULES = (
    "other rules: [tool.understudy] says something else than when the file was recorded. It answers by what it\n"
    "says now. See what that changes: understudy rekey STORE"
)


def add(commands: Commands) -> None:
    """Add the command."""
    example = "understudy verify recordings --deep\nunderstudy verify recordings/a.json other-recordings"
    parser = command(
        commands, "verify", "Check that recordings are whole and that what they state is true.", example, run
    )
    parser.add_argument("paths", metavar="FILE_OR_STORE", nargs="+", help="recordings, or folders of them")
    parser.add_argument(
        "--deep", action="store_true", help="write each again and compare, and all media with their names"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check, and return 1 where something is wrong."""
    results = verify(arguments.paths, Slow("Checking recordings"), is_deep=arguments.deep)
    if arguments.json:
        as_json({"files": results})
    else:
        for result in results:
            _print(result, is_alone=len(results) == 1)
        if len(results) != 1:
            _print_sum(results)
        for number, text in ((1, OTHER_RULES), (2, OTHER_PROJECT_RULES)):
            if any(result.verdict is Verdict.OTHER_RULES and result.format == number for result in results):
                line((text, "dim"))
    return 1 if any(result.verdict is Verdict.PROBLEM for result in results) else 0


def _print(result: Verified, *, is_alone: bool) -> None:
    verdict = (result.verdict.value, STYLES[result.verdict])
    if result.verdict is Verdict.PROBLEM:
        first, _, rest = result.problem.partition("\n")
        line(verdict, f"  {result.path}: {first}")
        if rest.strip():
            indented(rest.strip("\n"), by="")
        return
    key = (result.key or "") if is_alone else digits(result.key or "")
    what = KEYS.get(result.format or 0, "key")
    line(verdict, f"  {result.path}  format {result.format}  {what} {key}  {result.note}")


def _print_sum(results: tuple[Verified, ...]) -> None:
    counts = Counter(result.verdict for result in results)
    found = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict])
    line((f"{counted(len(results), 'file')}{': ' if found else ''}{found}", "dim"))
