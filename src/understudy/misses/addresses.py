"""Where two requests were sent, if one may have been made from the other: their methods, and one segment of their
paths, such as the model that some APIs name there."""

from __future__ import annotations

from urllib.parse import urlsplit

from understudy.match import addressed
from understudy.model import Request

Moved = dict[str, tuple[str, str]]
"""What differs, by its name: what was recorded, and what was sent."""

METHOD, PATH, MODEL = "(method)", "(path)", "model"
ADDRESS = frozenset({METHOD, PATH})
"""What no rule of a project can leave out."""

MANY = 99


def may_be_beside(one: str, other: str) -> bool:
    """Whether two endpoints, read from their ends, are the same but for one segment: a first, cheap choice."""
    return one == other or _differing(one, other) <= 1


def moved(recorded: Request, sent: Request) -> Moved | None:
    """What differs between their addresses; None where too much does."""
    old, new = (addressed(each.method, each.url).recognised for each in (recorded, sent))
    paths = urlsplit(recorded.url).path, urlsplit(sent.url).path
    if recorded.method != sent.method:
        is_there = old.endpoint == new.endpoint or paths[0] == paths[1]
        return {METHOD: (recorded.method, sent.method)} if is_there else None
    if old.endpoint == new.endpoint:
        return {}
    if old.model and new.model and old.endpoint.replace(f"/{old.model}", f"/{new.model}") == new.endpoint:
        return {MODEL: (old.model, new.model)}
    for one, other in ((old.endpoint, new.endpoint), paths):
        if one.count("/") == other.count("/") and _differing(one, other) <= 1:
            return {PATH: (one, other)}
    return {PATH: paths} if not _differing(*paths) else None


def _differing(one: str, other: str) -> int:
    """How many segments of the shorter path the longer one has not, read from their ends; many, if it has none."""
    pairs = [*zip(reversed(one.split("/")[1:]), reversed(other.split("/")[1:]), strict=False)]
    differing = sum(left != right for left, right in pairs)
    return differing if differing < len(pairs) else MANY
