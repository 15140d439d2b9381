"""What anything may be thrown at, each as a function of bytes that raises where a promise is broken.

Whatever the bytes, only the documented errors arise, and what goes in comes back where that is promised.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

from understudy.engine.playback import playback_of
from understudy.errors import RecordingUnreadable
from understudy.formats.vcr import read_cassette
from understudy.match import fingerprint_of_request
from understudy.model import Recording, Request
from understudy.operations.frames import frames_of
from understudy.operations.listing import row_of
from understudy.operations.showing import shown
from understudy.operations.transcript import transcript
from understudy.redact import redacted_text, redacted_url, without_secrets
from understudy.store import read
from understudy.store.body import at_rest, put_together
from understudy.store.glance import glance
from understudy.store.reading import read_request
from understudy.store.taking_apart import take_apart
from understudy.wire import CodingDamaged, NotPlain, decoder, encode, parse, style_of
from understudy.wire.framing import FRAMINGS
from understudy.wire.websocket import messages_of

Target = Callable[[bytes], None]

PASSWORD = "hunter2-hunter2"
CODINGS = ("gzip", "deflate", "br", "zstd", "gzip, br")


def reader(data: bytes) -> None:
    """A file's text: a recording, or `RecordingUnreadable` with the file's name; the index and the reader agree."""
    text = data.decode("utf-8", "replace")
    recording: Recording | None = None
    found: object
    for way in (read, glance, read_request):
        try:
            found = way(text, "x.json")
        except RecordingUnreadable as error:
            found = str(error)
        if isinstance(found, str) and not found.startswith("x.json: "):
            raise AssertionError(f"an error that does not name its file: {found}")
        recording = found if isinstance(found, Recording) else recording
    if recording is not None:
        used(recording)


def used(recording: Recording) -> None:
    """What is done with a recording that could be read."""
    playback = playback_of(recording)
    assert b"".join(playback.chunks) == recording.response.body
    transcript(shown(recording).turns)
    row_of(recording)
    frames_of(recording)


def codecs(data: bytes) -> None:
    """A body, in every framing: frames and rest are the bytes, and each frame's shape gives it back."""
    for framing in FRAMINGS.values():
        whole = framing.splitter()
        frames = whole.feed(data)
        assert b"".join(frames) + whole.rest() == data, framing.name
        halves = framing.splitter()
        cut = [*halves.feed(data[: len(data) // 2]), *halves.feed(data[len(data) // 2 :])]
        assert (cut, halves.rest()) == (frames, whole.rest()), framing.name
        for frame in frames:
            framing.is_idle(frame)
            if shape := framing.shape(frame):
                assert framing.render(shape.template, shape.payload) == frame, framing.name


def bodies(data: bytes) -> None:
    """A body of any type: taken apart, written as JSON, read and put together, it is the same bytes."""
    for content_type in (None, "text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream"):
        entries, wire = at_rest(take_apart(data, content_type), "json")
        segments, frames = put_together(json.loads(json.dumps(entries)), json.loads(json.dumps(wire)))
        assert b"".join(segments) == data, content_type
        assert len(frames) == len(entries)


def conversations(data: bytes) -> None:
    """A recorded conversation: its messages, each of which gives its bytes back; what is none is left out."""
    with suppress(ValueError):
        said = messages_of(data)
        assert messages_of(b"".join(each.raw() for each in said)) == said


def templates(data: bytes) -> None:
    """A template and a payload of a stranger: a frame, or ValueError."""
    template, _, payload = data.decode("utf-8", "replace").partition("\0")
    for framing in FRAMINGS.values():
        with suppress(ValueError):
            framing.render(template, payload.encode())


def codings(data: bytes) -> None:
    """A coded body: bytes, or CodingDamaged."""
    for coding in CODINGS:
        if (undo := decoder(coding)) is not None:
            with suppress(CodingDamaged):
                for at in range(0, min(len(data), 4096), 64):
                    undo.feed(data[at : at + 64])
                undo.finish()


def styles(data: bytes) -> None:
    """JSON: a value that its style gives back where it says so, or NotPlain."""
    with suppress(NotPlain):
        value = parse(data)
        encode(value, style_of([(data, value)]))


def fingerprint(data: bytes) -> None:
    """A request of any body and path: the same fingerprint each time, of the known form."""
    path = data[:40].hex()
    for content_type in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        request = Request("POST", f"https://api.openai.com/v1/{path}", (("content-type", content_type),), data)
        first = fingerprint_of_request(request)
        assert first == fingerprint_of_request(request)
        assert first.startswith("f"), first


def redactor(data: bytes) -> None:
    """A text: a text without the credentials of a URL in it, whatever stands before that."""
    text = data.decode("utf-8", "replace")
    assert PASSWORD not in redacted_text(f"{text} https://user:{PASSWORD}@host/x")
    with suppress(ValueError):  # what is no URL
        redacted_url(text)
    with suppress(ValueError, RecursionError):
        without_secrets(json.loads(text))


def cassette(data: bytes) -> None:
    """A cassette's text: its interactions, or why there are none."""
    for each in read_cassette(data.decode("utf-8", "replace")):
        assert each.number is None or each.number >= 1


TARGETS: dict[str, Target] = {
    each.__name__: each
    for each in (reader, codecs, bodies, conversations, templates, codings, styles, fingerprint, redactor, cassette)
}
