"""What the rules of a project make of its recordings' keys: which move, which collide, which were edited.

Fingerprints are computed from the stored requests; nothing is asked again, and no answer is looked at.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from understudy.engine.lookup import Index
from understudy.engine.merged import Merged, merged
from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.match import NO_RULES, VERSION, Rules
from understudy.match.ready_made import READY_MADE
from understudy.match.rules import Volatile
from understudy.misses.difference import Difference
from understudy.operations.files import Unreadable, files_of
from understudy.operations.folders import FOLDER
from understudy.operations.project_rules import rules_for
from understudy.operations.verify import STATED
from understudy.store import Directory, Entry
from understudy.store.document import parsed
from understudy.store.following import named
from understudy.store.glance import glance
from understudy.store.index import read_text
from understudy.store.media import any_content
from understudy.store.reading import read_request
from understudy.store.whole_file import replace_file


@dataclass(frozen=True, slots=True)
class Move:
    """A recording whose stated fingerprint was made under other rules."""

    path: str
    stated: str
    computed: str
    counting: tuple[tuple[str, str], ...] = ()
    """Values that may have been volatile when it was recorded and count now, each after its ready-made kind: a request
    with another one no longer matches."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A recording whose stated fingerprint is not that of its request under the rules that it was made under."""

    path: str
    stated: str
    computed: str


@dataclass(frozen=True, slots=True)
class Collision:
    """Two recordings of one scope that become one."""

    one: str
    other: str
    scope: str | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Rekeying:
    """What was found, and what was written."""

    rules: Rules
    count: int
    """Recordings that were looked at."""

    moves: tuple[Move, ...]
    edited: tuple[Edited, ...]
    collisions: tuple[Collision, ...]
    unreadable: tuple[Unreadable, ...]
    is_written: bool = False

    @property
    def is_left(self) -> bool:
        """Whether there is something to do."""
        return bool((self.moves and not self.is_written) or self.edited or self.collisions or self.unreadable)


def rekey(
    place: str | Path, *, writes: bool = False, progress: Callable[[int, int], None] = lambda done, of: None
) -> Rekeying:
    """Compute every key of a store anew, under the rules of the project that it lies in.

    Args:
        place: a store, a folder of stores such as `tests/recordings`, or one recording.
        writes: whether files get their new fingerprints, all else staying as it is, byte for byte. Nothing is written
            where recordings collide: no session opens with such rules.
        progress: told after each file how many are done, of how many.

    Raises:
        StoreUnusable: there is nothing at this path; a file cannot be written.
        WrongUse: a rule is none.
    """
    rules, files = rules_for(place), files_of(place)
    entries: dict[Path, list[Entry]] = defaultdict(list)
    moves: list[Move] = []
    edited: list[Edited] = []
    unreadable = []
    for done, name in enumerate(files.names, start=1):
        path = files.folder / name
        store = _store_of(path, files.folder)
        try:
            text = read_text(path, name)
            if text is not None:
                within = path.relative_to(store).as_posix()
                entries[store].append(glance(text, within, rules))
                match _found(str(path), text, entries[store][-1], rules):
                    case Move() as move:
                        moves.append(move)
                    case Edited() as found:
                        edited.append(found)
        except RecordingUnreadable as error:
            unreadable.append(Unreadable(str(path), str(error).removeprefix(f"{name}: ")))
        progress(done, len(files.names))
    collisions = tuple(each for store, found in entries.items() for each in _collisions(store, found, rules))
    is_written = writes and bool(moves) and not collisions
    for move in moves if is_written else ():
        _write(move)
    count = sum(map(len, entries.values()))
    return Rekeying(rules, count, tuple(moves), tuple(edited), collisions, tuple(unreadable), is_written)


def _store_of(path: Path, folder: Path) -> Path:
    """A folder `recordings/<module>/<test>` is one test's store, whatever lies beside it."""
    return path.parent if path.absolute().parent.parent.parent.name == FOLDER else folder


def _found(path: str, text: str, entry: Entry, rules: Rules) -> Move | Edited | None:
    stated = stated_in(text, path)
    if stated is None or not entry.fingerprints or stated in entry.fingerprints:
        return None
    version, computed = stated.partition(":")[0], entry.fingerprints[0]
    if version == computed.partition(":")[0] or not STATED.fullmatch(stated):
        return Edited(path, stated, computed)
    if version == VERSION:
        own = glance(text, entry.name, NO_RULES).fingerprints[0]
        return Move(path, stated, computed) if stated == own else Edited(path, stated, own)
    return Move(path, stated, computed, _counting(text, entry.name, rules))


def stated_in(text: str, name: str) -> str | None:
    """The fingerprint that a file states; None where it states none, as those of format 1.

    Raises:
        RecordingUnreadable: the text is not a recording.
    """
    own = parsed(text, name).get("understudy")
    stated = own.get("fingerprint") if isinstance(own, dict) else None
    return stated if isinstance(stated, str) else None


def _counting(text: str, name: str, rules: Rules) -> tuple[tuple[str, str], ...]:
    """What ready-made kinds that are not declared find in the request."""
    declared = {kind.name for kind in rules.volatile}
    others = tuple(Volatile(kind, pattern) for kind, pattern in READY_MADE.items() if kind not in declared)
    found = named(read_request(text, name, any_content).request, Rules(rules.ignore, rules.volatile + others))
    kinds = ((placeholder[1:].rpartition(":")[0], value) for placeholder, value in found.items())
    return tuple((kind, value) for kind, value in kinds if kind not in declared)


def _collisions(folder: Path, entries: list[Entry], rules: Rules) -> Iterator[Collision]:
    store = Directory(folder, rules=rules)
    each: Merged
    for each in merged(store, Index(entries)) if rules else ():
        yield Collision(str(folder / each.one), str(folder / each.other), each.scope, each.differences)


def _write(move: Move) -> None:
    path = Path(move.path)
    raw = path.read_bytes()
    head, found, tail = raw.rpartition(move.stated.encode())
    content = head + move.computed.encode() + tail if found else raw
    before, after = (json.loads(each.decode("utf-8-sig")) for each in (raw, content))
    # In a file of an unusual layout the last such text may be somebody else's.
    if after != {**before, "understudy": {**before["understudy"], "fingerprint": move.computed}}:
        raise StoreUnusable(
            f"{path}: its fingerprint is not where we look for it"
            f"\n\n  In an editor, put this in its place: {move.computed}"
        )
    replace_file(path, content)
