"""What makes two requests the same, shown with real requests of many APIs and every place in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

import pytest

from tests.sdks.identities import ALL, another, changes, form, identity, parts_of, request_of
from understudy.engine import Forward, Play, Refuse, Repeat, Session
from understudy.errors import WrongUse
from understudy.match import NO_RULES, Rules, medium_in, parse_rules
from understudy.match.ready_made import READY_MADE
from understudy.misses import Reason
from understudy.model import Mode, Request
from understudy.store import Directory

PLACES = {
    "chat": 38,
    "completions": 13,
    "messages": 31,
    "gemini": 63,
    "interactions": 81,
    "embeddings": 13,
    "picture": 32,
    "responses": 21,
    "bedrock": 18,
    "ollama": 19,
    "cohere": 17,
    "files": 9,
    "images": 14,
    "audio": 14,
    "generic": 25,
}
"""Where something was changed, left out or added, in each request."""

VALUES: dict[str, Callable[[int], str]] = {
    "iso-time": lambda n: f"{date(2020, 1, 1) + timedelta(n)}T10:05:00Z",
    "iso-date": lambda n: str(date(2020, 1, 1) + timedelta(n)),
    "uuid": lambda n: str(UUID(int=n + 2**100)),
    "temporary-path": lambda n: f"/tmp/pytest-of-me/pytest-{n}/a.txt",
    "port": lambda n: f"http://127.0.0.1:{20000 + n}/",
    "hostname": lambda n: f"build-{n}.internal",
    "long-float": lambda n: f"0.{n + 1000001}",
    "git-hash": lambda n: f"{n:040x}",
}
"""Of each ready-made kind as many as anybody wants."""

NUMBER_OF_TEXTS = 79
"""Places that hold a text, a query's value or a part of a form, in all requests."""


class Recorded:
    """A store that holds one request."""

    def __init__(self, folder: Path, request: Request, rules: Rules) -> None:
        self._folder, self._rules = folder, rules
        decision = self._session(Mode.RECORD).decide(request)
        assert isinstance(decision, Forward)
        decision.capture.head(200, (("content-type", "application/json"),))
        decision.capture.chunk(b'{"ok":true}', 5)
        decision.capture.complete()
        self._replay = self._session(Mode.REPLAY)

    def _session(self, mode: Mode) -> Session:
        return Session(Directory(self._folder, rules=self._rules), mode, repeat=Repeat.LAST)

    def decide(self, request: Request) -> Any:
        """What a replay does."""
        return self._replay.decide(request)

    def plays(self, request: Request) -> bool:
        """Whether the recording answers."""
        return isinstance(self.decide(request), Play)


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., Recorded]:
    """Each in a folder of its own."""
    count = iter(range(10000))
    return lambda request, rules=NO_RULES: Recorded(tmp_path / str(next(count)), request, rules)


def test_every_single_change_is_a_miss_that_names_it(recorded, shared):
    """
    The method, each segment of the path, each parameter, each field and each part: changed, left out, and beside it
    another one. The first and only difference is the changed one.
    """
    tried: Counter[str] = Counter()
    wrong = []
    for name in ALL:
        request = request_of(name, shared)
        store = recorded(request)
        assert store.plays(request)
        for change in changes(request):
            tried[name] += 1
            decision = store.decide(change.request)
            miss = decision.miss if isinstance(decision, Refuse) else None
            places = [each.path for each in miss.nearest.differences] if miss and miss.nearest else []
            if miss is None or miss.reason is not Reason.DIFFERS or places != [change.path]:
                wrong.append((name, change.what, change.path, miss and miss.reason, places))

    assert wrong == []
    assert tried == PLACES


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place that holds no object and no list, and what it holds."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, value
        return
    for key, entry in inner:
        yield from leaves(entry, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at this place; without it where that is `...`."""
    if not path:
        return new
    first, *rest = path
    if isinstance(value, list):
        return [put(entry, tuple(rest), new) if at == first else entry for at, entry in enumerate(value)]
    if not rest and new is ...:
        return {key: entry for key, entry in value.items() if key != first}
    return {**value, first: put(value.get(first), tuple(rest), new)}


def test_every_ignored_field_may_be_anything_and_nothing_else_may(recorded, shared):
    """
    What stands there may be changed and be missing; what is beside it may not be added. What holds the prompt can not
    be ignored at all.
    """
    tried: Counter[str] = Counter()
    for name in ALL:
        request = request_of(name, shared)
        if parts_of(request):
            continue
        body = json.loads(request.body)
        for path, value in leaves(body):
            if isinstance(path[-1], int) or path[0] in identity(request):
                continue
            try:
                store = recorded(request, parse_rules(ignore=[dotted(path)]))
            except WrongUse:
                tried["refused"] += 1
                continue

            def plays(
                place: tuple[Any, ...], new: Any, request: Request = request, body: Any = body, store: Any = store
            ) -> bool:
                return store.plays(replace(request, body=json.dumps(put(body, place, new)).encode()))

            others = [(place, text) for place, text in leaves(body) if dotted(place) != dotted(path)]
            assert plays(path, another(value)), (name, path)
            assert plays(path, ...), (name, path)
            assert not plays((*path[:-1], "one-more"), 1), (name, path)
            assert not [place for place, text in others if plays(place, another(text))], (name, path)
            tried["played"] += 1

    assert tried == {"played": 62, "refused": 24}


def dotted(path: tuple[Any, ...]) -> str:
    """The path as settings spell it."""
    return ".".join("*" if isinstance(step, int) else step for step in path)


def texts(request: Request) -> list[Callable[[Request, str], Request]]:
    """For each text of a request, each parameter and each part: what puts a value after it."""
    found: list[Callable[[Request, str], Request]] = []
    for at in range(len(parse_qsl(urlsplit(request.url).query))):

        def in_query(asked: Request, value: str, at: int = at) -> Request:
            parts = urlsplit(asked.url)
            pairs = parse_qsl(parts.query)
            pairs[at] = pairs[at][0], f"{pairs[at][1]} ({value})"
            return replace(asked, url=parts._replace(query=urlencode(pairs)).geturl())

        found.append(in_query)
    parts = parts_of(request)
    for at in range(len(parts)):

        def in_part(asked: Request, value: str, at: int = at) -> Request:
            now = parts_of(asked)
            now[at] = now[at].removesuffix(b"\r\n") + f" ({value})\r\n".encode()
            return form(asked, now)

        if b"\0" not in parts[at]:
            found.append(in_part)
    if parts:
        return found
    for path, text in leaves(json.loads(request.body)):
        if isinstance(text, str) and not medium_in(text) and path[0] not in identity(request):

            def in_text(asked: Request, value: str, path: tuple[Any, ...] = path) -> Request:
                body = json.loads(asked.body)
                text = dict(leaves(body))[path]
                return replace(asked, body=json.dumps(put(body, path, f"{text} ({value})")).encode())

            found.append(in_text)
    return found


@pytest.mark.parametrize("kind", READY_MADE)
def test_every_declared_value_may_be_another_one_in_every_text(kind, recorded, shared):
    """
    Whichever text, parameter or part has it. If it is one that stands elsewhere too, it is another request, and
    without the rule it always is.
    """
    value, rules = VALUES[kind], parse_rules(volatile=[kind])
    tried = 0
    for name in ALL:
        request = request_of(name, shared)
        puts = texts(request)

        def asked(values: list[str], request: Request = request, puts: Any = puts) -> Request:
            for each, text in zip(puts, values, strict=True):
                request = each(request, text)
            return request

        values = [value(number) for number in range(len(puts))]
        store, strict = recorded(asked(values), rules), recorded(asked(values))
        for at in range(len(puts)):
            new = asked([*values[:at], value(len(puts)), *values[at + 1 :]])
            twice = asked([*values[:at], values[at - 1], *values[at + 1 :]])
            assert store.plays(new), (name, at)
            assert not strict.plays(new), (name, at)
            assert len(puts) == 1 or not store.plays(twice), (name, at)
            tried += 1

    assert tried == NUMBER_OF_TEXTS
