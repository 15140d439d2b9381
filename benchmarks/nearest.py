"""`nearest`: how long a miss looks for the nearest recording among 100,000, and how often it names the right one."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.results import Goal, Result
from benchmarks.stores import Stores
from understudy.engine import Refuse, Session
from understudy.model import Mode, Recording, Request
from understudy.store import Directory

SIZE = 100_000
TRIALS = 200
SHARED = Path(__file__).parents[2] / "shared" / "recordings"
URL = "https://api.openai.com/v1/chat/completions"
INSTRUCTIONS = "You are a helpful assistant. Answer in short sentences, and say so where you do not know the answer."


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    dice = random.Random(22)
    folder = stores.folder / "nearest"
    say(f"making {SIZE:,} recordings")
    _make(folder, dice)
    say(f"opening {SIZE:,} recordings for the first time")
    start = time.perf_counter()
    session = Session(Directory(folder), Mode.REPLAY)
    opening = time.perf_counter() - start
    rows = [_tried(f"{SIZE:,} made ones", session, [f"{dice.randrange(SIZE)}.json" for _ in range(TRIALS)], dice, say)]
    if SHARED.is_dir():
        shared = Session(Directory(SHARED), Mode.REPLAY)
        names = [name for name in _asked(shared) for _ in range(8)]
        rows.append(_tried(f"{shared.count} real ones", shared, names, dice, say))
    right = min(row[3] for row in rows)
    return Result(
        "nearest",
        "A miss: a recorded request with one field changed",
        ("store", "median, ms", "longest, ms", "the right one of 100"),
        tuple(rows),
        (
            Goal(f"among {SIZE:,}", 50, rows[0][1], "ms"),
            Goal("not the right one, of 100", 1, 100 - right if len(rows) > 1 else None, ""),
        ),
        (
            f"The first opening of the {SIZE:,} took {opening:.0f} s, the index of features included.",
            "A field is any value of the JSON; a text gets a word more, loses two letters, or is another one.",
        ),
    )


def _make(folder: Path, dice: random.Random) -> None:
    folder.mkdir()
    words = ["".join(dice.choices("aeioulnrst", k=dice.randrange(3, 9))) for _ in range(5000)]
    for number in range(SIZE):
        messages = [
            {"role": "system", "content": INSTRUCTIONS},
            {"role": "user", "content": " ".join(dice.choices(words, k=20))},
        ]
        body = {"model": "gpt-4o", "temperature": dice.random(), "messages": messages}
        document = {
            "test_id": None,
            "request": {"method": "POST", "url": URL, "headers": {}, "body": body},
            "response": {"body": None},
            "understudy": {"format": 2},
        }
        (folder / f"{number}.json").write_text(json.dumps(document, indent=2))


def _asked(session: Session) -> Iterator[str]:
    store = session.store
    for entry in store.entries():
        recording = store.load(entry.name)
        if isinstance(recording.request, Request) and _body(recording) is not None:
            yield entry.name


def _body(recording: Recording) -> dict[str, Any] | None:
    assert isinstance(recording.request, Request)
    body = json.loads(recording.request.body) if recording.request.body else None
    return body if isinstance(body, dict) and list(_leaves(body)) else None


def _tried(
    what: str, session: Session, names: list[str], dice: random.Random, say: Callable[[str], None]
) -> tuple[str, float, float, float]:
    say(f"{len(names)} misses among {what}")
    took, right, trials = [], 0, 0
    for name in names:
        recording = session.store.load(name)
        request = _changed(recording, dice)
        start = time.perf_counter()
        decision = session.decide(request, scope=recording.scope)
        elapsed = (time.perf_counter() - start) * 1000
        if not isinstance(decision, Refuse):
            continue  # the changed request is recorded, too
        took.append(elapsed)
        trials += 1
        nearest = decision.miss.nearest
        right += nearest is not None and _is_as_good(session, nearest.name, recording)
    return what, median(took), max(took), 100 * right / trials


def _is_as_good(session: Session, name: str, original: Recording) -> bool:
    """The original, or one that recorded the same request in the same scope."""
    found = session.store.load(name)
    return found.fingerprints == original.fingerprints and found.scope == original.scope


def _changed(recording: Recording, dice: random.Random) -> Request:
    body = _body(recording)
    assert body is not None
    assert isinstance(recording.request, Request)
    path = dice.choice(list(_leaves(body)))
    return replace(recording.request, body=json.dumps(_with(body, path, dice)).encode())


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if entries is None:
        yield path
    for step, entry in entries or ():
        yield from _leaves(entry, (*path, step))


def _with(value: Any, path: tuple[str | int, ...], dice: random.Random) -> Any:
    if path:
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[path[0]] = _with(value[path[0]], path[1:], dice)
        return copy
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            at = dice.randrange(len(value) + 1)
            return dice.choice([f"{value} please", f"{value[:at]}{value[at + 2 :]}#", "something else entirely"])
    return "no longer null"
