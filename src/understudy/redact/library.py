"""The rules of a secret scanner that others keep, where it is installed: `pip install 'understudy[scan]'`.

Its patterns alone are taken: no look at the network, no entropy, no keywords, which would find any id. It is imported
when something is written for the first time, as that takes half a second.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from understudy.redact.secret import PLACEHOLDER
from understudy.redact.shapes import EXAMPLES, Shaped

RULES = (
    ("artifactory", "ArtifactoryDetector"),
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("openai", "OpenAIDetector"),
    ("private_key", "PrivateKeyDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("twilio", "TwilioKeyDetector"),
)
"""Modules and classes of detect-secrets whose patterns say a shape."""

EDGE = re.compile(r"[A-Za-z0-9]")


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Name and pattern; none where the library is not there."""
    return tuple(_rules())


def found_by_library(text: str) -> Iterator[Shaped]:
    """What these rules find that stands alone, but for examples of documentations."""
    for name, pattern in rules():
        for found in pattern.finditer(text):
            start, end = found.span()
            # Its patterns are meant for a program's source. In a text that is full of ids one is a part of any.
            before, after = text[max(0, start - 1) : start], text[end : end + 1]
            if (EDGE.match(before) and EDGE.match(text[start])) or (EDGE.match(after) and EDGE.match(text[end - 1])):
                continue
            if not EXAMPLES.search(found.group()) and not PLACEHOLDER.search(found.group()):
                yield Shaped(name, start, end)


def _rules() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module, name in RULES:
        try:
            detector: Any = getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
        except (ImportError, AttributeError):
            continue  # another version of it, or none
        said = str(detector.secret_type)
        for pattern in detector.denylist:
            yield f"{'an' if said[0] in 'AEIOU' else 'a'} {said}", pattern
