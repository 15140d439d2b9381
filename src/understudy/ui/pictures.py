"""The pictures of a recording, for pages that show two recordings beside each other."""

from __future__ import annotations

from understudy.model import Recording
from understudy.operations.conversation import Media
from understudy.operations.conversation.parts import every_part
from understudy.operations.showing import shown

MOST = 20


def pictures_of(recording: Recording | None) -> tuple[Media, ...]:
    """Those that were asked with and answered; none of no recording."""
    parts = () if recording is None else every_part(shown(recording).turns)
    return tuple(part for part in parts if isinstance(part, Media) and part.kind == "picture")[:MOST]
