"""What is never written, by name."""

from understudy.redact.headers import is_volatile, kept_headers
from understudy.redact.url import redacted_url

__all__ = ["is_volatile", "kept_headers", "redacted_url"]
