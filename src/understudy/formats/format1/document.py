"""A recording as a document of format 1, with its key, its file's name, and what it could not hold."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.formats.format1 import call, losses, request, response
from understudy.formats.format1.shape import NotHeld
from understudy.match import stable_id
from understudy.model import Call, Recording, Request
from understudy.store import format1
from understudy.store.tags import tagged, tags_of

_STABLE = re.compile(r"rec-[0-9a-f]{12}(?:-\d+)?")
_OWN_NAME = re.compile(r"(?:models-)?[0-9a-f]{64}(?:-[0-9a-f]{8})?\.json")


@dataclass(frozen=True, slots=True)
class Written:
    """What becomes of a recording in format 1."""

    name: str
    """Of its file, `<key>.json`."""

    key: str
    document: Mapping[str, Any]
    lost: tuple[str, ...]
    """What the format cannot hold, a few words each."""

    renamed: Mapping[str, str]
    """Its stable id, and the one that format 1 gives it."""

    @property
    def text(self) -> str:
        """The file's text, laid out as the original system does."""
        return json.dumps(self.document, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Unwritable:
    """A recording that format 1 cannot hold at all."""

    reason: str


def written(recording: Recording, names: Mapping[str, str]) -> Written | Unwritable:
    """A recording of format 2 in format 1.

    Args:
        recording: what is to be written.
        names: stable ids of other recordings that its request may name, and what they are called in format 1.
    """
    if isinstance(recording.request, Call) and recording.outcome is not None:
        return _of_call(recording, recording.request, names)
    if not isinstance(recording.request, Request):
        return Unwritable(recording.not_servable or "it was never an HTTP exchange")
    try:
        asked = request.at_rest(recording, recording.request)
        answered = response.at_rest(recording)
    except NotHeld as reason:
        return Unwritable(str(reason))
    asked = _renamed(asked, names)
    if request.is_raw(recording):
        # The original system has the test's id inside such a request, too.
        asked = {"test_id": recording.scope, **asked}
    document = {"test_id": recording.scope, "request": asked, "response": answered}
    key = format1.key(document)
    own = {stable_name(recording): f"rec-{key[:12]}"}
    document["response"] = _renamed(answered, {**names, **own})
    document["id_normalization_mapping"] = {}
    try:
        lost = losses.of(recording, document, {**names, **own})
    except RecordingUnreadable as error:
        return Unwritable(f"read back, it is no recording: {error}".partition("\n")[0])
    return Written(_name(key, document), key, document, lost, own)


def _of_call(recording: Recording, asked: Call, names: Mapping[str, str]) -> Written | Unwritable:
    assert recording.outcome is not None
    document = {
        "test_id": recording.scope,
        "request": call.request_at_rest(recording, asked),
        "response": call.response_at_rest(recording.outcome),
        "id_normalization_mapping": {},
    }
    try:
        lost = call.lost(recording, document)
    except RecordingUnreadable as error:
        return Unwritable(f"read back, it is no recording: {error}".partition("\n")[0])
    document |= {part: _renamed(document[part], names) for part in ("request", "response")}
    key = format1.key(document)
    return Written(_name(key, document), key, document, lost, {})


def own_file(document: Mapping[str, Any], name: str) -> Written:
    """A recording that is in format 1 already: itself, without what is ours."""
    if tags := tags_of(document):
        document = tagged(document, ())
    keys, stated = format1.keys(document), format1.stated_keys(document, name)
    key = next((key for each in stated for key in keys if key.startswith(each)), keys[0])
    file = PurePosixPath(name).name
    return Written(
        file if _OWN_NAME.fullmatch(file) else _name(key, document), key, document, tuple(losses.of_tags(tags)), {}
    )


def stable_name(recording: Recording) -> str:
    """The stable id of a recording's answer."""
    return stable_id(recording.fingerprints[0], recording.sequence)


def names_in(recording: Recording) -> frozenset[str]:
    """The stable ids that a request names: those of answers that came before it."""
    if recording.format == 1:
        return frozenset()
    if isinstance(recording.request, Call):
        return frozenset(_STABLE.findall(json.dumps(dict(recording.request.arguments))))
    text = recording.request.url + recording.request.body.decode("utf-8", "replace")
    return frozenset(_STABLE.findall(text))


def _name(key: str, document: Mapping[str, Any]) -> str:
    if not str(document["request"].get("url", "")).partition("?")[0].endswith("/models"):
        return f"{key}.json"
    body = document["response"].get("body")
    entries = body if isinstance(body, list) else []
    ids = sorted(str((entry.get("__data__") or {}).get("id")) for entry in entries)
    return f"models-{key}-{hashlib.sha256('|'.join(ids).encode()).hexdigest()[:8]}.json"


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The JSON value with these ids renamed, inside longer strings too."""
    match value:
        case str():
            return _STABLE.sub(lambda found: names.get(found[0], found[0]), value)
        case list():
            return [_renamed(entry, names) for entry in value]
        case dict():
            return {name: _renamed(inner, names) for name, inner in value.items()}
    return value
