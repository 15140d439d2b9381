"""When two requests are the same."""

from understudy.match.calls import counted, fingerprint_of_call, named_in_call
from understudy.match.canonical import (
    DECODER,
    Canonical,
    addressed,
    canonical,
    canonical_of_bytes,
    canonical_of_form,
    named_in,
)
from understudy.match.features import features_of_call, features_of_json, features_of_request
from understudy.match.fingerprint import (
    VERSION,
    fingerprint,
    fingerprint_of,
    fingerprint_of_json,
    fingerprint_of_request,
)
from understudy.match.media import Medium, medium_in
from understudy.match.names import Names, texts_in
from understudy.match.parse_rules import parse_rules
from understudy.match.rules import NO_RULES, Naming, Rules, Volatile
from understudy.match.stable_ids import UNMISTAKABLE, repeated, stabilised, stable_id, translated, unmistakable
from understudy.match.substitution import Substitution, texts_at
from understudy.match.turns import Conversation, conversation_of, named_in_turns

__all__ = [
    "DECODER",
    "NO_RULES",
    "UNMISTAKABLE",
    "VERSION",
    "Canonical",
    "Conversation",
    "Medium",
    "Names",
    "Naming",
    "Rules",
    "Substitution",
    "Volatile",
    "addressed",
    "canonical",
    "canonical_of_bytes",
    "canonical_of_form",
    "conversation_of",
    "counted",
    "features_of_call",
    "features_of_json",
    "features_of_request",
    "fingerprint",
    "fingerprint_of",
    "fingerprint_of_call",
    "fingerprint_of_json",
    "fingerprint_of_request",
    "medium_in",
    "named_in",
    "named_in_call",
    "named_in_turns",
    "parse_rules",
    "repeated",
    "stabilised",
    "stable_id",
    "texts_at",
    "texts_in",
    "translated",
    "unmistakable",
]
