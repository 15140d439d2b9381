"""`understudy tag`: words by which people sort recordings, added and taken away."""

from __future__ import annotations

import argparse
from pathlib import Path
from shlex import quote
from textwrap import indent

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import as_json, line
from understudy.errors import WrongUse
from understudy.operations.files import files_of, selected
from understudy.operations.tagging import tag, words_of

EXAMPLE = """\
understudy tag recordings what-teams --add flaky
understudy tag recordings what-teams which-player --remove flaky --add 'reviewed, slow'
understudy ls recordings --tag flaky"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "tag", "Give recordings tags, and take tags away.", EXAMPLE, run)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument("names", metavar="NAME", nargs="*", help="which ones; a part that no other name has will do")
    for option, what in (("--add", "words to add, with spaces or commas between"), ("--remove", "words to take away")):
        parser.add_argument(option, metavar="TAGS", action="append", default=[], help=what)


def run(arguments: argparse.Namespace) -> int:
    """Change the tags of what is named, and print them."""
    files = files_of(arguments.store)
    added, removed = (words_of(" ".join(words)) for words in (arguments.add, arguments.remove))
    if not added and not removed:
        raise WrongUse(
            f"tag adds tags or takes them away, and none is named\n\n  Name some:\n{indent(EXAMPLE, '    ')}"
        )
    if not arguments.names and Path(arguments.store).is_dir():
        raise WrongUse(
            f"{arguments.store}: which recordings are meant?"
            f"\n\n  Name them; see what there is: understudy ls {quote(arguments.store)}"
        )
    names = selected(files, arguments.names) if arguments.names else files.names
    tags = {name: tag(files, name, added, removed) for name in names}
    if arguments.json:
        as_json({"recordings": [{"name": name, "tags": found} for name, found in tags.items()]})
        return 0
    for name, found in tags.items():
        line((name, "bold"), "  ", " ".join(found) or ("no tags", "dim"))
    return 0
