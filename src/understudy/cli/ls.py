"""`understudy ls`: what a store holds."""

from __future__ import annotations

import argparse

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import Slow, as_json, line, table
from understudy.cli.unreadable import print_unreadable
from understudy.operations.listing import Filters, Listing, Row, listing
from understudy.operations.words import counted, duration, tokens

COLUMNS = ("name", "api", "model", "status", "frames", "tokens", "time", "format", "scope", "tags", "question")


def add(commands: Commands) -> None:
    """Add the command."""
    example = "understudy ls recordings --model 'gpt-4o*' --text 'brooklyn'"
    parser = command(commands, "ls", "List the recordings of a store.", example, run)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument("--api", help="only of this API: openai-chat, 'openai-*', anthropic, …")
    parser.add_argument("--model", help="only of this model; a part of its name, or a pattern with * and ?")
    parser.add_argument("--scope", help="only of this scope, such as a test; a part of it, or a pattern")
    parser.add_argument("--text", help="only with this text in what was asked or answered")
    parser.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="only with this tag, or a pattern; several times: all"
    )


def run(arguments: argparse.Namespace) -> int:
    """List, and return 1 where a file could not be read."""
    filters = Filters(arguments.api, arguments.model, arguments.scope, arguments.text, tuple(arguments.tag))
    found = listing(arguments.store, filters, Slow("Reading recordings"))
    if arguments.json:
        as_json(found)
    else:
        _print(found)
    return 1 if found.unreadable else 0


def _print(found: Listing) -> None:
    if found.rows:
        table(COLUMNS, map(_cells, found.rows), flexible=("scope", "question"))
        line()
    for problem in found.unreadable:
        print_unreadable(problem)
    of = "" if len(found.rows) == found.count else f" of {found.count}"
    bad = f", {counted(len(found.unreadable), 'unreadable file')}" if found.unreadable else ""
    line((f"{len(found.rows)}{of} recording{'s' * (found.count != 1)} in {found.store}{bad}", "dim"))


def _cells(row: Row) -> tuple[str, ...]:
    status = "no HTTP" if row.api == "call" else "failed" if row.status is None else str(row.status)
    if row.not_servable and row.api != "call":
        status = "not servable"
    return (
        row.name,
        row.api,
        row.model,
        status,
        f"{row.frames} streamed" if row.is_streaming else str(row.frames),
        tokens(row.usage),
        duration(row.duration_ms),
        str(row.format),
        row.scope or "",
        " ".join(row.tags),
        row.question,
    )
