"""`understudy review`: look at what was recorded anew, and accept or reject it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from shlex import quote
from typing import Any

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import as_json, indented, line, plain
from understudy.cli.side_by_side import changes_in, print_parts
from understudy.errors import RecordingUnreadable, WrongUse
from understudy.operations.pending import Kind
from understudy.operations.reviewing import Review, Waiting, free
from understudy.operations.words import counted

EXAMPLES = """\
understudy review
understudy review tests --check
understudy review --accept recordings/test_chat/test_greets
understudy review --reject 'recordings/*/openai-chat-*.json'"""

PROMPT = "[a]ccept  [r]eject  [s]kip  accept [A]ll  [q]uit: "
STYLES = {Kind.REPLACE: "yellow", Kind.ADD: "green", Kind.REMOVE: "red"}


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Look at what was recorded anew, beside what it is to replace, and accept or reject it."
    parser = command(commands, "review", what, EXAMPLES, run)
    parser.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help="where to look, and below (default: this folder)"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--accept", metavar="PATTERN", nargs="*", help="accept all, or what these paths or tests mean")
    how.add_argument("--reject", metavar="PATTERN", nargs="*", help="reject all, or what these paths or tests mean")
    how.add_argument("--check", action="store_true", help="only list; exit status 1 if anything is pending")
    parser.add_argument("--force", action="store_true", help="with --accept: also where the recording changed since")


def run(arguments: argparse.Namespace) -> int:
    """Review, and return 1 where something is still pending, or could not be accepted."""
    review = Review(arguments.path)
    if arguments.force and arguments.accept is None:
        raise WrongUse("--force goes with --accept\n\n  Accept all: understudy review --accept --force")
    if arguments.accept is not None:
        return _accept(review, arguments)
    if arguments.reject is not None:
        return _reject(review, arguments)
    if arguments.json:
        as_json({"pending": [_document(review, each) for each in review.waiting]})
    elif arguments.check or not review.waiting:
        _list(review.waiting)
    elif not sys.stdin.isatty():
        raise WrongUse(
            f"{counted(len(review.waiting), 'change')} pending, and nobody is here to be asked"
            f"\n\n  Say what to do: understudy review --accept, --reject, --check or --json"
        )
    else:
        _ask(review)
    return 1 if review.waiting else 0


def _accept(review: Review, arguments: argparse.Namespace) -> int:
    chosen = review.selected(arguments.accept)
    taken = chosen if arguments.force else free(chosen)
    refused = tuple(each for each in chosen if each not in taken)
    for each in taken:
        review.accept(each)
    if arguments.json:
        as_json({"accepted": taken, "refused": refused, "pending": review.waiting})
    else:
        _tell("accepted", taken)
        _refuse(refused)
    return 1 if refused else 0


def _reject(review: Review, arguments: argparse.Namespace) -> int:
    chosen = review.selected(arguments.reject)
    for each in chosen:
        review.reject(each)
    if arguments.json:
        as_json({"rejected": chosen, "pending": review.waiting})
    else:
        _tell("rejected", chosen)
    return 0


def _ask(review: Review) -> None:
    """Show one after the other, until all are decided or skipped."""
    everything = review.waiting
    for number, each in enumerate(everything, start=1):
        _show(review, each, f"{number} of {len(everything)}")
        match _answer():
            case "a":
                try:
                    review.accept(each)
                    line(("accepted", "green"))
                except RecordingUnreadable as error:
                    indented(str(error), "red")
            case "r":
                review.reject(each)
                line(("rejected", "red"))
            case "A":
                left = everything[number - 1 :]
                for one in free(left):
                    review.accept(one)
                _tell("accepted", free(left))
                _refuse(one for one in left if one.obstacle)
                break
            case "q":
                break
        line()
    if review.waiting:
        line((f"{counted(len(review.waiting), 'change')} still pending", "dim"))


def _answer() -> str:
    """One of the letters that the prompt names; the end of the input is to quit."""
    while True:
        print(PROMPT, end="", flush=True)
        said = sys.stdin.readline()
        if not said:
            line()
            return "q"
        letter = said.strip()[:1]
        letter = letter if letter == "A" else letter.lower()
        if letter and letter in "arsAq":
            return letter


def _show(review: Review, each: Waiting, place: str) -> None:
    line((f"{each.kind.value} ", STYLES[each.kind]), (each.path, "bold"), (f"  {place}", "dim"))
    line(("test ", "dim"), each.test, (f"  recorded {each.made}", "dim"))
    if each.obstacle:
        line(("careful: ", "bold yellow"), f"{each.obstacle}; to accept is to lose that")
    found = review.compare(each)
    if found.unreadable:
        indented(found.unreadable, "red")
    elif found.parts:
        print_parts(found.parts)
    else:
        line(("nothing differs but what differs with every call", "dim"))


def _list(waiting: tuple[Waiting, ...]) -> None:
    for each in waiting:
        line((f"{each.kind.value:<8}", STYLES[each.kind]), f" {each.path}  ", (each.test, "dim"))
        if each.obstacle:
            line(("         careful: ", "yellow"), each.obstacle)
    line((f"{counted(len(waiting), 'change')} pending" if waiting else "nothing is pending", "dim"))


def _document(review: Review, each: Waiting) -> dict[str, Any]:
    """For programs: which lines differ, cut as on a terminal. The whole files lie at `path` and `new`."""
    found = review.compare(each)
    return {**plain(each), "unreadable": found.unreadable, "differences": changes_in(found.parts)}


def _tell(done: str, changes: tuple[Waiting, ...]) -> None:
    for each in changes:
        line((f"{done} ", "green" if done == "accepted" else "red"), f"{each.kind.value} {each.path}")
    line((f"{counted(len(changes), 'change')} {done}", "dim"))


def _refuse(changes: Iterable[Waiting]) -> None:
    for each in changes:
        line(("not accepted ", "bold red"), f"{each.path}: {each.obstacle}")
        line(f"  Take the new one all the same: understudy review --force --accept {quote(each.path)}")
