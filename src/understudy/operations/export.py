"""A store in another system's form."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from understudy.errors import StoreUnusable, WrongUse
from understudy.formats import format1
from understudy.formats.format1 import Unwritable, Written
from understudy.model import Recording
from understudy.operations.files import Files, Unreadable, files_of
from understudy.store.document import parsed
from understudy.store.whole_file import replace_file

FORMATS = ("1",)


@dataclass(frozen=True, slots=True)
class Exported:
    """A recording that is there in the other form."""

    name: str
    file: str
    """Path within the folder."""

    key: str
    lost: tuple[str, ...]
    """What the other form cannot hold, a few words each."""


@dataclass(frozen=True, slots=True)
class NotExported:
    """A recording that is not."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """What became of a store."""

    store: str
    folder: str
    format: str
    exported: tuple[Exported, ...]
    not_exported: tuple[NotExported, ...]


def export(store: str | Path, folder: str | Path, format_: str = "1") -> Export:
    """Write every recording of a store into a folder, in another form.

    Raises:
        WrongUse: the form does not exist, or the folder is the store.
        StoreUnusable: there is no store, or the folder cannot be written.
    """
    if format_ not in FORMATS:
        raise WrongUse(f"format {format_!r} does not exist\n\n  Formats are: {', '.join(FORMATS)}.")
    files, target = files_of(store), Path(folder)
    if target.exists() and not target.is_dir():
        raise StoreUnusable(f"{target}: not a folder\n\n  Name a folder; it is made where there is none.")
    if target.resolve() == files.folder.resolve():
        raise WrongUse(f"{target}: is the store itself\n\n  Name another folder.")
    run = _Run(files, target)
    for name in sorted(files.names, key=run.place):
        run.export(name)
    return Export(str(store), str(folder), format_, tuple(run.exported), tuple(run.not_exported))


@dataclass
class _Run:
    """One export under way. A recording whose request names another's id comes after that one."""

    files: Files
    folder: Path
    exported: list[Exported] = field(default_factory=list)
    not_exported: list[NotExported] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """Stable ids, and what they are called in format 1."""

    _seen: set[str] = field(default_factory=set)
    _taken: dict[str, str] = field(default_factory=dict)
    """Files of this run, and which recording is in them."""

    _owners: dict[str, str] | None = None

    def place(self, name: str) -> tuple[int, str]:
        """Of equal requests the one that is answered first comes first."""
        recording = self.files.read(name)
        return (recording.sequence if isinstance(recording, Recording) else 1), name

    def export(self, name: str) -> None:
        """One recording, and before it those that its request names."""
        if name in self._seen:
            return
        self._seen.add(name)
        match self.files.read(name):
            case Unreadable(_, reason):
                self.not_exported.append(NotExported(name, reason.removeprefix(f"{name}: ")))
            case Recording() as recording:
                for id_ in sorted(format1.names_in(recording)):
                    if owner := self._owner(id_):
                        self.export(owner)
                self._put(name, self._written(recording))

    def _written(self, recording: Recording) -> Written | Unwritable:
        if recording.format == 1:
            text = self.files.text(recording.name) or ""
            return format1.own_file(parsed(text, recording.name), recording.name)
        return format1.written(recording, self.ids)

    def _put(self, name: str, result: Written | Unwritable) -> None:
        if isinstance(result, Unwritable):
            self.not_exported.append(NotExported(name, result.reason))
            return
        self.ids |= result.renamed
        # The folders of a store are kept: the original system has one for each group of tests, too.
        file = str(PurePosixPath(name).with_name(result.name))
        if other := self._taken.get(file):
            reason = f"format 1 has one answer for this request, and that of {other} has its place"
            self.not_exported.append(NotExported(name, reason))
            return
        path, content = self.folder / file, result.text.encode("ascii")
        if path.exists() and path.read_bytes() != content:
            reason = f"{path} is there already and differs: delete it, or export to an empty folder"
            self.not_exported.append(NotExported(name, reason))
            return
        if not path.exists():
            replace_file(path, content)
        self._taken[file] = name
        self.exported.append(Exported(name, file, result.key, result.lost))

    def _owner(self, id_: str) -> str | None:
        """The recording whose answer has this stable id."""
        if self._owners is None:
            self._owners = {}
            for name in self.files.names:
                recording = self.files.read(name)
                if isinstance(recording, Recording) and recording.fingerprints:
                    own = format1.stable_name(recording)
                    self._owners.setdefault(own, name)
        return self._owners.get(id_)
