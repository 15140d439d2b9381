from __future__ import annotations

import pytest

from understudy.redact import is_volatile, kept_headers

STABLE = [
    "content-type", "content-encoding", "content-language", "content-disposition", "retry-after", "retry-after-ms",
    "x-should-retry", "location", "openai-version", "anthropic-version", "x-amzn-errortype",
    "x-amzn-bedrock-content-type", "www-authenticate", "deprecation", "sunset", "warning",
]  # fmt: skip  # a line for each is a page
VOLATILE = [
    "date", "request-id", "mcp-session-id", "x-request-id", "x-amzn-requestid", "apim-request-id", "x-goog-request-id",
    "x-litellm-call-id", "openai-processing-ms", "x-envoy-upstream-service-time", "server-timing",
    "x-amzn-bedrock-input-token-count", "x-amzn-bedrock-output-token-count", "x-amzn-bedrock-invocation-latency",
    "ratelimit", "ratelimit-reset", "x-ratelimit-remaining-tokens", "anthropic-ratelimit-requests-remaining",
    "x-ms-region", "x-groq-region",
]  # fmt: skip  # a line for each is a page
NEVER = [
    "authorization", "set-cookie", "cookie", "x-api-key", "api-key", "x-goog-api-key", "proxy-authorization",
    "openai-organization", "anthropic-organization-id", "openai-project", "x-amz-security-token", "cf-ray", "server",
    "via", "x-unknown", "transfer-encoding", "content-length", "connection", "x-content-type", "content-type-x",
    "my-ratelimit-key", "x-ratelimits", "date-of-birth", "",
]  # fmt: skip  # a line for each is a page


@pytest.mark.parametrize("name", [*STABLE, *VOLATILE])
def test_a_header_on_the_list_is_kept(name):
    """
    What a client may act on is kept, as it was written.
    """
    headers = ((name.title(), "1, 2"), (name, "3"))

    assert kept_headers(headers) == headers
    assert is_volatile(name.upper()) is (name in VOLATILE)


@pytest.mark.parametrize("name", NEVER)
def test_any_other_header_is_not(name):
    """
    A header that nobody thought of is never a leak.
    """
    assert kept_headers(((name, "s3cr3t"), (name.upper(), "s3cr3t"))) == ()


def test_a_redirect_is_kept_without_its_credentials():
    """
    Where a redirect leads is often a signed URL.
    """
    headers = (("Location", "https://u:s3cr3t@b.s3.amazonaws.com/a?X-Amz-Signature=s3cr3t&part=1"),)

    assert kept_headers(headers) == (("Location", "https://b.s3.amazonaws.com/a?X-Amz-Signature=<redacted>&part=1"),)
