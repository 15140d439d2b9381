"""Stable ids: what an answer names anew each time becomes what it is called in the recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial, reduce
from itertools import count
from types import MappingProxyType
from typing import Any

from understudy.apis import Profile, Stable, changed, values

ID, NUMBER = "{id}", "{n}"
MADE = "rec-"
"""What every stable id begins with."""

ADDRESS = ("https://", "http://")

UNMISTAKABLE = 8
"""Characters from which on a live id cannot also be a word of the answer, and may be replaced wherever it stands."""


def stable_id(fingerprint: str, sequence: int) -> str:
    """`rec-` and the first 12 digits of the fingerprint; from the second equal request on, its number too."""
    digits = fingerprint.rpartition(":")[2][:12]
    return f"{MADE}{digits}" if sequence == 1 else f"{MADE}{digits}-{sequence}"


def stabilised(
    contents: Iterable[Any],
    profile: Profile,
    id_: str,
    known: Mapping[str, str] = MappingProxyType({}),
    replaced: Iterable[Any] = (),
    said: bytes = b"",
) -> tuple[list[Any], dict[str, str]]:
    """The answer's JSON with stable values, and which strings gave way: live value to stable one.

    Args:
        known: live ids that have a stable one from an earlier answer. A server that names two things alike means
            one, or cannot tell them apart either.
        replaced: JSON of the answer whose place this one takes. Other recordings repeat what it named.
        said: the request. An id that it names was there before this answer, and whoever asked goes on naming it so.
    """
    naming = _Naming(profile, id_, known, replaced, said)

    def put(live: Any, stable: Stable) -> Any:
        # Azure's first frame has an empty id (seen 2026-04): nothing there differs from call to call.
        if live is None or live == "" or not _is_made_up(live, stable) or naming.is_said(live):
            return live
        if isinstance(live, str) and isinstance(stable.becomes, str):
            return naming.name(live, stable)
        return naming.made(stable)

    results = []
    for content in contents:
        for stable in profile.stable:
            content = changed(content, stable.path, partial(put, stable=stable))
        results.append(content)
    return results, naming.renamed


class _Naming:
    """Names of what one answer names: the known ones, then those of the answer that it replaces, then new ones."""

    def __init__(
        self, profile: Profile, id_: str, known: Mapping[str, str], replaced: Iterable[Any], said: bytes
    ) -> None:
        self.renamed: dict[str, str] = {}
        self._known, self._count = known, count(1)
        # A stream names the same in each of a thousand frames, and a request may hold pictures.
        self._names_it = cache(lambda live: live in said)
        names = {
            path: [name for name in found if not self.is_said(name)]
            for path, found in _names_in(replaced, profile).items()
        }
        self._taken = {name for found in names.values() for name in found}
        self._replaced = {path: iter(found) for path, found in names.items()}
        whole = (names[stable.path][0] for stable in profile.stable if stable.becomes == ID and names[stable.path])
        self._id = next(whole, id_)

    def is_said(self, live: Any) -> bool:
        """Whether the request names it, and not because an earlier answer did."""
        if not isinstance(live, str) or live in self._known:
            return False
        # `r1` is an id only where it is all of a value.
        whole = live if len(live) >= UNMISTAKABLE else f'"{live}"'
        return self._names_it(whole.encode("utf-8", "surrogatepass"))

    def name(self, live: str, stable: Stable) -> str:
        """What a live id is called from now on."""
        if live not in self.renamed:
            old = next(self._replaced[stable.path], None)
            self.renamed[live] = self._known.get(live) or old or self.made(stable)
        return self.renamed[live]

    def made(self, stable: Stable) -> Any:
        """A new name, or what stands for every value there."""
        if not isinstance(stable.becomes, str) or NUMBER not in stable.becomes:
            return stable.becomes.format(id=self._id) if isinstance(stable.becomes, str) else stable.becomes
        names = (stable.becomes.format(id=self._id, n=number) for number in self._count)
        return next(name for name in names if name not in self._taken)


def _names_in(contents: Iterable[Any], profile: Profile) -> dict[str, list[str]]:
    """What stands where an answer names something, by path and in the order in which it does, each name once."""
    named = [stable for stable in profile.stable if isinstance(stable.becomes, str) and ID in stable.becomes]
    names: dict[str, list[str]] = {stable.path: [] for stable in profile.stable}
    seen: set[str] = set()
    for content in contents:
        for stable in named:
            new = [
                value for value in values(content, stable.path) if isinstance(value, str) and _is_name(value, stable)
            ]
            names[stable.path] += [value for value in dict.fromkeys(new) if value not in seen]
            seen.update(new)
    return names


def _is_made_up(live: Any, stable: Stable) -> bool:
    """Whether the value is of the kind that the API makes up there."""
    if not isinstance(stable.becomes, str):
        return not isinstance(live, str)
    if ID not in stable.becomes:
        return isinstance(live, str)
    return not stable.begins or (isinstance(live, str) and live.startswith(stable.begins))


def _is_name(value: str, stable: Stable) -> bool:
    """Whether a recording may call so what the API made up: by a stable id, or as it came."""
    made = str(stable.becomes).partition(ID)[0] + MADE
    return value != "" and (value.startswith(made) or _is_made_up(value, stable))


def repeated(contents: Iterable[Any], profile: Profile, renamed: dict[str, str]) -> dict[str, str]:
    """Of the renamed strings those that later requests send back: stable value to live one."""
    listed = [stable for stable in profile.stable if stable.is_repeated]
    live = {
        value
        for content in contents
        for stable in listed
        for value in values(content, stable.path)
        if isinstance(value, str) and _is_made_up(value, stable)
    }
    return {renamed[value]: value for value in sorted(live) if renamed.get(value, value) != value}


def unmistakable(renamed: dict[str, str]) -> dict[str, str]:
    """Of the renamed strings those that may be replaced wherever they stand, longer ones first."""
    return {live: renamed[live] for live in sorted(renamed, key=len, reverse=True) if len(live) >= UNMISTAKABLE}


def translated(content: Any, renamed: dict[str, str]) -> Any:
    """The JSON value with every string that is one of the renamed ones replaced, and each of them in an address."""
    if isinstance(content, str):
        if content.startswith(ADDRESS) and " " not in content:
            # Where results are fetched: Anthropic's `results_url`, Gemini's `uri`.
            return reduce(lambda url, live: url.replace(live, renamed[live]), renamed, content)
        return renamed.get(content, content)
    if isinstance(content, list):
        return [translated(entry, renamed) for entry in content]
    if isinstance(content, dict):
        return {name: translated(value, renamed) for name, value in content.items()}
    return content
