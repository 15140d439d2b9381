"""Files whose text is hostile before anything in it is: not JSON, too deep, too large, twice the same key."""

from __future__ import annotations

import json
from pathlib import Path

from tests.trust.hostile.builder import hostile, recording, write

DEEP = 100_000


@hostile(refused=True)
def _deep_lists(store: Path) -> None:
    write(store, "[" * DEEP)


@hostile(refused=True)
def _deep_answer(store: Path) -> None:
    """Within what the parser reads, beyond what others do."""
    deep = "[" * 900 + "]" * 900
    write(store, json.dumps(recording(response__body="DEEP"), indent=2).replace('"DEEP"', deep))


@hostile(refused=True)
def _deep_request(store: Path) -> None:
    deep = '{"a":' * 900 + "1" + "}" * 900
    write(store, json.dumps(recording(request__body="DEEP"), indent=2).replace('"DEEP"', deep))


@hostile(refused=False)
def _deep_enough(store: Path) -> None:
    """As deep as a body may be, or a little deeper: whatever becomes of it, nothing crashes."""
    deep = "[" * 180 + "]" * 180
    write(store, json.dumps(recording(request__body="DEEP")).replace('"DEEP"', deep))


@hostile(refused=True)
def _thousands_of_digits(store: Path) -> None:
    write(store, json.dumps(recording(response__status="N")).replace('"N"', "9" * 100_000))


@hostile(refused=False)
def _number_beyond_floats(store: Path) -> None:
    write(store, json.dumps(recording(request__body={"n": "N"})).replace('"N"', "1e99999"))


@hostile(refused=True)
def _infinite_sequence(store: Path) -> None:
    write(store, json.dumps(recording(understudy__sequence="N"), indent=2).replace('"N"', "1e999"))


@hostile(refused=True)
def _nul_bytes(store: Path) -> None:
    write(store, b"\0" * 4096)


@hostile(refused=True)
def _nul_within(store: Path) -> None:
    write(store, json.dumps(recording()).replace("hi", "h\0i"))


@hostile(refused=True)
def _not_utf8(store: Path) -> None:
    write(store, b'{"request": "\xff\xfe"}')


@hostile(refused=True)
def _one_line_of_10_mb(store: Path) -> None:
    write(store, '{"request": "' + "x" * 10_000_000)


@hostile(refused=True)
def _same_key_twice(store: Path) -> None:
    text = json.dumps(recording(), indent=2)
    request = json.dumps({"request": {**recording()["request"], "model": "another"}})[1:-1]
    write(store, text.replace('"response": {', f'{request},\n  "response": {{', 1))


@hostile(refused=True)
def _cut_short(store: Path) -> None:
    write(store, json.dumps(recording(), indent=2)[:-40])


@hostile(refused=True)
def _of_the_future(store: Path) -> None:
    write(store, recording(understudy__format=10**30))
