"""The seed through the in-process door, with both kinds of client and with the SDK before this one."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import openai
import pytest

import understudy
from tests.sdks.asking import same_kinds
from tests.sdks.environments import python_of

NoNetwork = Callable[[], AbstractContextManager[None]]

DEMO = Path(understudy.__file__).parent / "demo" / "recordings" / "what-teams-are-playing.json"

OPENAI_2 = """
import json, sys
import openai, understudy

recording = json.load(open(sys.argv[1]))
with understudy.use(sys.argv[1]):
    chunks = openai.OpenAI(api_key="none").chat.completions.create(**recording["request"]["body"])
    found = [
        [f"{type(chunk).__module__}.{type(chunk).__qualname__}", chunk.model_dump(mode="json", exclude_unset=True)]
        for chunk in chunks
    ]
print(json.dumps({"version": openai.VERSION, "httpx2": "httpx2" in sys.modules, "chunks": found}))
"""


@pytest.fixture(params=["the seed", "the demo"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with the recording alone in it."""
    if request.param == "the demo":
        shutil.copy(DEMO, tmp_path)
    else:
        (seed,) = (request.getfixturevalue("shared") / "seed").iterdir()
        shutil.copy(seed, tmp_path / "seed.json")
    return tmp_path


def recorded(store: Path) -> Any:
    """What lies in the store, read without us."""
    (path,) = store.iterdir()
    return json.loads(path.read_text())


def expected(store: Path) -> list[list[Any]]:
    return [[entry["__type__"], entry["__data__"]] for entry in recorded(store)["response"]["body"]]


def dumped(chunk: Any) -> list[Any]:
    return [f"{type(chunk).__module__}.{type(chunk).__qualname__}", chunk.model_dump(mode="json", exclude_unset=True)]


def test_sync(store: Path, no_network: NoNetwork) -> None:
    """
    Every chunk is of the recorded type and has the recorded content, kind by kind.
    """
    with no_network(), understudy.use(store) as session, openai.OpenAI(api_key="none") as client:
        chunks = [dumped(chunk) for chunk in client.chat.completions.create(**recorded(store)["request"]["body"])]

    assert chunks == expected(store)
    assert same_kinds(chunks, expected(store))
    assert (len(session.played), session.unused) == (1, ())


def test_async(store: Path, no_network: NoNetwork) -> None:
    """
    The same through the async client.
    """

    async def ask() -> list[list[Any]]:
        async with understudy.use(store), openai.AsyncOpenAI(api_key="none") as client:
            stream = await client.chat.completions.create(**recorded(store)["request"]["body"])
            return [dumped(chunk) async for chunk in stream]

    with no_network():
        chunks = asyncio.run(ask())

    assert chunks == expected(store)
    assert same_kinds(chunks, expected(store))


def test_another_picture_is_another_question(store: Path, no_network: NoNetwork) -> None:
    """
    The same words about another image are a miss, at once.
    """
    question = recorded(store)["request"]["body"]
    question["messages"][1]["content"][0]["image_url"]["url"] += "?v=2"

    with (
        no_network(),
        understudy.use(store),
        openai.OpenAI(api_key="none") as client,
        pytest.raises(understudy.ReplayMiss) as raised,
    ):
        client.chat.completions.create(**question)

    assert "messages[1].content[0].image_url.url" in str(raised.value).replace("$.", "")


def test_openai_2(store: Path) -> None:
    """
    The version before this one, which is built on `httpx`, gets the same chunks.
    """
    python = python_of("openai2")
    (path,) = store.iterdir()

    run = subprocess.run([python, "-c", OPENAI_2, str(path)], capture_output=True, text=True, check=False, timeout=60)

    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer["version"].startswith("2.")
    assert not answer["httpx2"]
    assert answer["chunks"] == expected(store)
    assert same_kinds(answer["chunks"], expected(store))


def test_the_sdk_under_test_is_built_on_httpx2() -> None:
    """
    Else the two versions would say the same thing twice.
    """
    assert openai.VERSION.startswith("3.")
    assert "httpx2" in sys.modules
