"""Media of recordings as a browser gets them."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import wave
import zlib
from io import BytesIO

import pytest
from PIL import Image


def png(size=(300, 200)):
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(kept, "PNG")
    return kept.getvalue()


def bomb():
    """A picture that says that it is 60,000 pixels wide and high."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>" + b" " * 64
HTML = b"<!doctype html><script>alert(1)</script>" + b" " * 64


@pytest.fixture
def medium(ask, keep):
    """Records a picture question; gives what answers a request for its medium."""

    def medium(content, type_="image/png", path="/medium"):
        url = f"data:{type_};base64,{base64.b64encode(content).decode()}"
        asked = {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]}
        name = keep("/v1/chat/completions", asked, {"choices": []}).name
        return ask(path, params={"name": name, "sha256": hashlib.sha256(content).hexdigest()})

    return medium


def test_a_picture_is_what_its_bytes_are(medium):
    """
    Whatever the recording calls it; and it is inert.
    """
    answer = medium(png(), "text/html")

    assert (answer.headers["content-type"], answer.content) == ("image/png", png())
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "content", [SVG, HTML, b"%PDF-1.7" + bytes(99), bytes(99)], ids=["svg", "html", "pdf", "bytes"]
)
def test_everything_else_is_saved(medium, content):
    """
    A document could run something.
    """
    answer = medium(content, "image/svg+xml")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")


def test_a_thumbnail_is_small(medium):
    """
    In its own proportions.
    """
    answer = medium(png(), path="/thumbnail")

    with Image.open(BytesIO(answer.content)) as small:
        assert (answer.headers["content-type"], small.size) == ("image/webp", (96, 64))


@pytest.mark.parametrize("content", [bomb(), SVG, png()[:60]], ids=["bomb", "svg", "cut"])
def test_what_is_no_picture_leaves_its_place_empty(medium, content):
    """
    Nobody's memory is filled by it.
    """
    assert medium(content, path="/thumbnail").status_code == 204


def test_a_medium_of_another_digest_is_not_here(ask, chat):
    """
    A recording gives only its own.
    """
    assert ask("/medium", params={"name": chat(), "sha256": "0" * 64}).status_code == 404


@pytest.mark.parametrize(
    ("type_", "rate"), [("audio/L16;codec=pcm;rate=16000", 16000), ("pcm16", 24000), ("audio/pcm", 24000)]
)
def test_bare_samples_get_a_head(ask, keep, type_, rate):
    """
    So that a browser plays what Gemini and OpenAI speak.
    """
    samples = bytes(range(100)) * 2
    audio = {"input_audio": {"data": base64.b64encode(samples).decode(), "format": type_}, "type": "input_audio"}
    name = keep("/v1/chat/completions", {"messages": [{"role": "user", "content": [audio]}]}, {}).name

    link = re.search(r'<audio [^>]*src="([^"]*)"', ask(f"/recording?name={name}").text)[1].replace("&amp;", "&")
    answer = ask(link)

    with wave.open(BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.readframes(1000)) == (rate, samples)
    assert answer.headers["content-type"] == "audio/wav"
