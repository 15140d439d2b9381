"""The media within a recording, by the digest of their bytes: what a person can look at and listen to."""

from __future__ import annotations

from hashlib import sha256 as digest_of

from understudy.match import medium_in
from understudy.model import Recording, Request
from understudy.operations.conversation import json_within
from understudy.wire.texts import each_text


def medium_within(recording: Recording, sha256: str) -> bytes | None:
    """The bytes of this digest that are part of a recording; None where it has none such.

    Args:
        sha256: in hexadecimal.
    """
    bodies = [recording.response.body]
    if isinstance(recording.request, Request):
        bodies.append(recording.request.body)
    for body in bodies:
        if body and digest_of(body).hexdigest() == sha256:
            return body
    for text in each_text(json_within(recording)):
        medium = medium_in(text)
        if medium is not None and medium.digest == sha256:
            return medium.content
    return None
