"""Credentials in JSON and in texts, by the names of fields; and in the URLs within."""

from __future__ import annotations

import json
import re
from typing import Any

from understudy.apis import SECRET_PARAMETERS
from understudy.redact.url import PLACEHOLDER, redacted_url

SECRET = re.compile(
    r"(?:.*_)?(?:api_?key|token|authorization|password|passwd|passphrase|secret(?:_access)?(?:_key)?|private_key"
    r"|credentials?|cookie)"
)
"""Names as `_plain` spells them. `max_tokens` is none of them."""

_SECRETS = frozenset(name.replace("-", "_") for name in SECRET_PARAMETERS)
# The longest scheme known has 36 characters; without a limit a megabyte of digits would be read a million times.
URL = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,63}://[^\s\"'<>\\)\]}]*[^\s\"'<>\\)\]}.,;:!?]")
# JSON within a text, such as the arguments of a tool's call.
FIELD = re.compile(r"\"(?P<name>[\w.-]{1,64})\"(?P<between>\s*:\s*)\"(?:[^\"\\]|\\.)*\"?")


def is_secret(name: str) -> bool:
    """Whether a field of this name holds a credential, as far as its name tells."""
    plain = _plain(name)
    return plain in _SECRETS or SECRET.fullmatch(plain) is not None


def without_secrets(value: Any) -> Any:
    """The JSON value with `<redacted>` for whatever a secret name has, and for credentials in URLs."""
    match value:
        case dict():
            return {name: PLACEHOLDER if is_secret(name) else without_secrets(each) for name, each in value.items()}
        case list() | tuple():
            return [without_secrets(each) for each in value]
        case str():
            return redacted_text(value)
    return value


def redacted_text(text: str) -> str:
    """The text without the credentials of URLs and of JSON within it."""
    if "://" in text:
        text = URL.sub(lambda found: _url(found.group()), text)
    return FIELD.sub(_field, text) if '"' in text else text


def _url(url: str) -> str:
    try:
        return redacted_url(url)
    except ValueError:
        return PLACEHOLDER  # not a URL after all, and nobody knows what it is


def _field(found: re.Match[str]) -> str:
    name, between = found["name"], found["between"]
    return f"{json.dumps(name)}{between}{json.dumps(PLACEHOLDER)}" if is_secret(name) else found.group()


def _plain(name: str) -> str:
    """`apiKey`, `API-Key` and `api_key` alike."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
