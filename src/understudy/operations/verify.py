"""Whether files are whole, and whether what they state about themselves is true of their content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from understudy.apis import profile_named, values
from understudy.errors import RecordingUnreadable
from understudy.match import Rules, fingerprint_of_call, fingerprint_of_request, stable_id
from understudy.model import Call, Recording, Request
from understudy.operations.files import Files, Unreadable, files_of
from understudy.operations.project_rules import rules_for
from understudy.operations.rewriting import altered_media, check_rewritten
from understudy.store import format1
from understudy.store.body import at_rest, put_together
from understudy.store.document import parsed
from understudy.store.taking_apart import take_apart

STATED = re.compile(r"f\d+(?:\+[0-9a-f]{8})?:[0-9a-f]{64}")
"""A fingerprint, whatever rules made it."""

STABLE = re.compile(r"rec-[0-9a-f]{12}(-\d+)?(_\d+)?")


class Verdict(Enum):
    """What was found."""

    OK = "ok"
    OTHER_RULES = "other rules"
    """Format 1: the file states a key that no known rule gives: another generation of the recorder wrote it, or its
    request was edited since. Format 2: its fingerprint was made under other rules of the project. It replays all the
    same, by its content; nothing is found wrong."""

    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Verified:
    """One file."""

    path: str
    verdict: Verdict
    format: int | None = None
    key: str | None = None
    """Format 1: its key. Format 2: its fingerprint. Both computed from the content."""

    stated: tuple[str, ...] = ()
    """What the file itself states: keys, or beginnings of keys, in its name and ids; its fingerprint."""

    note: str = ""
    """One line on how the two agree."""

    problem: str = ""
    """What is wrong, and the way out."""


def verify(
    paths: Iterable[str | Path],
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    is_deep: bool = False,
) -> tuple[Verified, ...]:
    """Every file of these stores and files, in order; notes that are no recordings are left out.

    Args:
        is_deep: whether each recording is written again, and all media are compared with their names.

    Raises:
        StoreUnusable: there is nothing at one of the paths.
        WrongUse: a rule of the project is none.
    """
    places = [Path(path) for path in paths]
    stores = [(files_of(path), rules_for(path)) for path in places]
    found = [(files, name, rules) for files, rules in stores for name in files.names]
    results = []
    for done, (files, name, rules) in enumerate(found, start=1):
        if (result := _verified(files, name, rules, is_deep)) is not None:
            results.append(result)
        progress(done, len(found))
    for folder in dict.fromkeys(path for path in places if is_deep and path.is_dir()):
        results += [Verified(str(path), Verdict.PROBLEM, problem=why) for path, why in altered_media(folder)]
    return tuple(results)


def _verified(files: Files, name: str, rules: Rules, is_deep: bool) -> Verified | None:
    path = str(files.folder / name)
    match files.read(name):
        case None:
            return None
        case Unreadable(_, reason):
            return Verified(path, Verdict.PROBLEM, problem=reason.removeprefix(f"{name}: "))
        case Recording() as recording:
            document = parsed(files.text(name) or "", name)
            try:
                _reencode(recording)
                if is_deep:
                    check_rewritten(recording)
                if recording.format == 1:
                    return _format1(path, recording, document)
                return _format2(path, recording, document, rules)
            except RecordingUnreadable as error:
                return Verified(path, Verdict.PROBLEM, recording.format, problem=str(error))


def _reencode(recording: Recording) -> None:
    """The answer, taken apart and put together again, is the same bytes."""
    response = recording.response
    entries, wire = at_rest(take_apart(response.body, response.header("content-type")), "json")
    segments, _ = put_together(json.loads(json.dumps(entries)), json.loads(json.dumps(wire)))
    if b"".join(segments) != response.body:
        raise RecordingUnreadable(
            "response.body: written again, it is not the same bytes"
            "\n\n  This is a defect of Understudy. The recording itself replays; please report it."
        )


def _format1(path: str, recording: Recording, document: Mapping[str, Any]) -> Verified:
    keys = format1.keys(document)
    stated = format1.stated_keys(document, recording.name)
    fitting = {each: next((key for key in keys if key.startswith(each)), None) for each in stated}
    agreed = [key for key in fitting.values() if key]
    key = agreed[0] if agreed else keys[0]
    named = [f"rec-{each}" if len(each) == 12 else "its name" for each in stated]
    if not stated:
        return Verified(path, Verdict.OK, 1, key, note="states no key of its own")
    strange = [text for text, found in zip(named, fitting.values(), strict=True) if found is None]
    known = [text for text, found in zip(named, fitting.values(), strict=True) if found]
    if strange:
        also = f"agrees with {' and '.join(known)}; " if known else ""
        note = f"{also}no known rule gives {' and '.join(strange)}"
        return Verified(path, Verdict.OTHER_RULES, 1, key, stated, note)
    # All that it states must be one key; ids from an earlier rule beside a name from a later one are two.
    note = f"agrees with {' and '.join(known)}"
    if len(set(agreed)) > 1 or key != keys[0]:
        note += ", by an earlier rule"
    return Verified(path, Verdict.OK, 1, key, stated, note)


def _format2(path: str, recording: Recording, document: Mapping[str, Any], rules: Rules) -> Verified:
    own, stated = recording.fingerprints[0], str(document["understudy"].get("fingerprint"))
    ruled = _under(rules, recording.request) if rules else own
    known = {each.partition(":")[0]: each for each in (own, ruled)}
    fingerprint = known.get(stated.partition(":")[0])
    if fingerprint is None and STATED.fullmatch(stated):
        note = f"states {stated.partition(':')[0]}, made under other rules than the project has now"
        return Verified(path, Verdict.OTHER_RULES, 2, ruled, (stated,), note)
    fingerprint = fingerprint or ruled
    if stated != fingerprint:
        return Verified(
            path,
            Verdict.PROBLEM,
            2,
            fingerprint,
            (stated,),
            problem=f"understudy.fingerprint: expected {fingerprint}, found {stated}"
            "\n\n  The request was edited after it was recorded, and this file answers the edited one."
            "\n  If that is meant, put the expected value there; else record it again.",
        )
    note = "agrees with its fingerprint" + (", made without the project's rules" if fingerprint != ruled else "")
    expected = stable_id(fingerprint, recording.sequence)
    ids = [found for found in _ids(recording) if isinstance(found, str) and found]
    if ids and all(found == expected for found in ids):
        note += f" and {expected}"
    elif ids:
        note += "; ids of an earlier one" if all(map(STABLE.fullmatch, ids)) else "; ids as received"
    return Verified(path, Verdict.OK, 2, fingerprint, (stated,), note)


def _under(rules: Rules, request: Request | Call) -> str:
    return fingerprint_of_call(request, rules) if isinstance(request, Call) else fingerprint_of_request(request, rules)


def _ids(recording: Recording) -> list[Any]:
    paths = [stable.path for stable in profile_named(recording.api).stable if stable.becomes == "{id}"]
    return [found for frame in recording.frames for path in paths for found in values(frame.content, path)]
