"""Credentials in URLs: query parameters by name, and user names before the host."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from understudy.apis import SECRET_PARAMETERS

PLACEHOLDER = "<redacted>"


def redacted_url(url: str) -> str:
    """The URL without credentials; each value gives way to `<redacted>`."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        if any(name.lower() in SECRET_PARAMETERS for name, _ in pairs):
            query = urlencode(
                [(name, PLACEHOLDER if name.lower() in SECRET_PARAMETERS else value) for name, value in pairs],
                quote_via=quote,
                safe="<>",
            )
    return urlunsplit((parts.scheme, host, parts.path, query, ""))
