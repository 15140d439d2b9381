"""What can go wrong in the example: a change to it, and what pytest says then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from tests.examples.project import run_pytest

Change = Callable[[Path], str]
"""Makes a change in a project; what comes back shows it, as Markdown."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A way to fail."""

    change: Change
    test: str
    """What is run."""


def edited(name: str, old: str, new: str) -> Change:
    """A text in a file becomes another one; nothing becomes something at the file's end."""

    def change(project: Path) -> str:
        file = project / name
        before = file.read_text("utf-8")
        assert not old or before.count(old) == 1, f"{name} holds {before.count(old)} times {old!r}"
        after = before.replace(old, new) if old else before + new
        file.write_text(after, "utf-8")
        lines = unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=1)
        return _block("diff", "\n".join(line.rstrip() for line in lines))

    return change


def copied_over(source: str, target: str) -> Change:
    """A file takes the place of another one."""

    def change(project: Path) -> str:
        shutil.copyfile(project / source, project / target)
        return _block("sh", f"cp {source} {target}")

    return change


FAILURES = {
    "changed-prompt": Failure(
        edited("travel_agent/agent.py", "answer in one or two sentences", "answer in one sentence"),
        "tests/test_agent.py::test_answers_what_needs_no_tool",
    ),
    "missing-recording": Failure(
        edited("tests/test_plans.py", "", '\n\ndef test_plans_a_day_in_oslo():\n    assert "".join(plan("Oslo"))\n'),
        "tests/test_plans.py::test_plans_a_day_in_oslo",
    ),
    "swallowed-miss": Failure(
        edited(
            "tests/test_agent.py",
            "",
            """

def test_always_has_an_answer():
    try:
        answer = Agent().ask("Is there snow in Vienna?")
    except BaseException:
        answer = "Please ask me again later."

    assert answer
""",
        ),
        "tests/test_agent.py::test_always_has_an_answer",
    ),
    "unused-recording": Failure(
        edited("tests/test_agent.py", '    assert "November" in agent.ask("And in which month?")\n', ""),
        "tests/test_agent.py::test_remembers_what_was_said",
    ),
    "live-leak": Failure(
        edited(
            "travel_agent/tools.py",
            "    return WEATHER[city]\n",
            "    from urllib.request import urlopen\n\n"
            '    return urlopen(f"https://weather.example/{city}").read().decode()\n',
        ),
        "tests/test_agent.py::test_looks_up_the_weather",
    ),
    "other-picture": Failure(
        copied_over("tests/pictures/italy.png", "tests/pictures/france.png"),
        "tests/test_pictures.py",
    ),
}


def shown(failure: Failure, project: Path) -> str:
    """The change, the command and what it prints, as Markdown."""
    change = failure.change(project)
    ended = run_pytest(project, failure.test)
    assert ended.returncode == 1, ended.stdout
    command = _block("console", f"$ pytest {failure.test}\n{_plain(ended.stdout, project)}")
    return f"{change}\n\n{command}"


def _plain(printed: str, project: Path) -> str:
    """What is the same everywhere, from the first failure on."""
    _, heading, text = printed.partition(next(iter(re.findall(r"^=+ (?:FAILURES|ERRORS) =+$", printed, re.MULTILINE))))
    lines = [line.rstrip() for line in f"{heading}{text}".splitlines()]
    # Which part of a line failed is marked by newer Pythons in other ways.
    lines = [_short(line) for line in lines if not re.fullmatch(r"[\s^~]+", line) or not line]
    return re.sub(r" in \d+\.\d+s", " in 0.50s", "\n".join(lines).replace(f"{project}/", "").replace(str(project), "."))


def _short(line: str) -> str:
    return re.sub(r"([=_-])\1{3,}", lambda found: found[1] * 3, line)


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"
