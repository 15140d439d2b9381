"""What holds for real requests of many APIs under the rules of a project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from understudy.apis import recognise
from understudy.match import DECODER, Rules, fingerprint_of_json, medium_in, parse_rules
from understudy.match.ready_made import READY_MADE
from understudy.testing import read_capture

EVERY_KIND = parse_rules(volatile=READY_MADE)
VALUES = {
    "iso-time": ("2026-11-22T10:05:00Z", "2027-01-05T23:59:59Z"),
    "iso-date": ("2026-11-22", "2027-01-05"),
    "uuid": ("8c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58", "11111111-2222-4333-8444-555555555555"),
    "temporary-path": ("/tmp/one/a.txt", "/tmp/other/b.txt"),
    "port": ("localhost:8080", "localhost:43211"),
    "hostname": ("build-7.internal", "laptop.local"),
    "long-float": ("0.1234567890123", "12.000000001"),
    "git-hash": ("17f8e67dba1b4a3be2aa0a3f8e4d4f5a6b7c8d9e", "0" * 40),
}


@pytest.fixture(scope="module")
def requests(shared) -> list[tuple[str, str, dict[str, Any]]]:
    """Captured requests with JSON bodies: of each endpoint the longest."""
    longest: dict[tuple[str, str], tuple[str, str, dict[str, Any]]] = {}
    for entry in json.loads((shared / "captures" / "index.json").read_text()):
        asked = read_capture(shared / "captures" / entry["file"]).request
        try:
            body = DECODER.decode(asked.body.decode())
        except ValueError:
            continue
        url = f"http://127.0.0.1:1{asked.target}"
        key = recognise(asked.method, asked.target).profile.name, asked.target
        if isinstance(body, dict) and len(asked.body) > len(json.dumps(longest.get(key, ("", "", ""))[2])):
            longest[key] = (asked.method, url, body)
    return list(longest.values())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place that holds no object and no list, and what it holds."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, value
        return
    for name, entry in inner:
        yield from places(entry, (*path, name))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at this place."""
    if not path:
        return new
    if isinstance(value, dict):
        return {**value, path[0]: put(value[path[0]], path[1:], new)}
    return [put(entry, path[1:], new) if at == path[0] else entry for at, entry in enumerate(value)]


def another(value: Any) -> Any:
    """A value that means something else."""
    if isinstance(value, str):
        return f"{value}!"
    return not value if isinstance(value, bool) else 1 if value is None else value + 1


def counting(method: str, url: str, body: dict[str, Any]) -> list[tuple[tuple[Any, ...], Any]]:
    """The places that count, whatever the rules say."""
    identity = recognise(method, url.partition(":1/")[2]).profile.identity
    return [(path, value) for path, value in places(body) if path and path[0] not in identity]


def test_there_are_enough_of_them(requests):
    """
    Of ten endpoints at least.
    """
    assert len(requests) >= 10


def test_every_change_of_one_field_is_another_request(requests):
    """
    Also with every ready-made kind declared.
    """
    for method, url, body in requests:
        before = fingerprint_of_json(method, url, body, EVERY_KIND)
        for path, value in counting(method, url, body):
            changed = put(body, path, another(value))
            assert fingerprint_of_json(method, url, changed, EVERY_KIND) != before, (url, path)


@pytest.mark.parametrize("kind", READY_MADE)
def test_every_change_of_a_declared_value_is_the_same_request(kind, requests):
    """
    In every text of every request; without the rule it is another one.
    """
    rules, one_and_other = parse_rules(volatile=[kind]), VALUES[kind]
    for method, url, body in requests:
        for path, text in counting(method, url, body):
            if not isinstance(text, str) or medium_in(text):
                continue
            bodies = [put(body, path, f"{text} ({value})") for value in one_and_other]
            assert len({fingerprint_of_json(method, url, each, rules) for each in bodies}) == 1, (url, path)
            assert len({fingerprint_of_json(method, url, each, Rules()) for each in bodies}) == 2, (url, path)


def test_every_ignored_path_is_the_same_request(requests):
    """
    Whatever stands there, and nothing beside it.
    """
    rules = parse_rules(ignore=["temperature", "metadata.trace"])
    for method, url, body in requests:
        before = fingerprint_of_json(method, url, {**body, "metadata": {}}, rules)
        after = fingerprint_of_json(method, url, {**body, "metadata": {"trace": 7}, "temperature": 0.77}, rules)
        beside = fingerprint_of_json(method, url, {**body, "metadata": {"trail": 7}, "temperature": 0.77}, rules)
        assert before == after != beside
