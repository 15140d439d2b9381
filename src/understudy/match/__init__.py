"""When two requests are the same."""

from understudy.match.calls import counted, fingerprint_of_call
from understudy.match.canonical import DECODER, Canonical, addressed, canonical
from understudy.match.fingerprint import (
    VERSION,
    fingerprint,
    fingerprint_of,
    fingerprint_of_json,
    fingerprint_of_request,
)
from understudy.match.stable_ids import UNMISTAKABLE, repeated, stabilised, stable_id, translated, unmistakable

__all__ = [
    "DECODER",
    "UNMISTAKABLE",
    "VERSION",
    "Canonical",
    "addressed",
    "canonical",
    "counted",
    "fingerprint",
    "fingerprint_of",
    "fingerprint_of_call",
    "fingerprint_of_json",
    "fingerprint_of_request",
    "repeated",
    "stabilised",
    "stable_id",
    "translated",
    "unmistakable",
]
