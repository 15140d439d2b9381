"""Cassettes of vcrpy and pytest-recording become recordings in a store. Nothing is sent, no cassette is changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from understudy.errors import WrongUse
from understudy.formats.vcr import Interaction, Trouble, Unmovable, is_cassette, read_cassette, scope_of
from understudy.match import addressed, fingerprint_of_request
from understudy.model import Recording, Request
from understudy.operations.folders import FOLDER, folder_of
from understudy.redact import is_volatile, redacted_url
from understudy.store import Directory, Draft, Entry, read
from understudy.store.untrusted import LARGEST_RECORDING, bytes_of
from understudy.store.writing import document_of, text_of


@dataclass(frozen=True, slots=True)
class Imported:
    """An interaction that is a recording now."""

    cassette: str
    number: int
    """Place in the cassette, from 1."""

    name: str
    """Of the recording."""


@dataclass(frozen=True, slots=True)
class NotImported:
    """An interaction, or a whole cassette, that is not."""

    cassette: str
    number: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Contested:
    """A request that several cassettes of one scope answer differently: which of them is meant, nothing says."""

    request: str
    cassettes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """What became of cassettes."""

    store: str
    cassettes: int
    imported: tuple[Imported, ...]
    already_there: int
    """Interactions whose equal is a recording of the store, from an earlier import or from another cassette."""

    not_imported: tuple[NotImported, ...]
    contested: tuple[Contested, ...]


def import_cassettes(
    paths: Iterable[str | Path],
    store: str | Path | None,
    *,
    scope: str | None = None,
    is_scope_from_name: bool = False,
    root: str | Path = ".",
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Import:
    """Write a recording for each interaction of these cassettes, and of those in these folders.

    Args:
        store: a folder of recordings; None for one for each test, where the pytest plugin looks for it.
        scope: of all recordings; None for recordings that answer every scope.
        is_scope_from_name: whether each one's scope is the test that its cassette belongs to; it is where neither
            a store nor a scope is given.
        root: where pytest is run; the node ids of tests begin there.

    Raises:
        WrongUse: there is nothing at one of the paths, or PyYAML is needed and not installed.
        StoreUnusable: the store cannot be opened or written.
        RecordingUnreadable: a file of the store is not a recording.
    """
    runs: dict[Path, _Run] = {}
    unreadable: list[NotImported] = []
    cassettes = list(dict.fromkeys(each for path in paths for each in _cassettes(Path(path), store)))
    for done, path in enumerate(cassettes, start=1):
        try:
            is_named = is_scope_from_name or (store is None and scope is None)
            its_scope = scope_of(path, Path(root)) if is_named else scope
            place = Path(store) if store is not None else _place(its_scope or "", Path(root))
            if place not in runs:
                runs[place] = _Run(Directory(place), is_of_one_test=store is None)
            runs[place].take(path, its_scope)
        except Trouble as trouble:
            unreadable.append(NotImported(str(path), None, str(trouble)))
        progress(done, len(cassettes))
    return Import(
        str(store) if store is not None else f"{FOLDER} beside the tests",
        len(cassettes),
        tuple(
            each if store is not None else replace(each, name=f"{place}/{each.name}")
            for place, run in runs.items()
            for each in run.imported
        ),
        sum(run.already_there for run in runs.values()),
        tuple(each for run in runs.values() for each in run.not_imported) + tuple(unreadable),
        tuple(each for run in runs.values() for each in run.contested()),
    )


def _place(scope: str, root: Path) -> Path:
    """The folder of a test's recordings."""
    return folder_of(root / scope.partition("::")[0], scope)


def _cassettes(path: Path, store: str | Path | None) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for each in sorted(path.rglob("*")):
            within = each.relative_to(path).parts
            is_ours = FOLDER in within if store is None else each.resolve().is_relative_to(Path(store).resolve())
            is_hidden = any(part.startswith(".") for part in within)
            if not (is_hidden or is_ours) and each.is_file() and is_cassette(each):
                yield each
    else:
        raise WrongUse(f"{path}: no such folder or file\n\n  Name a cassette, or a folder of them.")


@dataclass
class _Run:
    """One import under way."""

    store: Directory
    is_of_one_test: bool
    imported: list[Imported] = field(default_factory=list)
    not_imported: list[NotImported] = field(default_factory=list)
    already_there: int = 0
    _kept: dict[tuple[str | None, str], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    """What the store has, by scope and fingerprint."""

    _essences: dict[str, Any] = field(default_factory=dict)
    _answers: dict[tuple[Any, ...], dict[str, list[Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    """For each request of a scope: what each cassette answers."""

    def __post_init__(self) -> None:
        for entry in self.store.entries():
            for fingerprint in entry.fingerprints:
                self._kept[entry.scope, fingerprint].append(entry)

    def take(self, path: Path, scope: str | None) -> None:
        """One cassette. Equal answers to equal requests within it are several recordings."""
        claimed: set[str] = set()
        try:
            interactions = read_cassette(bytes_of(path, LARGEST_RECORDING).decode("utf-8-sig"))
        except OSError as error:
            raise Trouble(f"cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise Trouble(f"not a cassette: byte {error.start} is not UTF-8") from None
        for interaction in interactions:
            match interaction:
                case Unmovable(number, reason):
                    self.not_imported.append(NotImported(str(path), number, reason))
                case Interaction():
                    self._take(interaction, str(path), scope, claimed)

    def _take(self, interaction: Interaction, cassette: str, scope: str | None, claimed: set[str]) -> None:
        request, fingerprint = interaction.request, fingerprint_of_request(interaction.request)
        equal = self._kept[scope, fingerprint]
        sequence = 1 + max((entry.sequence for entry in equal), default=0)
        draft = Draft(
            scope,
            request,
            interaction.response,
            fingerprint,
            sequence,
            interaction.recorded,
            stable_ids=False,
            order=interaction.number if self.is_of_one_test else None,
        )
        essence = _essence(read(text_of(document_of(draft)).decode("utf-8"), cassette))
        self._answers[scope, fingerprint, addressed(request.method, request.url).origin][cassette].append(essence)
        there = next((e.name for e in equal if e.name not in claimed and self._essence_of(e.name) == essence), None)
        if there is not None:
            self.already_there += 1
            claimed.add(there)
            return
        entry = self.store.save(draft).entry
        equal.append(entry)
        self._essences[entry.name] = essence
        claimed.add(entry.name)
        self.imported.append(Imported(cassette, interaction.number, entry.name))

    def _essence_of(self, name: str) -> Any:
        if name not in self._essences:
            self._essences[name] = _essence(self.store.load(name))
        return self._essences[name]

    def contested(self) -> Iterator[Contested]:
        """Requests to one server that several cassettes of one scope answer differently."""
        for answers in self._answers.values():
            longest = max(answers.values(), key=len)
            if any(each != longest[: len(each)] for each in answers.values()):
                method, url = longest[0][:2]
                yield Contested(f"{method} {url}", tuple(answers))


def _essence(recording: Recording) -> tuple[Any, ...]:
    """What makes two recordings of one scope and fingerprint the same, whenever they were recorded."""
    request, response = recording.request, recording.response
    asked = (request.method, redacted_url(request.url)) if isinstance(request, Request) else ("", "")
    headers = sorted((name.lower(), value) for name, value in response.headers if not is_volatile(name))
    return (*asked, response.status, tuple(headers), hashlib.sha256(response.body).digest())
