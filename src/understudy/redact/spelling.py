"""How a value may be spelt: as it is, as JSON and URLs escape it, and in base64. As patterns for texts, in which bytes
that are read as Latin-1 are texts, too."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from urllib.parse import quote

SHORTEST_CODED = 6
"""Bytes of a value that is looked for in base64: of fewer, some seven letters, any long base64 has some by chance."""

ESCAPED = "\"'/\\"
"""What a backslash may stand before and mean nothing."""

MOST_ESCAPES = 15
"""Such backslashes: of JSON within texts of JSON, three times over."""

SHORT_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}


@dataclass(frozen=True, slots=True)
class Core:
    """The letters of base64 that a value alone decides, where it begins at one of three places of a group."""

    letters: str
    lead: int
    """How many letters of its group stand before them."""


def plain_pattern(value: str) -> str:
    """Matches the value, however JSON (once, or within a text of JSON) and URLs escape what is neither a letter nor a
    digit."""
    return "".join(map(_letter, value))


def cores(value: str) -> list[Core]:
    """What to look for where the value is a part of something in base64 (RFC 4648, sections 4 and 5)."""
    found = []
    # What is in base64 may be JSON, or a form.
    for spelt in dict.fromkeys((value, json.dumps(value)[1:-1], quote(value, safe=""))):
        content = spelt.encode("utf-8", "surrogatepass")
        for offset in range(3) if len(content) >= SHORTEST_CODED else ():
            lead = (offset * 8 + 5) // 6
            coded = base64.b64encode(bytes(offset) + content).decode("ascii")
            found.append(Core(coded[lead : (offset + len(content)) * 8 // 6], lead))
    return found


def anchor(spelt: str) -> str:
    """The longest part of a value, or of such letters, that is spelt alike everywhere: where it is not, neither is the
    value."""
    return max(re.split(r"[^A-Za-z0-9_.-]", spelt), key=len)


def core_anchor(letters: str) -> str:
    """The same for letters of base64, in either alphabet."""
    return max(re.split(r"[+/]", letters), key=len)


def core_pattern(letters: str) -> str:
    """Matches them in either alphabet."""
    return "".join("[+-]" if each == "+" else "[/_]" if each == "/" else each for each in letters)


def _letter(letter: str) -> str:
    if letter.isascii() and (letter.isalnum() or letter in "-_."):
        return re.escape(letter)
    content = letter.encode("utf-8", "surrogatepass")
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    ways = [
        re.escape(content.decode("latin-1")),
        "".join(f"%(?i:{byte:02x})" for byte in content),
        "".join(rf"\\+u(?i:{units[at : at + 4]})" for at in range(0, len(units), 4)),
        rf"\\{{0,{MOST_ESCAPES}}}{re.escape(letter)}" if letter in ESCAPED else re.escape(letter),
    ]
    if letter == " ":
        ways.append(r"\+")
    if letter in SHORT_ESCAPES:
        ways.append(rf"\\+{SHORT_ESCAPES[letter]}")
    return f"(?:{'|'.join(dict.fromkeys(reversed(ways)))})"
