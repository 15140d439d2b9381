"""A picture in a few lines of half blocks, for a person at a terminal with colours. Without Pillow there is none."""

from __future__ import annotations

import sys
import warnings
from importlib.util import find_spec
from io import BytesIO

from understudy.cli.printing import line

COLUMNS, ROWS = 40, 12
HALF = "▀"
"""Two pixels: its own colour above, the background's below."""

Piece = tuple[str, str]
"""A text and its style."""


def are_shown() -> bool:
    """Whether a person could see them: not in a pipe, a file or a log, and not where colours are unwanted."""
    if not sys.stdout.isatty() or find_spec("PIL") is None:
        return False
    from rich.console import Console

    out = Console(file=sys.stdout)
    can_print = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return can_print and not out.no_color and out.color_system not in (None, "standard")


def print_thumbnail(content: bytes, by: str = "  ") -> None:
    """Print it; nothing where these are not the bytes of a picture."""
    for row in thumbnail(content):
        line(by, *row)


def thumbnail(content: bytes) -> list[list[Piece]]:
    """Its lines; none where these are not the bytes of a picture that Pillow reads, or of one that is too large."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as opened:
                opened.thumbnail((COLUMNS, 2 * ROWS))
                picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return []
    # What is transparent is as dark as most terminals.
    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "black"), picture).convert("RGB")
    raw, width = picture.tobytes(), picture.width
    colours = [f"rgb({raw[at]},{raw[at + 1]},{raw[at + 2]})" for at in range(0, len(raw), 3)]
    rows = [colours[at : at + width] for at in range(0, len(colours), width)]
    return [_line(upper, lower) for upper, lower in zip(rows[::2], [*rows[1::2], []], strict=False)]


def _line(upper: list[str], lower: list[str]) -> list[Piece]:
    below = [f" on {colour}" for colour in lower] or [""] * len(upper)
    return [(HALF, f"{above}{background}") for above, background in zip(upper, below, strict=True)]
