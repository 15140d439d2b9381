"""Whether a new recording says anything that the recorded one does not; and one that says the same, at another date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from understudy.apis import Profile, changed, without_all
from understudy.match import Substitution

RETRIED = frozenset({408, 409, 429})
"""Statuses that pass by themselves, as every 5xx."""


def says_the_same(
    old: dict[str, Any], new: dict[str, Any], profile: Profile, values: Mapping[str, str] | None = None
) -> bool:
    """Whether two documents differ only in what differs with every call.

    Args:
        values: volatile values of the new request, and what the old one has in their places, where the rules of a
            project say that both are the same request; None where none do.
    """
    if values is None or _fingerprint(old) != _fingerprint(new):
        return _essence(old, profile) == _essence(new, profile)
    if values:
        body = new["response"].get("body")
        # Both ways: an answer that says yesterday's date on every day is not one that follows.
        both = {old: new for new, old in values.items()} | dict(values)
        entries = Substitution(both).in_frames(body if isinstance(body, list) else [body])
        body = entries if isinstance(body, list) else entries[0]
        new = {**new, "response": {**new["response"], "body": body}}
    return _essence(_without_asked(old), profile) == _essence(_without_asked(new), profile)


def is_worse(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a broken or passing answer would take the place of a good one."""
    return _is_good(old["response"]) and not _is_good(new["response"])


def redated(text: str, document: dict[str, Any], date: str) -> bytes | None:
    """The file's text with another date of recording, and nothing else changed; None where it has none, or this one.

    Args:
        document: what the text holds.
    """
    own = document.get("understudy") or {}
    old, new = (f'"recorded": {json.dumps(each)}' for each in (own.get("recorded"), date))
    head, found, tail = text.rpartition(old)
    if not found or old == new:
        return None
    changed = head + new + tail
    # In a file of an unusual layout the last such line may be somebody else's.
    is_ours = json.loads(changed) == {**document, "understudy": {**own, "recorded": date}}
    return changed.encode("utf-8") if is_ours else None


def is_only_redated(old: bytes, new: bytes) -> bool:
    """Whether two files differ in the date of recording alone."""
    lines = old.split(b"\n"), new.split(b"\n")
    differing = [pair for pair in zip(*lines, strict=False) if pair[0] != pair[1]]
    return len(lines[0]) == len(lines[1]) and all(
        line.lstrip().startswith(b'"recorded": ') for pair in differing for line in pair
    )


def _without_asked(document: dict[str, Any]) -> dict[str, Any]:
    """Without what the fingerprint says is the same."""
    request = document["request"]
    url = str(request.get("url")).partition("?")[0]
    return {**document, "request": {**request, "url": url, "body": None, "kwargs": None}}


def _fingerprint(document: dict[str, Any]) -> object:
    return (document.get("understudy") or {}).get("fingerprint")


def _is_good(response: dict[str, Any]) -> bool:
    status = response.get("status", 200)
    is_passing = status is None or status in RETRIED or status >= 500
    return response.get("ended", "complete") == "complete" and not is_passing and not response.get("is_exception")


def _essence(document: dict[str, Any], profile: Profile) -> str:
    request = document["request"]
    if str((request.get("headers") or {}).get("content-type")).startswith("multipart/"):
        # Its boundary is new in every request; the fingerprint says whether its parts are the same.
        request = {**request, "headers": {}, "body": None}
    request = {**request, "body": without_all(request.get("body"), profile.left_out)}
    response = {name: value for name, value in document["response"].items() if name != "marks"}
    wire = response.get("wire") or {}
    # Comments between frames say "still there", as often as the answer took time.
    response["wire"] = {name: value for name, value in wire.items() if name not in ("between", "coding")}
    own = {name: (document.get("understudy") or {}).get(name) for name in ("format", "fingerprint", "sequence")}
    for path in (*profile.noise, *profile.sent_noise):
        for prefix in ("__data__", "*.__data__"):
            response["body"] = changed(response.get("body"), f"{prefix}.{path}", lambda _: "")
    # The live ids behind the stable ones are new each time; their stable names are not.
    names = sorted(document.get("id_normalization_mapping") or {})
    return json.dumps([document.get("test_id"), request, response, names, own], sort_keys=True)
