"""Names under which APIs take credentials in a query."""

from __future__ import annotations

# Gemini's `key`, signed URLs of three clouds, and what gateways call theirs (seen 2026-11).
SECRET_PARAMETERS = frozenset(
    {
        "key",
        "api_key",
        "api-key",
        "apikey",
        "access_token",
        "token",
        "auth",
        "authorization",
        "password",
        "secret",
        "client_secret",
        "signature",
        "sig",
        "subscription-key",
        "x-amz-signature",
        "x-amz-credential",
        "x-amz-security-token",
        "x-goog-signature",
        "x-goog-credential",
    }
)
