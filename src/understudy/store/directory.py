"""A folder of recordings, one JSON file each; or one such file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from os.path import isfile
from pathlib import Path
from shlex import quote
from typing import Any

from understudy.apis import GENERIC, Profile
from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.match import NO_RULES, Naming, Rules, addressed
from understudy.model import RecordedRequest, Recording
from understudy.store.calls import call_document_of, named_by
from understudy.store.changes import is_worse, redated, says_the_same
from understudy.store.contract import CallDraft, Draft, Entry, Saved
from understudy.store.document import parsed
from understudy.store.following import named, values_between
from understudy.store.glance import entry_of, glance
from understudy.store.held import Held
from understudy.store.index import entries_of, read_text, similar_in
from understudy.store.lock import locked
from understudy.store.media import any_content, references
from understudy.store.media_files import MediaFiles
from understudy.store.naming import name_of, numbered_name_of
from understudy.store.reading import read, read_request
from understudy.store.referring import with_references
from understudy.store.similar import Similar
from understudy.store.whole_file import delete_half_written, is_there, replace_file, unusable, write_new
from understudy.store.writing import document_of, text_of

SPARE_NAMES = 1000


class Directory:
    """Recordings in a folder and the folders below. A folder that does not exist yet is an empty store."""

    def __init__(self, path: str | Path, shown: str = "", rules: Rules = NO_RULES, media: Path | None = None) -> None:
        """The path, how people know it if not as it is, and what means nothing in the requests of this project.

        Args:
            media: the folder in which media are written, if not where such a store has them.
        """
        self.path = path if isinstance(path, Path) else Path(path)
        self._shown, self.rules = shown, rules
        self._is_file = isfile(self.path)
        self._folder = self.path.parent if self._is_file else self.path
        self._media = MediaFiles(self._folder, media)
        self._similar: Similar | None = None
        self._held = Held()
        self._is_tidy = False

    @property
    def media(self) -> Path:
        """The folder in which media are written."""
        return self._media.place

    def describe(self) -> str:
        """Where this is, for people."""
        return self._shown or str(self.path)

    def exists(self) -> bool:
        """Whether the folder or the file is there."""
        return self.path.exists()

    def entries(self) -> Sequence[Entry]:
        """All recordings, in the order in which equal ones are played.

        Raises:
            RecordingUnreadable: a file is not a recording.
            StoreUnusable: the folder cannot be listed.
        """
        self._similar, self._held = None, Held()
        try:
            with self._located():
                if self._is_file:
                    return [glance(self._text(self.path.name), self.path.name, self.rules)]
                return entries_of(self.path, self.rules, self._held)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreUnusable(f"{self.path}: cannot be opened as a store: {error.strerror}") from error

    def load(self, name: str) -> Recording:
        """One recording, whole.

        Raises:
            RecordingUnreadable: it is damaged or gone.
        """
        with self._located():
            text = self._held.take(f"{self._folder}/{name}", name)
            return read(self._text(name) if text is None else text, name, self.rules, self._media.beside(name))

    def load_request(self, name: str) -> RecordedRequest:
        """What one recording answers, without its answer.

        Raises:
            RecordingUnreadable: it is damaged or gone.
        """
        with self._located():
            return read_request(self._text(name), name, self._media.beside(name))

    def similar(self, features: Sequence[int], limit: int) -> Sequence[str] | None:
        """Names of the recordings that share most features with a request, best first; None where the folder is
        small, or its index is not kept."""
        if self._similar is None:
            self._similar = similar_in(self.path)
        return None if self._similar is None else self._similar.nearest(features, limit)

    def save(self, draft: Draft | CallDraft) -> Saved:
        """Write a draft, whole or not at all. What another process has recorded meanwhile, and says the same, stays.

        Raises:
            StoreUnusable: it cannot be written; nothing has changed then.
            RecordingUnreadable: what it is to replace is damaged.
        """
        if draft.replaces is None and self._folder != self.path:
            raise StoreUnusable(
                f"{self.path}: holds one recording, and cannot take another one"
                f"\n\n  Use the folder as the store: {self._folder}"
            )
        with locked(self._folder) as is_alone:
            # Where it is gone, what was to replace it takes its name.
            if draft.replaces is not None and self._is_there(draft.replaces):
                saved = self._replace(draft, draft.replaces)
            else:
                saved = self._add(draft, is_alone)
            if saved.is_changed and not self._is_tidy:
                self._is_tidy = True
                delete_half_written(self._folder / saved.entry.name)
        return saved

    def _add(self, draft: Draft | CallDraft, is_alone: bool) -> Saved:
        document, profile = _document(draft, None)
        live_ids = document["id_normalization_mapping"]
        document, media = with_references(document)
        if (entry := self._twin(draft, document, profile)) is not None:
            return Saved(entry, False, live_ids)
        self._media.keep(media)
        names = [draft.replaces] if draft.replaces else _names(draft, document, profile.name, self.rules)
        name = write_new(self._folder, names, text_of(document), is_alone=is_alone)
        return Saved(entry_of(document, name, self.rules), True, live_ids)

    def _twin(self, draft: Draft | CallDraft, document: dict[str, Any], profile: Profile) -> Entry | None:
        """What another process has recorded of the same request, where it says the same."""
        for name in _names(draft, document, profile.name, self.rules):
            if not self._is_there(name):
                break
            with suppress(RecordingUnreadable):  # it stays as it is
                text = self._text(name)
                old = parsed(text, name)
                if says_the_same(with_references(old)[0], document, profile, self._values(draft, text)):
                    return entry_of(old, name, self.rules)
        return None

    def _is_there(self, name: str) -> bool:
        try:
            return is_there(self._folder / name)
        except OSError as error:
            raise unusable(self._folder / name, error) from error

    def _replace(self, draft: Draft | CallDraft, name: str) -> Saved:
        text, old = self._replaced(name)
        document, profile = _document(draft, old)
        live_ids = document["id_normalization_mapping"]
        document, media = with_references(document)
        kept, content = old, None
        if says_the_same(with_references(old)[0], document, profile, self._values(draft, text)):
            # What refers to them stays; they may be gone.
            self._media.keep({each: media[each] for each in references(old) & media.keys()})
            if draft.redates and (content := redated(text, old, draft.recorded)):
                kept = parsed(content.decode("utf-8"), name)
        elif not is_worse(old, document):
            self._media.keep(media)
            kept, content = document, text_of(document)
        if content is not None:
            replace_file(self._folder / name, content)
        return Saved(entry_of(kept, name, self.rules), content is not None, live_ids)

    def _replaced(self, name: str) -> tuple[str, dict[str, Any]]:
        try:
            with self._located():
                text = self._text(name)
                return text, parsed(text, name)
        except RecordingUnreadable as error:
            if "\n\n" in str(error):
                raise
            path = quote(f"{self._folder}/{name}")
            raise RecordingUnreadable(
                f"{error}\n\n  The new answer was not kept. See what is wrong: understudy verify {path}"
            ) from None

    def _values(self, draft: Draft | CallDraft, text: str) -> dict[str, str] | None:
        """Volatile values of the draft, and those of the recording whose place it takes; None without rules."""
        if not self.rules:
            return None
        if not self.rules.are_followed:
            return {}
        recorded = read_request(text, "", any_content).request
        asked = draft.call if isinstance(draft, CallDraft) else draft.request
        return values_between(named(asked, self.rules), named(recorded, self.rules))

    @contextmanager
    def _located(self) -> Iterator[None]:
        """Errors name the file as it is found from here, not only within the store."""
        try:
            yield
        except RecordingUnreadable as error:
            raise type(error)(f"{self._folder}/{error}") from None

    def _text(self, name: str) -> str:
        text = read_text(f"{self._folder}/{name}", name)
        if text is None:
            raise RecordingUnreadable(f"{name}: not a recording: a text that does not begin with an object")
        return text


def _document(draft: Draft | CallDraft, replaced: dict[str, Any] | None) -> tuple[dict[str, Any], Profile]:
    if isinstance(draft, CallDraft):
        return call_document_of(draft), GENERIC
    return document_of(draft, replaced), addressed(draft.request.method, draft.request.url).recognised.profile


def _names(draft: Draft | CallDraft, document: dict[str, Any], api: str, rules: Rules) -> Iterator[str]:
    """The name that a new recording is to have, and others, should it be taken. Made one by one: most are never
    asked for."""
    body: Any = document["request"].get("body")
    if isinstance(draft, CallDraft):
        api, body = named_by(draft.call)
    if rules:
        # Another day's recording of the same request has the same name.
        body = Naming(rules).without_volatile(body)
    for spare in range(SPARE_NAMES):
        if draft.order is not None:
            yield numbered_name_of(api, body, draft.order, spare)
        else:
            yield name_of(api, body, draft.scope, draft.fingerprint, draft.sequence + spare)
