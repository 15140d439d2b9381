"""Numbers and reasons in few words."""

from __future__ import annotations

from understudy.apis import Usage


def tokens(usage: Usage | None) -> str:
    """`12+8`: asked and answered; empty where the answer does not say."""
    if usage is None:
        return ""
    return "+".join("?" if count is None else str(count) for count in (usage.input, usage.output))


def duration(ms: int | None) -> str:
    """`420 ms`, `3.2 s`; empty where it is not known."""
    if ms is None:
        return ""
    return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def size(count: int) -> str:
    """`318 bytes`, `12.4 kB`, `3.0 MB`."""
    if count < 10_000:
        return counted(count, "byte")
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def counted(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def digits(digest: str) -> str:
    """The beginning and the end of a digest: `a6ad8748…eafc`."""
    version, colon, hexadecimal = digest.rpartition(":")
    return f"{version}{colon}{hexadecimal[:8]}…{hexadecimal[-4:]}"
