"""Which headers pass through us, and which belong to one connection only.

Source: RFC 9110, sections 7.6.1 (hop by hop) and 12.5.3 (accept-encoding).
"""

from __future__ import annotations

from understudy.model import Headers
from understudy.wire import decoder

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)

# We have answered `100 Continue` ourselves by the time the body is here.
REQUEST_ONLY = frozenset({"host", "content-length", "expect"})

CODINGS = frozenset(name for name in ("gzip", "x-gzip", "deflate", "br", "zstd") if decoder(name))
"""Those we can undo, so that a recording is readable."""


def for_upstream(headers: Headers) -> Headers:
    """A client's headers as the upstream gets them; `host` and `content-length` are not among them."""
    passed = []
    for name, value in _end_to_end(headers):
        key = name.lower()
        if key in REQUEST_ONLY or key.startswith("x-understudy-"):
            continue
        passed.append((name, _codings(value) if key == "accept-encoding" else value))
    return tuple(passed)


def for_client(headers: Headers, status: int) -> Headers:
    """An upstream's headers as the client gets them."""
    passed = _end_to_end(headers)
    if not is_bodiless(status):
        return passed
    # A 304 may tell the length that its body would have; our server would wait for the body.
    return tuple((name, value) for name, value in passed if name.lower() != "content-length")


def without_leave(headers: Headers) -> Headers:
    """Without what allows pages of other sites to read the answer: whom a provider lets do that is not whom we let."""
    return tuple(pair for pair in headers if not pair[0].lower().startswith("access-control-"))


def is_bodiless(status: int) -> bool:
    """Whether an answer of this status has no body, whatever its headers say (RFC 9110, 6.4.1)."""
    return status in (204, 304)


def _end_to_end(headers: Headers) -> Headers:
    named = {
        token.strip().lower() for name, value in headers if name.lower() == "connection" for token in value.split(",")
    }
    left_out = HOP_BY_HOP | named
    return tuple((name, value) for name, value in headers if name.lower() not in left_out)


def _codings(accepted: str) -> str:
    """Of the codings that a client accepts, those we can undo; `*` could be any."""
    wanted = [each.strip() for each in accepted.split(",")]
    kept = [each for each in wanted if each.partition(";")[0].strip().lower() in CODINGS | {"identity"}]
    return ", ".join(kept) or "identity"
