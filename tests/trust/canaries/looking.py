"""Looks for canaries in whatever was written, however they may be spelt. Knows nothing of how they are kept out."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote_plus

RUN = re.compile(r"[A-Za-z0-9+/_-]{11,}")
WRAPPED = re.compile(r"(?:[A-Za-z0-9+/]{20,}(?:\r?\n|(?:\\+r)?\\+n))+[A-Za-z0-9+/]*")


@lru_cache(maxsize=500_000)  # the same texts stand in many recordings
def leaks(text: str, canary: str, depth: int = 2) -> bool:
    """Whether a text holds the canary: as it is, escaped, cut over the texts of a JSON document, or in base64."""
    if canary in text or ("%" in text and canary in unquote_plus(text.replace("+", "%2B"))):
        return True
    if ("%" in text and canary in unquote_plus(text)) or any(canary in unescaped for unescaped in _unescaped(text)):
        return True
    if depth and any(leaks(each, canary, depth - 1) for each in _decoded(text)):
        return True
    return any(leaks(each, canary, depth - 1) for each in _said(text)) if depth else False


def leaks_in(folder: Path, canary: str) -> list[str]:
    """The files of a folder that hold it, in their names or in what they say."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if leaks(name, canary, 1) or re.sub(r"[^a-z0-9]+", "-", canary.lower()).strip("-") in name:
            found.append(f"the name {name}")
        if path.is_file() and leaks_in_bytes(path.read_bytes(), canary):
            found.append(name)
    return found


def leaks_in_bytes(content: bytes, canary: str) -> bool:
    """Whether bytes do, be they text or not, or compressed."""
    if content.startswith(b"\x1f\x8b"):
        content += gzip.decompress(content)
    texts = {content.decode("latin-1"), content.decode("utf-8", "replace")}
    return any(leaks(text, canary) for text in texts)


def _unescaped(text: str):
    for _ in range(4):
        if "\\" not in text:
            return
        shorter = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
        shorter = re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), shorter)
        yield shorter
        text = shorter


def _decoded(text: str):
    wrapped = (re.sub(r"\r?\n|(?:\\+r)?\\+n", "", found) for found in WRAPPED.findall(text))
    for run in {run for run in (*RUN.findall(text), *wrapped) if not run.isalpha()}:
        standard = run.replace("-", "+").replace("_", "/")
        for at in range(4):
            cut = standard[at:]
            cut = cut[:-1] if len(cut) % 4 == 1 else cut
            content = base64.b64decode(cut + "=" * (-len(cut) % 4))
            yield content.decode("latin-1")
            yield content.decode("utf-8", "replace")


def _said(text: str):
    """All texts of a JSON document, those at one place of several entries of a list as one."""
    try:
        document = json.loads(text)
    except ValueError:
        return
    places = defaultdict(list)
    _gather(document, (), places)
    yield from ("".join(texts) for texts in places.values())


def _gather(value, path, places):
    match value:
        case str():
            places[path].append(value)
        case list():
            for each in value:
                _gather(each, path, places)
        case dict():
            for name, each in value.items():
                places[(*path, "name")].append(name)
                # Which of several texts that take turns.
                index = each if name == "index" else value.get("index", "")
                _gather(each, (*path, name, str(index)), places)
