"""Cassettes of vcrpy that are hostile: YAML that would call, multiply or never end, and bodies that are bombs."""

from __future__ import annotations

import base64
import gzip
import json
import os
from pathlib import Path

from tests.trust.hostile.builder import hostile, outside, write

NAME = "bad.yaml"
ONE = """\
interactions:
- request: {{method: GET, uri: 'https://api.openai.com/v1/models', body: {body}}}
  response: {{}}
"""

MEMBER = gzip.compress(bytes(2**22))
"""Four megabytes in four kilobytes; a body may have many such members."""


@hostile(refused=False, cassette=True)
def _tag_that_calls(store: Path) -> None:
    canary = outside(store) / "called"
    write(store, ONE.format(body=f"!!python/object/apply:os.system ['touch {canary}']"), NAME)


@hostile(refused=False, cassette=True)
def _tag_that_imports(store: Path) -> None:
    write(store, ONE.format(body="!!python/module:antigravity {}"), NAME)
    write(store, ONE.format(body="!!python/name:this.s {}"), "name.yaml")


@hostile(refused=False, cassette=True)
def _tags_of_ours_with_other_content(store: Path) -> None:
    for at, body in enumerate(
        (
            "!!python/object/new:_io.BytesIO {state: {a: b}}",
            "!!python/object/new:_io.BytesIO {state: 5}",
            "!!python/object/apply:builtins.iter {args: {a: b}}",
            "!!python/object/apply:builtins.iter {args: [5]}",
            "!!python/tuple 5",
            "!!python/str [1]",
        )
    ):
        write(store, ONE.format(body=body), f"{at}.yaml")


@hostile(refused=False, cassette=True)
def _billion_laughs(store: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    write(store, "\n".join([*lines, ONE.format(body="*a11")]), NAME)


@hostile(refused=False, cassette=True)
def _billion_merges(store: Path) -> None:
    lines = ["a0: &a0 {k: lol}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 12)]
    write(store, "\n".join([*lines, ONE.format(body="*a11")]), NAME)


@hostile(refused=False, cassette=True)
def _within_itself(store: Path) -> None:
    write(store, ONE.format(body="&a [*a, *a]"), NAME)


@hostile(refused=False, cassette=True)
def _nested_deeply(store: Path) -> None:
    write(store, ONE.format(body="[" * 200_000), NAME)
    write(store, "- " * 50_000, "block.yaml")


@hostile(refused=False, cassette=True)
def _number_to_base_60(store: Path) -> None:
    write(store, ONE.format(body="1" + ":59" * 300_000), NAME)
    write(store, ONE.format(body="1" + ":59" * 300_000 + ".5"), "float.yaml")


@hostile(refused=False, cassette=True)
def _json_nested_deeply(store: Path) -> None:
    write(store, "[" * 100_000, "bad.json")


@hostile(refused=False, cassette=True)
def _gzip_bomb(store: Path) -> None:
    write(store, _answered(MEMBER * 128, "gzip"), "bad.json")


@hostile(refused=False, cassette=True)
def _gzip_within_gzip(store: Path) -> None:
    write(store, _answered(gzip.compress(MEMBER * 128), "gzip, gzip"), "bad.json")


@hostile(refused=False, cassette=True)
def _cassette_that_is_a_link_out(store: Path) -> None:
    store.mkdir()
    (store / NAME).symlink_to(outside(store) / "secret.json")


@hostile(refused=False, cassette=True)
def _cassette_that_is_a_pipe(store: Path) -> None:
    store.mkdir()
    os.mkfifo(store / NAME)


@hostile(refused=False, cassette=True)
def _cassette_of_gigabytes(store: Path) -> None:
    store.mkdir()
    with (store / NAME).open("wb") as file:
        file.truncate(2**31)


@hostile(refused=False, cassette=True)
def _cassette_with_escapes(store: Path) -> None:
    uri = "https://\x1b[2J/\x9b"
    kept = {"request": {"method": "\x1b[2J", "uri": uri}, "response": {"status": {"code": "\x1b[31m"}}}
    write(store, {"version": 1, "interactions": [kept]}, "\x1b[2Jbad.json")


def _answered(body: bytes, coding: str) -> str:
    request = {"method": "GET", "uri": "https://api.openai.com/v1/models", "headers": {}}
    response = {
        "status": {"code": 200},
        "headers": {"content-encoding": [coding]},
        "body": {"base64_string": base64.b64encode(body).decode()},
    }
    return json.dumps({"version": 1, "interactions": [{"request": request, "response": response}]})
