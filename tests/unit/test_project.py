"""What holds for the project as a whole: its layers, its sizes, its imports, its files."""

import configparser
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "understudy"

MODULES = sorted(PACKAGE.rglob("*.py"))
CLIENT_LIBRARIES = ["httpx", "httpx2", "requests", "aiohttp", "urllib3", "botocore", "openai", "rich"]

GROWN = {"__pycache__", "build", "dist", "htmlcov", "node_modules"}
"""Folders that a checkout grows and nobody commits. `is_grown` knows more of them."""

MACHINE_PATH = re.compile(r"(?<![\w.~*-])/(?:work|root)/[\w.]")


def test_every_top_level_module_has_a_layer():
    """
    Nobody adds a module without saying which others may import it.
    """
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:layers"]["layers"]
    present = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}

    assert present - {"__init__", "__main__"} <= set(re.findall(r"\w+", layers))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_is_at_most_400_lines(path):
    """
    A file that grows beyond one subject is split by subject.
    """
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_readme_is_at_most_120_lines():
    """
    The first page stays one that is read to its end.
    """
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120


def test_importing_understudy_imports_no_client_library():
    """
    Understudy hooks the clients that a program uses; it brings none of its own along.
    """
    script = "import json, sys, understudy; print(json.dumps(sorted(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert set(CLIENT_LIBRARIES).isdisjoint(json.loads(run.stdout))


def test_no_file_names_a_path_of_one_machine():
    """
    What works here works in any checkout.
    """
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in files_of_the_project()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("see " + "/work" + "/main/x.py", True),
        ("'" + "/root" + "/.cache'", True),
        ("https://example.com" + "/work" + "/x", False),
        ("./work/x and ~/work/x", False),
    ],
)
def test_a_path_of_one_machine_is_told_from_others(line, is_found):
    """
    Only absolute paths count; a URL or a relative path that looks alike does not.
    """
    assert bool(MACHINE_PATH.search(line)) is is_found


def files_of_the_project():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not is_grown(name)]
        yield from (Path(folder, name) for name in names if name != ".git")


def is_grown(name):
    return name in GROWN or name.startswith((".venv", ".hypothesis")) or name.endswith(("_cache", ".git"))
