"""Every recording of format 1 through the in-process door, asked with the official SDK that made it."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.sdks.asking import Document, ask, difference, documents, is_http, kind_of, scope_of
from tests.sdks.played import Counts, by_scope, play, play_plainly

NoNetwork = Callable[[], AbstractContextManager[None]]

HTTP, NOT_HTTP = 238, 6


@pytest.fixture(scope="module")
def recorded(shared: Path) -> dict[Path, Document]:
    return documents(shared / "recordings")


def test_each_file_as_a_store_of_its_own(recorded: dict[Path, Document], no_network: NoNetwork) -> None:
    """
    The objects that the SDK returned, or the exception that it raised, when the file was recorded.
    """
    counts = Counts()
    for path, document in recorded.items():
        with no_network(), understudy.use(path, scope=scope_of(document)):
            asyncio.run(play([(path, document)], counts))

    print(f"\n{counts}")
    assert counts.failures == []
    assert (counts.played, counts.not_servable) == (HTTP, NOT_HTTP)


def test_all_files_as_one_store(recorded: dict[Path, Document], shared: Path, no_network: NoNetwork) -> None:
    """
    Each test of the recorder as a session over the whole folder: in order, and nobody gets another's answer.
    """
    counts = Counts()
    for scope, its_own in by_scope(recorded).items():
        with no_network(), understudy.use(shared / "recordings", scope=scope) as session:
            asyncio.run(play(its_own, counts))

            assert session.misses == ()

    print(f"\n{counts}")
    assert counts.failures == []
    assert (counts.played, counts.not_servable) == (HTTP, NOT_HTTP)


def test_what_was_recorded_as_http_answers_any_client(recorded: dict[Path, Document], no_network: NoNetwork) -> None:
    """
    Payloads that the recorder caught on the wire, asked for with a bare HTTP client: status, JSON, lines.
    """
    counts = Counts()
    for path, document in recorded.items():
        with no_network(), understudy.use(path, scope=scope_of(document)):
            asyncio.run(play_plainly([(path, document)], counts))

    assert counts.failures == []
    assert counts.played == 13


def test_what_never_was_http_says_so(recorded: dict[Path, Document]) -> None:
    """
    Calls of tools and file processors load, and tell why they answer no request.
    """
    reasons = [understudy.load(path).not_servable for path, document in recorded.items() if not is_http(document)]

    assert len(reasons) == NOT_HTTP
    assert all(reasons)


def test_a_question_that_differs_in_one_character_is_a_miss(
    recorded: dict[Path, Document], no_network: NoNetwork
) -> None:
    """
    Whatever the API, no recording answers a question that is not quite its own.
    """
    asked = 0
    for path, document in recorded.items():
        if is_http(document) and (changed := _changed(document)) is not None:
            with (
                no_network(),
                pytest.raises(understudy.ReplayMiss),
                understudy.use(path, scope=scope_of(document)),
            ):
                asyncio.run(ask(changed))
            asked += 1

    assert asked > 180


def test_a_difference_is_seen(recorded: dict[Path, Document], no_network: NoNetwork) -> None:
    """
    The comparison itself: `1` for `1.0`, one letter, one object less are all found.
    """
    path, document = next(
        (path, each)
        for path, each in recorded.items()
        if is_http(each) and kind_of(each) == "openai" and isinstance(each["response"]["body"], list)
        if each["request"]["endpoint"] == "/v1/chat/completions"
    )
    with no_network(), understudy.use(path, scope=scope_of(document)):
        got = asyncio.run(ask(document))

    shorter, other_kind = copy.deepcopy(dict(document)), copy.deepcopy(dict(document))
    shorter["response"]["body"].pop()
    other_kind["response"]["body"][0]["__data__"]["created"] = 0.0

    assert difference(document, got) is None
    assert difference(shorter, got) is not None
    assert difference(other_kind, got) is not None


def _changed(document: Document) -> Document | None:
    """The recording with another question, or None where there is none to change."""
    changed: dict[str, Any] = copy.deepcopy(dict(document))
    arguments = changed["request"].get("payload") or changed["request"].get("body") or {}
    for name in ("messages", "contents", "input", "prompt"):
        asked = arguments.get(name)
        if isinstance(asked, str):
            arguments[name] = f"{asked}!"
            return changed
        for holder, key in _texts(asked):
            holder[key] += "!"
            return changed
    return None


def _texts(asked: Any) -> Iterator[tuple[Any, Any]]:
    """Where in a question its texts stand."""
    for key, value in enumerate(asked) if isinstance(asked, list) else asked.items() if isinstance(asked, dict) else ():
        if isinstance(value, str) and key not in ("role", "type"):
            yield asked, key
        else:
            yield from _texts(value)
