"""What the index needs of a file, without reading its answer: a store of thousands opens at once.

A file as we and format 1 write it is indented by two, so that a key of the document stands at the start of
a line after two spaces, and nothing else can: line ends within strings are escaped. Other files are parsed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from understudy.errors import RecordingUnreadable, printable
from understudy.match import (
    DECODER,
    NO_RULES,
    Canonical,
    Rules,
    addressed,
    canonical,
    canonical_of_bytes,
    canonical_of_form,
    features_of_call,
    features_of_json,
    features_of_request,
    fingerprint_of,
    fingerprint_of_call,
    fingerprint_of_json,
)
from understudy.store import format1
from understudy.store.calls import call_from_rest, is_call
from understudy.store.contract import Entry
from understudy.store.document import WRONG_KIND, format_of, outlined, parsed, wrong_kind
from understudy.store.media import REFERENCE, body_digest, form_parts, with_digests
from understudy.store.request import USUAL_STYLE, is_raw, method_and_url, model_of, request_from_rest

HEAD = '{\n  "'
ENDS = ("\n}", "\n}\n")
REQUEST, RESPONSE, OWN, SCOPE, MAPPING = (
    f'\n  "{key}": ' for key in ("request", "response", "understudy", "test_id", "id_normalization_mapping")
)


Features = tuple[int, ...]


def glance(text: str, name: str, rules: Rules = NO_RULES) -> Entry:
    """The index entry of a file.

    Raises:
        RecordingUnreadable: the text is cut short, is not a recording, or is newer than this version.
    """
    return _glanced(text, name, rules, has_features=False)[0]


def glance_closely(text: str, name: str, rules: Rules = NO_RULES) -> tuple[Entry, Features]:
    """The same, and the features of the request, by which similar ones are found."""
    return _glanced(text, name, rules, has_features=True)


def _glanced(text: str, name: str, rules: Rules, *, has_features: bool) -> tuple[Entry, Features]:
    outline = outline_of(text)
    if outline is None:
        return _entry_of(*_spelled(parsed(text, name)), name, rules, has_features)
    return _entry_of(outline, REFERENCE in text, name, rules, has_features)


def outline_of(text: str) -> Mapping[str, Any] | None:
    """The document without its answer, or None where the text is not laid out as expected."""
    request, response = text.find(REQUEST), text.find(RESPONSE)
    if not text.startswith(HEAD) or request < 0 or response < request or not text.endswith(ENDS):
        return None
    own, scope, mapping = text.rfind(OWN), text.find(SCOPE, 0, request + 1), text.rfind(MAPPING)
    if (scope < 0 and SCOPE in text) or (mapping >= 0 and not text.startswith("{}", mapping + len(MAPPING))):
        return None
    try:
        outline = {"request": _at(text, request, REQUEST), "response": {}}
        if scope >= 0:
            outline["test_id"] = _at(text, scope, SCOPE)
        if own >= 0:
            outline["understudy"] = _at(text, own, OWN)
    except (ValueError, RecursionError):
        return None
    return outline


def _at(text: str, position: int, key: str) -> Any:
    return DECODER.raw_decode(text, position + len(key))[0]


def entry_of(document: Mapping[str, Any], name: str, rules: Rules = NO_RULES) -> Entry:
    """The index entry of a document, whose numbers may be spelled as they were sent."""
    return _entry_of(*_spelled(document), name, rules, has_features=False)[0]


def _spelled(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """The document with its request's numbers as matching has them, and whether it may have media."""
    request = json.dumps(document["request"])
    return {**document, "request": DECODER.decode(request)}, REFERENCE in request


def _entry_of(
    document: Mapping[str, Any], has_media: bool, name: str, rules: Rules, has_features: bool
) -> tuple[Entry, Features]:
    outlined(document, name)
    try:
        number, kept = format_of(document, name), document["request"]
        if is_call(kept):
            return _of_call(document, name, rules, has_features)
        if number == 1:
            return _format1(document, name, rules, has_features)
        own = document["understudy"]
        method, url = method_and_url(kept)
        if has_media and not is_raw(kept["body"]):
            # JSON is what it is whatever type its headers name.
            kept = {**kept, "body": with_digests(kept["body"]), "headers": {}}
        address, style = addressed(method, url), own.get("request_style", USUAL_STYLE)
        entry = Entry(
            name,
            document.get("test_id"),
            (_fingerprint(kept, style, rules),),
            int(own.get("sequence", 1)),
            address.origin,
            address.endpoint,
            model_of(kept),
            address.recognised.profile.name,
            _date(own),
        )
        return entry, _features(kept, style) if has_features else ()
    except RecordingUnreadable as error:
        raise error if str(error).startswith(printable(name)) else RecordingUnreadable(f"{name}: {error}") from None
    except WRONG_KIND as error:
        raise wrong_kind(name, error) from None


def _fingerprint(kept: Mapping[str, Any], style: str, rules: Rules) -> str:
    if form := _of_media(kept, rules):
        return fingerprint_of(form, rules)
    if is_raw(kept["body"]) or kept["body"] is None or kept.get("headers"):
        return fingerprint_of(canonical(request_from_rest(kept, style), rules), rules)
    return fingerprint_of_json(kept["method"], kept["url"], kept["body"], rules)


def _of_media(kept: Mapping[str, Any], rules: Rules = NO_RULES) -> Canonical | None:
    """The canonical form of a request whose body is not JSON and has media; they are not looked at."""
    if digest := body_digest(kept["body"]):
        return canonical_of_bytes(kept["method"], kept["url"], digest, rules)
    if parts := form_parts(kept["body"]):
        return canonical_of_form(kept["method"], kept["url"], parts, rules)
    return None


def _features(kept: Mapping[str, Any], style: str) -> Features:
    if form := _of_media(kept):
        return features_of_json(kept["method"], kept["url"], form.body)
    if is_raw(kept["body"]) or kept.get("headers"):
        return features_of_request(request_from_rest(kept, style))
    return features_of_json(kept["method"], kept["url"], kept["body"])


def _of_call(document: Mapping[str, Any], name: str, rules: Rules, has_features: bool) -> tuple[Entry, Features]:
    if document.get("id_normalization_mapping"):
        document = format1.normalised(document)
    call, own = call_from_rest(document["request"]), document.get("understudy") or {}
    entry = Entry(
        name,
        document.get("test_id"),
        (fingerprint_of_call(call, rules),),
        int(own.get("sequence", 1)),
        origin="",
        endpoint=call.endpoint,
        api="call",
        recorded=_date(own),
    )
    return entry, features_of_call(call) if has_features else ()


def _date(own: Mapping[str, Any]) -> str | None:
    date = own.get("recorded")
    return date if isinstance(date, str) else None


def _format1(document: Mapping[str, Any], name: str, rules: Rules, has_features: bool) -> tuple[Entry, Features]:
    if document.get("id_normalization_mapping"):
        document = format1.normalised(document)
    asked = format1.asked(document["request"])
    fingerprints = tuple(fingerprint_of_json(each.method, each.url, each.json, rules) for each in asked)
    scope, model = document.get("test_id"), model_of(document["request"])
    if not asked:
        return Entry(name, scope, (), 1, "", "", model, "call"), ()
    address = addressed(asked[0].method, asked[0].url)
    api = address.recognised.profile.name
    features = features_of_json(asked[0].method, asked[0].url, asked[0].json) if has_features else ()
    return Entry(name, scope, fingerprints, 1, address.origin, address.endpoint, model, api), features
