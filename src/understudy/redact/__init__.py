"""What is never written, by name."""

from understudy.redact.fields import is_secret, redacted_text, without_secrets
from understudy.redact.headers import is_volatile, kept_headers
from understudy.redact.url import PLACEHOLDER, redacted_url

__all__ = [
    "PLACEHOLDER",
    "is_secret",
    "is_volatile",
    "kept_headers",
    "redacted_text",
    "redacted_url",
    "without_secrets",
]
