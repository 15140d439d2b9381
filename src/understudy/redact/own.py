"""The credentials that a request brings along: of its headers, its query, and the fields of its body that hold one."""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from understudy.apis import SECRET_PARAMETERS, Profile, recognise, values
from understudy.apis.keys import ANTHROPIC, AZURE, BEARER, GOOGLE
from understudy.model import Headers, Request
from understudy.redact.fields import is_secret
from understudy.redact.secret import ONCE, Secret, is_telling, label_of_key, label_of_name

KEYED = {BEARER.header: "", ANTHROPIC.header: "anthropic", GOOGLE.header: "gemini", AZURE.header: "azure"}
"""Headers that hold a key, and whose that is; empty where it is anybody's."""

WHOSE = frozenset({"openai-organization", "openai-project"})
"""Headers that say who pays."""

ACCESS_KEY, SIGNATURE = re.compile(r"Credential=([^/,\s]+)"), re.compile(r"Signature=([^,\s]+)")
"""Of a signature version 4. What it signs with is never sent."""

SIGNED = "aws4-"


def own_secrets(request: Request, profile: Profile) -> tuple[Secret, ...]:
    """The credentials of this request. They are called by the header, if one API alone has it, or by the path."""
    headers = tuple([pair for pair in request.headers if _is_credential(pair[0])])
    query = request.url.partition("?")[2]
    if headers or query:
        found = _sent(headers, query, _upstream(request.method, request.url), profile.credentials)
    else:
        found = ()
    return (*found, *_in_body(request.body, profile)) if profile.credentials else found


def sent_secrets(headers: Headers, query: str, upstream: str) -> tuple[Secret, ...]:
    """The same of headers and a query alone."""
    return _sent(tuple([pair for pair in headers if _is_credential(pair[0])]), query, upstream, ())


@lru_cache(maxsize=4096)
def _upstream(method: str, url: str) -> str:
    """Whose the API is, by the path alone: a recording that was made at another address has to be found."""
    return recognise(method, urlsplit(url).path or "/", "").profile.upstream


@lru_cache(maxsize=1024)
def _is_credential(name: str) -> bool:
    lower = name.lower()
    return lower in KEYED or lower in WHOSE or lower == "x-understudy-key" or is_secret(lower)


# Clients send the same ones each time.
@lru_cache(maxsize=1024)
def _sent(headers: Headers, query: str, upstream: str, credentials: tuple[str, ...]) -> tuple[Secret, ...]:
    sent = [replace(each, is_of_headers=True) for pair in headers for each in _in_header(*pair, upstream)]
    found = {each.value: each for each in (*_in_query(query, upstream, credentials), *sent) if is_telling(each.value)}
    return tuple(found.values())


def _in_header(name: str, value: str, upstream: str) -> Iterator[Secret]:
    name, value = name.lower(), value.strip()
    scheme, _, rest = value.partition(" ")
    label = label_of_key(KEYED[name] or upstream) if name in KEYED else label_of_name(name)
    match scheme.lower():
        case _ if name in ("cookie", "set-cookie"):
            for pair in value.split(";"):
                yield Secret(pair.partition("=")[2].strip(), label)
        case each if each.startswith(SIGNED):
            yield from (Secret(key, label) for key in ACCESS_KEY.findall(value))
            yield from (Secret(signature, ONCE) for signature in SIGNATURE.findall(value))
        case "basic" if rest:
            yield Secret(rest.strip(), label)
            yield from (Secret(password, label) for password in _password(rest.strip()))
        case "bearer" | "token" | "key" | "apikey" | "negotiate" if rest:
            yield Secret(rest.strip(), label)
        case _:
            yield Secret(value, label)


def _password(coded: str) -> Iterator[str]:
    try:
        yield binascii.a2b_base64(coded).decode("utf-8").partition(":")[2]
    except ValueError:
        return


def _in_query(query: str, upstream: str, credentials: tuple[str, ...]) -> Iterator[Secret]:
    for name, value in parse_qsl(query):
        if name.lower() in SECRET_PARAMETERS or name in credentials or is_secret(name):
            is_once = name.lower() in ("sig", "signature") or name.lower().endswith("-signature")
            is_key = name.lower() in ("key", "api_key")
            yield Secret(value, ONCE if is_once else label_of_key(upstream) if is_key else label_of_name(name))


def _in_body(body: bytes, profile: Profile) -> Iterator[Secret]:
    # Cheap where there is none: the last name of each path stands in no other body.
    names = [path.rpartition(".")[2].encode() for path in profile.credentials]
    if not any(name in body for name in names):
        return
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return
    for path in profile.credentials:
        name = path.rpartition(".")[2]
        label = label_of_key(profile.upstream) if name == "api_key" else label_of_name(name)
        yield from (Secret(each, label) for each in values(parsed, path) if isinstance(each, str) and is_telling(each))
