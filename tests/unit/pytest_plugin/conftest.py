"""A project of a user's, run by pytest with the real plugin, and an upstream for it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx  # noqa: F401 - so that no test of a test imports it first
import pytest

# Imported here, so that runs within this process neither bring copies of their own nor take these away.
import understudy.pytest_plugin.running  # noqa: F401 - nothing of it is used here
from understudy.testing import Answer, Received, Upstream

NOT_NEEDED = ("cacheprovider", "asyncio", "xdist", "hypothesispytest", "cassetter", "rerunfailures", "random_order")
"""Plugins without which a run is faster."""

ASK = """\
import httpx
import pytest

def ask(text):
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    return httpx.post("URL/v1/chat/completions", json=body, trust_env=False).text
"""


class Project:
    """A folder with tests; runs them, in this process or in one of its own."""

    def __init__(self, pytester: pytest.Pytester, upstream: Upstream, numbered: Numbered) -> None:
        self.pytester, self.upstream, self.path = pytester, upstream, pytester.path
        self.numbered = numbered

    def write(self, name: str, source: str) -> Path:
        """A test file. It begins with `ask`, which asks the upstream."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ASK.replace("URL", self.upstream.url) + source, "utf-8")
        return path

    def settings(self, text: str) -> None:
        """Write `[tool.understudy]`."""
        path = self.path / "pyproject.toml"
        path.write_text(f"{path.read_text('utf-8').partition('[tool.understudy]')[0]}\n[tool.understudy]\n{text}\n")

    def run(self, *arguments: str, apart: bool = False, using: str = "", **outcomes: int) -> pytest.RunResult:
        """Run pytest and compare the outcomes; `apart` is a process of its own, `using` names plugins it needs."""
        run = self.pytester.runpytest_subprocess if apart or using else self.pytester.runpytest_inprocess
        result = run(*(f"-pno:{name}" for name in NOT_NEEDED if name not in using.split()), *arguments)
        if outcomes:
            result.assert_outcomes(**outcomes)
        return result

    def recorded(self) -> dict[str, dict[str, str]]:
        """What is recorded: for each folder the answer by the question."""
        found: dict[str, dict[str, str]] = {}
        for path in sorted(self.path.rglob("*.json")):
            document = json.loads(path.read_text("utf-8"))
            question = document["request"]["body"]["messages"][0]["content"]
            folder = found.setdefault(path.parent.relative_to(self.path).as_posix(), {})
            folder[question] = document["response"]["body"]["__data__"]
        return found

    def text(self, result: pytest.RunResult, first: str, last: str | None = None) -> str:
        """What was printed from a line to another, without what differs between runs."""
        printed = result.stdout.str()
        start = re.search(first, printed, re.MULTILINE)
        assert start, printed
        text = printed[start.start() :]
        end = re.search(last, text, re.MULTILINE) if last else None
        text = text[: end.start()] if end else text
        text = re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:PORT", text)
        text = re.sub(r" in \d+\.\d+s", " in TIME", re.sub(r"={3,}|_{3,}|-{3,}", lambda found: found[0][:3], text))
        return "\n".join(line.rstrip() for line in text.replace(str(self.path), "PROJECT").splitlines()).rstrip()


class Numbered:
    """Answers a question with itself and a number: how many were asked."""

    def __init__(self) -> None:
        self.count = 0
        self.failing = 0
        """Of the next answers, how many are errors."""

    def __call__(self, received: Received) -> Answer:
        question = json.loads(received.body)["messages"][0]["content"]
        self.count += 1
        if self.failing:
            self.failing -= 1
            return Answer.of(503, {"content-type": "text/plain"}, [b"busy"])
        return Answer.of(200, {"content-type": "text/plain"}, [f"{question} {self.count}".encode()])


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project without settings, on a machine that is not a CI's."""
    for name in [name for name in os.environ if name == "CI" or name.startswith(("UNDERSTUDY_", "PYTEST_XDIST"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\naddopts = ['--strict-markers', '-ra']\n")
    numbered = Numbered()
    with Upstream(numbered) as upstream:
        yield Project(pytester, upstream, numbered)
