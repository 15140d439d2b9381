"""Bytes to frames and back. A new framing is a file like `ndjson.py` and a line in `framing.py`."""

from understudy.wire.coding import CodingDamaged, Decoder, decoder
from understudy.wire.framing import FRAMINGS, Framing, Shape, Splitter, framing_for
from understudy.wire.json_style import NotPlain, Style, encode, is_exact, parse, style_of

__all__ = [
    "FRAMINGS",
    "CodingDamaged",
    "Decoder",
    "Framing",
    "NotPlain",
    "Shape",
    "Splitter",
    "Style",
    "decoder",
    "encode",
    "framing_for",
    "is_exact",
    "parse",
    "style_of",
]
