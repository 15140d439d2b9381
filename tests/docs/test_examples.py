"""The examples in the documentation run: every python block, every `understudy` command.

The blocks of a file run in order, in one folder and one namespace, beside the demo's `recordings/`.
A block that cannot run says why: ```python no-run: reason, or <!-- no-run: reason --> on the line before it.
```console checks that commands end well; ```console exact compares what they print, too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src" / "understudy" / "demo" / "recordings"
PAGES = sorted([*ROOT.glob("README.md"), *ROOT.glob("ARCHITECTURE.md"), *ROOT.glob("docs/**/*.md")])

FENCE = re.compile(
    r"(?P<before>[^\n]*)\n *(?P<mark>```+) *(?P<info>[^\n`]*)(?P<body>\n(?:[^\n]*\n)*?) *(?P=mark) *(?=\n)"
)
NO_RUN = re.compile(r"no-run(?:: *(?P<reason>\S.*?))? *(?:-->)?$")
COMMAND = re.compile(
    r"^\$ (?P<line>understudy\b(?:[^\n]*\\\n)*[^\n]*)\n?(?P<printed>(?:(?!\$ )[^\n]*(?:\n|$))*)", re.MULTILINE
)

RUNNER = r"""
import json, sys
from subprocess import DEVNULL, PIPE, STDOUT, run

page, steps = json.load(sys.stdin)
names = {"__name__": "__main__"}
for number, kind, text, printed in steps:
    if kind == "python":
        exec(compile("\n" * (number - 1) + text, page, "exec"), names)
        continue
    ended = run(text, shell=True, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, text=True, timeout=60)
    found = ended.stdout.rstrip()
    if ended.returncode != 0:
        sys.exit(f"{page}: line {number}: $ {text}\nended with status {ended.returncode}:\n{found}")
    if printed is not None and found != printed.rstrip():
        sys.exit(f"{page}: line {number}: $ {text}\nprinted:\n{found}\nthe page says:\n{printed}")
"""


def steps_of(text):
    """(line, kind, text, what is printed or None) for each block or command of a page that runs."""
    text = "\n" + text + "\n"
    for match in FENCE.finditer(text):
        kind, _, flags = match["info"].strip().partition(" ")
        if kind not in ("python", "console"):
            continue
        number = text.count("\n", 0, match.start("mark"))
        if skipped := NO_RUN.search(flags) or NO_RUN.search(match["before"]):
            assert skipped["reason"], f"line {number}: a block that does not run says why: no-run: reason"
            continue
        body = textwrap.dedent(match["body"])
        if kind == "python":
            assert not flags, f"line {number}: unknown: {flags}"
            yield number, kind, body, None
            continue
        assert flags in ("", "exact"), f"line {number}: unknown: {flags}"
        for command in COMMAND.finditer(body):
            yield number, kind, command["line"], command["printed"] if flags else None


def run_page(name, text, folder):
    environment = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("UNDERSTUDY_")}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment |= {"COLUMNS": "100", "NO_COLOR": "1", "XDG_DATA_HOME": str(folder / ".data")}
    # SDKs ask for a key when a client is made. Nothing here reaches a provider.
    environment |= {"OPENAI_API_KEY": "no-key-needed", "ANTHROPIC_API_KEY": "no-key-needed"}
    return subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps([name, list(steps_of(text))]),
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_run(path, tmp_path):
    """
    What the documentation shows is what happens.
    """
    shutil.copytree(DEMO, tmp_path / "recordings")

    run = run_page(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"), tmp_path)

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("```python\nx = 1\n```\n\n1. A list:\n\n   ```python\n   assert x == 1\n   ```\n", ""),
        ("<!-- no-run: needs a key -->\n```python\nraise SystemExit(1)\n```\n", ""),
        ("```python no-run: needs a key\nraise SystemExit(1)\n```\n", ""),
        ("```python\nx = 1\n```\ntext\n```python\nassert x == 2\n```\n", 'File "page.md", line 6'),
        ("```console\n$ understudy no-such-command\n```\n", "ended with status 2"),
        ("```console\n$ understudy --help | cat\nSomething else\n```\n", ""),
        ("```console exact\n$ understudy --help\nSomething else\n```\n", "the page says:\nSomething else"),
    ],
)
def test_an_example_that_does_not_do_what_it_shows_is_found(page, complaint, tmp_path):
    """
    A page fails at the line that is wrong, and only then.
    """
    run = run_page("page.md", page, tmp_path)

    assert (run.returncode != 0) is bool(complaint), run.stderr
    assert complaint in run.stderr
