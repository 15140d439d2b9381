"""What is wrong with the head of a request, of what the parser lets pass. Nothing is guessed: it is refused.

Sources: RFC 9112, 3.2 (Host), 6.1 (Transfer-Encoding); RFC 3986, 6.2.2 (what servers make of a path).
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from understudy.proxy.asgi import Scope

VERSIONS = ("1.1", "1.0")
STEPS = re.compile(r"[/\\]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DOTS = (".", "..")


def wrong_head(scope: Scope) -> str | None:
    """What two servers could understand in two ways; None where there is nothing like that."""
    hosts = 0
    for name, value in scope["headers"]:
        if name == b"host":
            hosts += 1
        elif name == b"transfer-encoding" and value.lower() != b"chunked":
            return f"the body's transfer coding {value.decode('latin-1')!r} is not known here, only chunked"
    version = scope["http_version"]
    if hosts > 1:
        return "there are several Host headers"
    if not hosts and version == "1.1":
        return "there is no Host header"
    return None if version in VERSIONS else f"HTTP/{version} is not spoken here, only HTTP/1.1"


def wrong_path(path: str) -> str | None:
    """What would make of a path, as it came, another one than that which was configured; None where nothing does.

    A server behind us may undo an escape once more than the one before it.
    """
    once = unquote(path, "latin-1")
    twice = unquote(once, "latin-1")
    if CONTROL.search(once):
        return "its path has control characters"
    if "\\" in once:
        return "its path has a backslash, which some servers take for a slash"
    for text in (once, twice):
        # What follows a semicolon is a parameter to some servers, and no part of the name.
        if any(step.partition(";")[0].strip() in DOTS for step in STEPS.split(text)):
            return "its path has a step up or to itself (`..`, `.`), which servers resolve as they like"
    return None
