"""Pictures on a terminal, of real files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from understudy.cli.thumbnail import COLUMNS, HALF, ROWS, thumbnail
from understudy.match import fingerprint
from understudy.model import Request, Response
from understudy.store import Directory, Draft

RED, BLUE, GREEN = "rgb(255,0,0)", "rgb(0,0,255)", "rgb(0,255,0)"


def picture(kind="PNG", size=(2, 2), mode="RGB"):
    """Red above, blue below."""
    image = Image.new(mode, size, "red")
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, size[0], size[1]), fill="blue")
    image.save(file := BytesIO(), kind)
    return file.getvalue()


def test_a_half_block_is_two_pixels():
    """
    The upper one is its own colour, the lower one that behind it.
    """
    assert thumbnail(picture()) == [[(HALF, f"{RED} on {BLUE}")] * 2]


def test_of_an_odd_number_of_lines_the_last_is_half():
    """
    Nothing is behind it.
    """
    assert thumbnail(picture(size=(1, 3)))[-1] == [(HALF, BLUE)]


@pytest.mark.parametrize("size", [(2000, 1000), (1000, 2000), (3000, 3), (1, 1)], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_of_any_size_fits(kind, size):
    """
    It keeps its shape.
    """
    lines = thumbnail(picture(kind, size))

    assert 1 <= len(lines) <= ROWS
    assert {len(row) for row in lines} <= set(range(1, COLUMNS + 1))
    assert len({len(row) for row in lines}) == 1


def test_what_is_transparent_is_dark():
    """
    Not the colour that nobody sees.
    """
    Image.new("RGBA", (1, 2), (255, 0, 0, 0)).save(file := BytesIO(), "PNG")

    assert thumbnail(file.getvalue()) == [[(HALF, "rgb(0,0,0) on rgb(0,0,0)")]]


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF....WAVEfmt ", b"\x89PNG\r\n\x1a\n" + bytes(100), picture("JPEG", (500, 500))[:300], b"<svg/>"],
    ids=["empty", "sound", "damaged", "cut", "svg"],
)
def test_what_is_no_picture_has_none(content):
    """
    It is no reason to fail.
    """
    assert thumbnail(content) == []


def test_a_picture_that_would_fill_the_memory_is_left_out(monkeypatch):
    """
    A file of a few bytes may promise millions of pixels.
    """
    content = picture(size=(200, 200))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 30_000)

    assert thumbnail(content) == []


@pytest.fixture
def store(tmp_path):
    """A folder in which an answer is a picture."""
    request = Request("GET", "https://api.example/v1/files/1/content")
    response = Response(200, (("content-type", "image/png"),), picture(size=(64, 64)))
    draft = Draft(None, request, response, fingerprint("GET", request.url), 1, "2026-11-22")
    Directory(tmp_path / "pictures").save(draft)
    assert list(tmp_path.glob("pictures/media/*.png"))
    return tmp_path / "pictures"


def shown(store, **environment):
    """What `understudy show` prints on a terminal."""
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "understudy", "show", str(store)]
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    environment = {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1", **environment}
    with subprocess.Popen(command, stdout=terminal, env=environment) as process:
        os.close(terminal)
        printed = b""
        try:
            while piece := os.read(main, 65536):
                printed += piece
        except OSError:  # Linux says so that its other end is closed
            pass
        finally:
            os.close(main)
    assert process.returncode == 0
    return printed.decode()


def test_a_terminal_shows_the_picture(store):
    """
    Below what is known of its recording.
    """
    printed = shown(store)

    assert printed.count(HALF) == 24 * ROWS
    assert re.search("38;2;255;0;0(;|m)", printed)


@pytest.mark.parametrize("unwanted", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_without_colours_there_is_no_picture(store, unwanted):
    """
    Blocks of one colour show nothing.
    """
    assert HALF not in shown(store, **unwanted)


def test_without_pillow_there_is_no_picture(store, tmp_path):
    """
    And no word about it: its name, type and size are there.
    """
    (tmp_path / "blocking").mkdir()
    # Found first when Python looks for packages.
    (tmp_path / "blocking" / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: None if name == 'PIL' else find(name, package)\n"
    )

    printed = shown(store, PYTHONPATH=str(tmp_path / "blocking"))

    assert HALF not in printed
    assert ".png" in printed


def test_a_pipe_gets_no_picture(store, run):
    """
    Nor does a file, a log or JSON.
    """
    assert HALF not in run("show", str(store)).out
