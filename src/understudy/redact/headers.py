"""Which headers of an answer are kept: an allow list, so that an unknown one is never a leak.

Framing headers are not on it, because a replay frames its body itself.
"""

from __future__ import annotations

import re

from understudy.model import Headers
from understudy.redact.url import redacted_url

# `retry-after` is meaning (a client waits by it), the counts and resets beside it are not.
STABLE = re.compile(
    r"content-type|content-encoding|content-language|content-disposition|retry-after(-ms)?|x-should-retry|location"
    r"|openai-version|anthropic-version|x-amzn-errortype|x-amzn-bedrock-content-type|www-authenticate"
    r"|deprecation|sunset|warning",
)
VOLATILE = re.compile(
    r"date|mcp-session-id|request-id|x-request-id|x-amzn-requestid|apim-request-id|x-goog-request-id|x-litellm-call-id"
    r"|openai-processing-ms|x-envoy-upstream-service-time|server-timing|x-amzn-bedrock-(input|output)-token-count"
    r"|x-amzn-bedrock-invocation-latency|(x-|anthropic-)?ratelimit(-.*)?|x-ms-region|x-groq-region",
)


def kept_headers(headers: Headers) -> Headers:
    """Those of an answer's headers that may be written."""
    return tuple(
        (name, _without_secrets(name, value)) for name, value in headers if _is_stable(name) or is_volatile(name)
    )


def _without_secrets(name: str, value: str) -> str:
    # Where a redirect leads is often a signed URL.
    return redacted_url(value) if name.lower() == "location" else value


def is_volatile(name: str) -> bool:
    """Whether a kept header differs with every call, and so is no reason to call a recording changed."""
    return VOLATILE.fullmatch(name.lower()) is not None


def _is_stable(name: str) -> bool:
    return STABLE.fullmatch(name.lower()) is not None
