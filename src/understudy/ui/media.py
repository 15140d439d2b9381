"""Media of recordings: pictures and sound as what they are, everything else as bytes to save."""

from __future__ import annotations

import re
import warnings
import wave
from importlib.util import find_spec
from io import BytesIO

from starlette.requests import Request
from starlette.responses import Response

from understudy.model import Recording
from understudy.operations.media_within import medium_within
from understudy.store.media_kinds import suffix_of
from understudy.ui.answers import NotFound, inert
from understudy.ui.context import context_of, recording_of
from understudy.ui.review import changed

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "avif": "image/avif",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
}
"""By suffix, which the bytes decide: what a browser may show or play. SVG is none of it: it is a document."""

PCM = re.compile(r"(?:audio/(?:l16|pcm)\b|pcm16)(?:.*?\brate=(?P<rate>\d{4,6}))?", re.IGNORECASE)
PCM_RATE = 24_000
"""Samples a second, where the type names none: what OpenAI and Gemini speak with (2026-11)."""

THUMBNAIL = 96
"""Pixels."""

KEPT = 2048
"""Thumbnails that are remembered, each of some 5 kB."""

UNCHANGING = {"cache-control": "private, max-age=31536000, immutable"}
"""What is named by its digest never is another."""


def medium(request: Request) -> Response:
    """A medium by its digest."""
    sha256 = request.query_params.get("sha256", "")
    content = medium_within(_of(request), sha256)
    if content is None:
        raise NotFound("The recording holds no medium of this digest.")
    suffix = suffix_of(content, "")
    if suffix not in TYPES and (found := PCM.match(request.query_params.get("type", ""))):
        suffix, content = "wav", _as_wav(content, int(found["rate"] or PCM_RATE))
    type_ = TYPES.get(suffix)
    answer = inert(content, type_ or "application/octet-stream", "" if type_ else f"{sha256[:12]}.{suffix}")
    answer.headers.update(UNCHANGING)
    return answer


def _of(request: Request) -> Recording:
    """The recording that the address names: of the store, as it was in a commit, or of a change that waits."""
    name, commit, change, side = (request.query_params.get(each, "") for each in ("name", "at", "change", "side"))
    if not change:
        return context_of(request).recording(name, commit)
    recordings = changed(context_of(request), change)
    if (found := recordings.get(side)) is None:
        raise NotFound("This change waits no longer, or has no such side.")
    return found


def thumbnail(request: Request) -> Response:
    """A recording's first picture, small."""
    sha256 = request.query_params.get("sha256", "")
    small = _remembered.get(sha256)
    if small is None:
        content = medium_within(recording_of(request), sha256)
        small = _small(content) if content is not None and find_spec("PIL") else b""
        if len(_remembered) >= KEPT:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[sha256] = small
    if not small:
        # A list is no place to say why one is missing.
        return Response(status_code=204)
    answer = inert(small, "image/webp")
    answer.headers.update(UNCHANGING)
    return answer


_remembered: dict[str, bytes] = {}
"""By digest; empty bytes where there is no picture. Threads share it: a race costs one more picture."""


def _as_wav(content: bytes, rate: int) -> bytes:
    """Bare samples of 16 bits with the head that a browser wants to see before it plays them."""
    kept = BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(content)
    return kept.getvalue()


def _small(content: bytes) -> bytes:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as opened:
                opened.thumbnail((THUMBNAIL, THUMBNAIL))
                kept = BytesIO()
                opened.convert("RGBA").save(kept, "WEBP", quality=75)
                return kept.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return b""
