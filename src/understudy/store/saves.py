"""Drafts on their way into a folder: made ready first, then given a place under the folder's lock.

What takes long, to make a document and to get it onto the disk, is done before the lock is held, so that saves of
several threads and processes overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote
from typing import Any

from understudy.apis import GENERIC, Profile
from understudy.errors import RecordingUnreadable
from understudy.match import Naming, Rules, addressed
from understudy.store.calls import call_document_of, named_by
from understudy.store.changes import is_worse, redated, says_the_same
from understudy.store.contract import CallDraft, Draft, Entry, Prepared, Saved
from understudy.store.document import parsed
from understudy.store.following import named, values_between
from understudy.store.glance import entry_of
from understudy.store.index import text_of_recording
from understudy.store.lock import locked
from understudy.store.media import any_content, references
from understudy.store.media_files import MediaFiles
from understudy.store.naming import name_of, numbered_name_of
from understudy.store.reading import read_request
from understudy.store.referring import with_references
from understudy.store.request import model_of
from understudy.store.scanning import check
from understudy.store.tags import tagged, tags_of
from understudy.store.whole_file import (
    Unnamed,
    delete_half_written,
    is_there,
    no_free_name,
    sync_folder,
    unnamed,
    unusable,
)
from understudy.store.writing import document_of, text_of

SPARE_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft comes to beside what is recorded."""

    found: str | None
    """The text of the recording whose place it takes; None where there is none."""

    entry: Entry
    """Of what will be there; its name is still to be found where nothing was."""

    content: bytes | None
    """What is to be written; None where the file stays as it is."""

    media: Mapping[str, bytes]
    document: dict[str, Any]
    """The draft's own."""

    profile: Profile


class Saves:
    """The way into one folder."""

    def __init__(self, folder: Path, media: MediaFiles, rules: Rules) -> None:
        self._folder, self._media, self._rules = folder, media, rules
        self._is_tidy = False

    def prepare(self, draft: Draft | CallDraft) -> Prepared:
        """As `Store.prepare`."""
        plan = self._plan(draft)
        return Prepared(_live_ids(plan), partial(self._write, draft, plan))

    def _plan(self, draft: Draft | CallDraft) -> Plan:
        found = self._found(draft)
        if found is None:
            document, profile = _document(draft, None)
            document, media = with_references(document)
            check(document, media, text := text_of(document), draft.guard)
            return Plan(None, _entry(draft, document, profile), text, media, document, profile)
        assert draft.replaces is not None
        old = self._parsed(found, draft.replaces)
        document, profile = _document(draft, old)
        if tags := self._tags(old, draft.replaces):
            document = tagged(document, tags)
        document, media = with_references(document)
        kept, content = old, None
        if says_the_same(with_references(old)[0], document, profile, self._values(draft, found)):
            # What refers to them stays; they may be gone.
            media = {each: media[each] for each in references(old) & media.keys()}
            if draft.redates and (content := redated(found, old, draft.recorded)):
                kept = self._parsed(content.decode("utf-8"), draft.replaces)
        elif is_worse(old, document):
            media = {}
        else:
            kept, content = document, text_of(document)
            check(document, media, content, draft.guard)
        return Plan(found, entry_of(kept, draft.replaces, self._rules), content, media, document, profile)

    def _write(self, draft: Draft | CallDraft, plan: Plan) -> Saved:
        while (saved := self._placed(draft, plan)) is None:
            plan = self._plan(draft)
        if saved.is_changed:
            sync_folder(self._folder / saved.entry.name)
            if not self._is_tidy:
                self._is_tidy = True
                delete_half_written(self._folder / saved.entry.name)
        return saved

    def _placed(self, draft: Draft | CallDraft, plan: Plan) -> Saved | None:
        """Give the plan its place; None where what it takes the place of has changed since it was made."""
        new = nullcontext() if plan.content is None else unnamed(self._folder, plan.content)
        with new as file, locked(self._folder) as is_alone:
            if self._found(draft) != plan.found:
                return None
            if plan.found is None:
                assert file is not None
                return self._add(draft, plan, file, is_alone)
            self._media.keep(plan.media)
            if file is not None:
                file.replace(self._folder / plan.entry.name)
            return Saved(plan.entry, file is not None, _live_ids(plan))

    def _add(self, draft: Draft | CallDraft, plan: Plan, file: Unnamed, is_alone: bool) -> Saved:
        self._media.keep(plan.media)
        tried = []
        for name in _names(draft, plan, self._rules):
            try:
                file.take(self._folder / name, is_alone=is_alone)
                return Saved(plan.entry._replace(name=name), True, _live_ids(plan))
            except FileExistsError:
                if (twin := self._twin(draft, plan, name)) is not None:
                    return Saved(twin, False, _live_ids(plan))
            tried.append(name)
        raise no_free_name(self._folder, tried)

    def _twin(self, draft: Draft | CallDraft, plan: Plan, name: str) -> Entry | None:
        """What another process has recorded of the same request, if it is this and says the same."""
        with suppress(RecordingUnreadable):  # it stays as it is
            text = self._text(name)
            old = parsed(text, name)
            if says_the_same(with_references(old)[0], plan.document, plan.profile, self._values(draft, text)):
                return entry_of(old, name, self._rules)
        return None

    def _found(self, draft: Draft | CallDraft) -> str | None:
        """The text of what it replaces. Where that is gone, what was to replace it takes its name."""
        name = draft.replaces
        if name is None:
            return None
        try:
            if not is_there(self._folder / name):
                return None
        except OSError as error:
            raise unusable(self._folder / name, error) from error
        return self._text(name)

    def _text(self, name: str) -> str:
        try:
            return text_of_recording(self._folder, name)
        except RecordingUnreadable as error:
            raise self._not_kept(error, name) from None

    def _parsed(self, text: str, name: str) -> dict[str, Any]:
        try:
            return parsed(text, name)
        except RecordingUnreadable as error:
            raise self._not_kept(error, name) from None

    def _tags(self, document: dict[str, Any], name: str) -> tuple[str, ...]:
        try:
            return tags_of(document, name)
        except RecordingUnreadable as error:
            raise self._not_kept(error, name) from None

    def _not_kept(self, error: RecordingUnreadable, name: str) -> RecordingUnreadable:
        """The error, by the file's name as it is found from here, with what to do."""
        path, said = f"{self._folder}/{name}", f"{self._folder}/{error}"
        if "\n\n" not in said:
            said += f"\n\n  The new answer was not kept. See what is wrong: understudy verify {quote(path)}"
        return type(error)(said)

    def _values(self, draft: Draft | CallDraft, text: str) -> dict[str, str] | None:
        """Volatile values of the draft, and those of the recording whose place it takes; None without rules."""
        if not self._rules:
            return None
        if not self._rules.are_followed:
            return {}
        recorded = read_request(text, "", any_content).request
        asked = draft.call if isinstance(draft, CallDraft) else draft.request
        return values_between(named(asked, self._rules), named(recorded, self._rules))


def _document(draft: Draft | CallDraft, replaced: dict[str, Any] | None) -> tuple[dict[str, Any], Profile]:
    if isinstance(draft, CallDraft):
        return call_document_of(draft), GENERIC
    return document_of(draft, replaced), addressed(draft.request.method, draft.request.url).recognised.profile


def _entry(draft: Draft | CallDraft, document: dict[str, Any], profile: Profile) -> Entry:
    """What `glance` would find in the document; its name is still to be found."""
    entry = Entry("", draft.scope, (draft.fingerprint,), draft.sequence, "", recorded=draft.recorded)
    if isinstance(draft, CallDraft):
        return entry._replace(endpoint=draft.call.endpoint, api="call")
    address = addressed(draft.request.method, draft.request.url)
    model = model_of(document["request"])
    return entry._replace(origin=address.origin, endpoint=address.endpoint, model=model, api=profile.name)


def _live_ids(plan: Plan) -> dict[str, str]:
    live_ids: dict[str, str] = plan.document["id_normalization_mapping"]
    return live_ids


def _names(draft: Draft | CallDraft, plan: Plan, rules: Rules) -> Iterator[str]:
    """The name that a new recording is to have, and others, should it be taken. Made one by one: most are never
    asked for."""
    if draft.replaces is not None:
        yield draft.replaces
        return
    api, body = plan.profile.name, plan.document["request"].get("body")
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
