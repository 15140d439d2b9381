"""Calls that name what earlier ones have made: files, batches, vector stores, conversations, by ids of the provider.

Each provider is a fake at the network's edge that makes new ids with each call, and answers 404 for any other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.sdks.several_calls import anthropic_provider, flows, gemini_provider, openai_provider
from tests.sdks.several_calls.flows import Flow
from understudy.testing import Received, Upstream

NoNetwork = Callable[[], AbstractContextManager[None]]

FLOWS = {
    openai_provider: [flows.batch, flows.vector_store, flows.constant, flows.turns, flows.conversation],
    anthropic_provider: [flows.message_batch, flows.document],
    gemini_provider: [flows.cached, flows.batch_of_contents, flows.interactions],
}
STABLE = re.compile(r"rec-[0-9a-f]{12}(-\d+)?(_\d+)?")


@pytest.fixture(params=[(each, flow) for each, them in FLOWS.items() for flow in them], ids=lambda it: it[1].__name__)
def case(request: pytest.FixtureRequest) -> Iterator[tuple[Flow, Upstream]]:
    """A flow, and its provider."""
    provider, flow = request.param
    with Upstream(provider.provider()) as upstream:
        yield flow, upstream


def seen(flow: Flow, url: str) -> list[Any]:
    """What the SDK returned, as plain values."""
    return [_plain(each) for each in flow(url)]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if hasattr(value, "model_dump"):
        return [type(value).__name__, value.model_dump(mode="json", exclude={"sdk_http_response", "http_response"})]
    return value


def files(store: Path) -> dict[str, bytes]:
    return {str(path.relative_to(store)): path.read_bytes() for path in store.rglob("*.json")}


def names_in(live: Any, replayed: Any) -> Iterator[tuple[str, str]]:
    """What stands for what, wherever a stable id is all of a value."""
    match live, replayed:
        case dict(), dict():
            for name in live.keys() & replayed.keys():
                yield from names_in(live[name], replayed[name])
        case list(), list():
            for pair in zip(live, replayed, strict=False):
                yield from names_in(*pair)
        case str(), str() if live != replayed and STABLE.search(replayed):
            yield live, replayed


def with_names(value: Any, names: dict[str, str]) -> Any:
    """The value with all of these in the place of what they stand for."""
    match value:
        case dict():
            return {name: with_names(each, names) for name, each in value.items()}
        case list():
            return [with_names(each, names) for each in value]
        case str():
            return names.get(value, value)
    return value


def same(live: Any, replayed: Any) -> bool:
    """Whether nothing differs but times, and what stands for every one of them."""
    match live, replayed:
        case dict(), dict():
            return live.keys() == replayed.keys() and all(same(value, replayed[name]) for name, value in live.items())
        case list(), list():
            return len(live) == len(replayed) and all(same(*pair) for pair in zip(live, replayed, strict=True))
    return live == replayed or replayed == 0 or str(replayed).startswith("1970-01-01")


def test_what_names_earlier_answers_is_replayed(
    case: tuple[Flow, Upstream], tmp_path: Path, no_network: NoNetwork
) -> None:
    """
    With the provider gone: the same objects, in which each id is the same stable one wherever it stands.
    """
    flow, upstream = case
    with understudy.use(tmp_path / "recordings", mode="record"):
        live = seen(flow, upstream.url)
    upstream.close()

    with no_network(), understudy.use(tmp_path / "recordings") as session:
        replayed = seen(flow, upstream.url)

    pairs = set(names_in(live, replayed))
    assert len(dict(pairs)) == len({stable for _, stable in pairs}) == len(pairs) > 0
    assert same(with_names(live, dict(pairs)), replayed)
    assert (len(session.played), session.misses, session.unused) == (len(upstream.received), (), ())


def test_recording_it_again_changes_no_file(case: tuple[Flow, Upstream], tmp_path: Path) -> None:
    """
    The provider gives other ids and other times, and every file is the one it was, byte for byte.
    """
    flow, upstream = case
    store = tmp_path / "recordings"
    with understudy.use(store, mode="record"):
        first = seen(flow, upstream.url)
    before = files(store)

    with understudy.use(store, mode="record"):
        second = seen(flow, upstream.url)

    assert first != second
    assert files(store) == before
    assert len(upstream.received) == 2 * len(before)


def test_a_last_call_alone_goes_live(case: tuple[Flow, Upstream], tmp_path: Path) -> None:
    """
    What is missing is asked for by the live ids of what was replayed, and is recorded as it was before.
    """
    flow, upstream = case
    store = tmp_path / "recordings"
    with understudy.use(store, mode="record"):
        seen(flow, upstream.url)
    before = files(store)
    last = max(before, key=lambda name: (store / name).stat().st_mtime_ns)
    (store / last).unlink()
    asked = len(upstream.received)

    with understudy.use(store, mode="record-if-missing"):
        seen(flow, upstream.url)

    assert len(upstream.received) == asked + 1
    assert not STABLE.search(_sent(upstream.received[-1]))
    assert files(store).keys() == before.keys()
    assert STABLE.findall(files(store)[last].decode()) == STABLE.findall(before[last].decode())


def _sent(asked: Received) -> str:
    return f"{asked.target}\n{asked.body.decode()}"
