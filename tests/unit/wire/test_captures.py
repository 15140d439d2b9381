"""Every captured answer of a real server, through the framing that its content type names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from understudy.wire.coding import decoder
from understudy.wire.framing import Framing, framing_for

IN_FRAMES = {"sse", "ndjson", "eventstream"}


@dataclass(frozen=True)
class Capture:
    name: str
    framing: Framing
    body: bytes
    is_complete: bool


def captures(shared: Path, in_pieces: Callable[[bytes], list[bytes]]) -> Iterator[Capture]:
    folder = shared / "captures"
    for entry in json.loads((folder / "index.json").read_text()):
        head, _, body = (folder / f"{entry['file']}.response.bin").read_bytes().partition(b"\r\n\r\n")
        if b"\r\ntransfer-encoding: chunked" in head.lower():
            body = dechunked(body)
        undo = decoder(entry["content_encoding"])
        assert undo is not None
        plain = b"".join(undo.feed(piece) for piece in in_pieces(body)) + undo.finish()
        assert len(plain) == entry["body_bytes"], entry["file"]
        yield Capture(entry["file"], framing_for(entry["content_type"], plain), plain, entry["end"] == "complete")


def dechunked(coded: bytes) -> bytes:
    body = b""
    while coded:
        size, _, coded = coded.partition(b"\r\n")
        body += coded[: int(size, 16)]
        coded = coded[int(size, 16) + 2 :]
    return body


def test_every_capture_comes_apart_and_together(shared, in_pieces):
    """
    Frames and rest are the body, and each frame with a shape renders to itself.
    """
    for capture in captures(shared, in_pieces):
        splitter = capture.framing.splitter()
        frames = [frame for piece in in_pieces(capture.body) for frame in splitter.feed(piece)]
        shapes = {raw: capture.framing.shape(raw) for raw in [*frames, splitter.rest()]}

        assert b"".join(frames) + splitter.rest() == capture.body, capture.name
        for raw, shape in shapes.items():
            assert shape is None or capture.framing.render(shape.template, shape.payload) == raw, capture.name


def test_every_complete_capture_is_readable(shared, in_pieces):
    """
    A complete stream leaves no rest, and every frame of it but a lone comment or blank line has a shape.
    """
    for capture in captures(shared, in_pieces):
        if not capture.is_complete or capture.framing.name not in IN_FRAMES:
            continue
        splitter = capture.framing.splitter()
        frames = splitter.feed(capture.body)
        unreadable = [raw for raw in frames if capture.framing.shape(raw) is None]

        assert splitter.rest() == b"", capture.name
        assert [raw for raw in unreadable if raw.strip() and not raw.startswith(b":")] == [], capture.name
