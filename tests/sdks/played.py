"""Plays recordings through official SDKs, and counts what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.sdks.asking import Document, ask, ask_plainly, difference, is_http, kind_of, scope_of

Recorded = Iterable[tuple[Path, Document]]


@dataclass
class Counts:
    """Of recordings."""

    played: int = 0
    not_servable: int = 0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.played} played, {self.not_servable} not servable, {len(self.failures)} failed"


def by_scope(documents: Mapping[Path, Document]) -> dict[str | None, list[tuple[Path, Document]]]:
    """The recordings of each test, in the order of their paths."""
    found: dict[str | None, list[tuple[Path, Document]]] = {}
    for path, document in documents.items():
        found.setdefault(scope_of(document), []).append((path, document))
    return found


async def play(
    documents: Recorded, counts: Counts, *, server: str | None = None, headers: Mapping[str, str] | None = None
) -> None:
    """Ask for each recording what it says was asked, and compare."""
    for path, document in documents:
        if not is_http(document):
            counts.not_servable += 1
            continue
        try:
            found = difference(document, await ask(document, server=server, headers=headers))
        except BaseException as error:  # a miss is one, and the others are to be counted all the same
            found = f"{type(error).__name__}: {error}"
        if found is None:
            counts.played += 1
        else:
            counts.failures.append(f"{path}: {found}")


async def play_plainly(documents: Recorded, counts: Counts) -> None:
    """The same with a bare HTTP client, for recordings that hold what was on the wire."""
    for path, document in documents:
        if is_http(document) and kind_of(document) in ("anthropic", "http"):
            found = difference(document, await ask_plainly(document))
            if found is None:
                counts.played += 1
            else:
                counts.failures.append(f"{path}: {found}")
