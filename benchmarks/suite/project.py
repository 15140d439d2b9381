"""A suite as a user has one: a question to a model in each test, some of them streamed, in several files.

For every contestant the tests are the same but for their mark.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.suite.answers import answered, question, text

TESTS = 200
FILES = 10
STREAMED = 4
"""One test in so many."""

ASKING = """\
import os

import openai

http_client = openai.DefaultHttpxClient(trust_env=False)
client = openai.OpenAI(api_key="none", base_url=os.environ["BENCHMARK_URL"], max_retries=0, http_client=http_client)


def ask(question):
    messages = [{"role": "user", "content": question}]
    answer = client.chat.completions.create(model="gpt-4o", messages=messages)
    return answer.choices[0].message.content


def ask_streamed(question):
    messages = [{"role": "user", "content": question}]
    chunks = client.chat.completions.create(model="gpt-4o", messages=messages, stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
"""

TIMING = """\
# The processor's time: how long others had it does not count.
import os
import time

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session):
    start = time.process_time()
    result = yield
    session.config.tests_took = time.process_time() - start
    return result


def pytest_unconfigure(config):
    with open(os.environ["BENCHMARK_TIME"], "w") as file:
        file.write(f"{time.process_time()!r} {config.tests_took!r}")
"""


def write_suite(folder: Path, mark: str, conftest: str) -> None:
    """The whole suite."""
    _write(folder, conftest)
    (folder / "asking.py").write_text(ASKING)
    share = TESTS // FILES
    for number in range(FILES):
        tests = [_test(test, mark) for test in range(number * share, (number + 1) * share)]
        imports = "import pytest\nfrom asking import ask, ask_streamed\n"
        (folder / f"test_chat_{number}.py").write_text("\n\n".join([imports, *tests]))
    answers = {question(test): answered(test, is_streamed=_is_streamed(test)) for test in range(TESTS)}
    (folder / "answers.json").write_text(json.dumps(answers))


def write_nothing(folder: Path) -> None:
    """One test, which does nothing."""
    _write(folder, "")
    (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n")


def _write(folder: Path, conftest: str) -> None:
    folder.mkdir(parents=True)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    (folder / "conftest.py").write_text(f"{TIMING}\n\n{conftest}".rstrip() + "\n")


def _test(number: int, mark: str) -> str:
    ask = "ask_streamed" if _is_streamed(number) else "ask"
    return f"{mark}def test_number_{number}():\n    assert {ask}({question(number)!r}) == {text(number)!r}\n"


def _is_streamed(number: int) -> bool:
    return number % STREAMED == 0
