"""Credentials that a text names: fields of JSON, and parameters of signed URLs, wherever these stand."""

from __future__ import annotations

import re

from understudy.redact.secret import ONCE, is_telling, label_of_name

FIELD_NAMES = (
    "access_token",
    "refresh_token",
    "id_token",
    "session_token",
    "client_secret",
    "api_key",
    "secret_key",
    "private_key",
    "secret_access_key",
    "password",
    "accessToken",
    "refreshToken",
    "sessionToken",
    "clientSecret",
    "apiKey",
    "secretKey",
    "privateKey",
    "SecretAccessKey",
    "SessionToken",
)
"""Not `token` alone, nor `next_token`: those of a page are asked for again."""

PARAMETER_NAMES = (
    "X-Amz-Signature",
    "X-Amz-Credential",
    "X-Amz-Security-Token",
    "X-Goog-Signature",
    "X-Goog-Credential",
    "Signature",
    "sig",
)
"""Of URLs that are signed: S3, CloudFront, Google Cloud Storage, Azure's shared access signatures."""

ENDS = ("oken", "ecret", "_key", "Key", "assword")
"""Of the names of fields, before what ends them."""

PARTS = ("ignature", "redential", "-Token", "sig=", "sig%3")
"""Of the parameters."""

FIELD = re.compile(rf'\\*"(?P<name>{"|".join(FIELD_NAMES)})\\*"\s*:\s*\\*"(?P<value>[^"\\]{{8,}})')
PARAMETER = re.compile(
    rf"(?:[?&]|u0026|%26)(?P<name>{'|'.join(PARAMETER_NAMES)})(?:=|%3[dD])(?P<value>[^&\s\"'<>\\]{{8,}})"
)


def may_name(text: str) -> bool:
    """Whether a text may name any of them. Most do not."""
    is_field = any(end in text and (f'{end}"' in text or f"{end}\\" in text) for end in ENDS)
    return is_field or any(map(text.__contains__, PARTS))


def labels_in(text: str) -> dict[str, str]:
    """Labels by value; empty where there is none."""
    if not may_name(text):
        return {}
    found = {}
    for match in (*FIELD.finditer(text), *PARAMETER.finditer(text)):
        if is_telling(match["value"]):
            is_once = match["name"].lower() in ("sig", "signature") or match["name"].lower().endswith("-signature")
            found[match["value"]] = ONCE if is_once else label_of_name(match["name"])
    return found
