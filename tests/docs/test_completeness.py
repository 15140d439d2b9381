"""Nothing that a user can name is missing from the documentation, and no page is out of reach."""

from __future__ import annotations

import argparse
import inspect
import re
from pathlib import Path

import pytest

import understudy
from understudy.cli.main import COMMANDS, parser
from understudy.operations.settings import NAMES, spelling

ROOT = Path(__file__).parents[2]
PAGES = sorted(ROOT.glob("docs/*.md"))
TEXT = "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *PAGES])
SUBPARSERS = next(each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command):
    """
    The README names the command, a page says what it is for, and every option stands on some page.
    """
    options = {name for action in SUBPARSERS.choices[command]._actions for name in action.option_strings}
    known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", TEXT)) | {"-h"}

    assert f"`{command}`" in (ROOT / "README.md").read_text("utf-8")
    assert re.search(rf"^\| .*`{command}`.* \|", (ROOT / "docs" / "commands.md").read_text("utf-8"), re.MULTILINE)
    assert {option for option in options if option not in known} == set()


def test_every_option_in_the_documentation_exists():
    """
    Of the command that it is shown with.
    """
    wrong = []
    for found in re.finditer(rf"understudy ({'|'.join(COMMANDS)})\b([^\n`|]*)", TEXT):
        options = {name for action in SUBPARSERS.choices[found[1]]._actions for name in action.option_strings}
        shown = re.findall(r"(?<![\w-])--[a-z][a-z-]+", found[2].split(" -- ")[0])
        wrong += [found[0] for each in shown if each not in options]

    assert wrong == []


def test_every_public_name_is_documented():
    """
    Of the package, of `use`, and of what can be set.
    """
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    names = {*understudy.__all__, *inspect.signature(understudy.use).parameters} - {"__version__", "store"}
    types = {"Session", "Recording", "Mode"}  # of what is told there in words
    settings = {spelling(name) for name in NAMES}

    assert {name for name in names - types if not re.search(rf"\b{name}\b", page)} == set()
    assert {name for name in settings if f"`{name}`" not in (ROOT / "docs" / "pytest.md").read_text("utf-8")} == set()


def test_every_page_is_reached_from_the_readme():
    """
    By a link on it.
    """
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [path.name for path in PAGES if f"(docs/{path.name})" not in readme] == []


@pytest.mark.parametrize("path", [ROOT / "README.md", *ROOT.glob("docs/**/*.md")], ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    """
    To a file that is there, and to a place in it.
    """
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "mailto"))]

    assert [link for link in links if not _leads(path, link)] == []


def _leads(page: Path, link: str) -> bool:
    name, _, place = link.partition("#")
    target = (page.parent / name) if name else page
    if not target.exists() or not place or target.suffix != ".md":
        return target.exists()
    text = target.read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    places = {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}
    return place in places or f'id="{place}"' in text
