"""What is never written: by name, and by value."""

from understudy.redact.calls import hidden_call, hidden_outcome
from understudy.redact.environment import secrets_in
from understudy.redact.fields import is_secret, redacted_text, without_secrets
from understudy.redact.finder import Change, Finder
from understudy.redact.guard import Allowed, Guard
from understudy.redact.headers import is_volatile, kept_headers
from understudy.redact.hiding import Hiding
from understudy.redact.own import own_secrets, sent_secrets
from understudy.redact.personal import PERSONAL
from understudy.redact.rules import HidingRules, parse_allowed, parse_hiding
from understudy.redact.secret import Secret, is_telling, label_of_key, label_of_name
from understudy.redact.secrets import Secrets
from understudy.redact.url import PLACEHOLDER, redacted_url

__all__ = [
    "PERSONAL",
    "PLACEHOLDER",
    "Allowed",
    "Change",
    "Finder",
    "Guard",
    "Hiding",
    "HidingRules",
    "Secret",
    "Secrets",
    "hidden_call",
    "hidden_outcome",
    "is_secret",
    "is_telling",
    "is_volatile",
    "kept_headers",
    "label_of_key",
    "label_of_name",
    "own_secrets",
    "parse_allowed",
    "parse_hiding",
    "redacted_text",
    "redacted_url",
    "secrets_in",
    "sent_secrets",
    "without_secrets",
]
