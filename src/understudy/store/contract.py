"""What a store is: where recordings live. Every store runs the suite in `tests/contracts/test_store.py`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from understudy.match import Names, Rules
from understudy.model import Call, Outcome, RecordedRequest, Recording, Request, Response
from understudy.redact import Guard, Hiding


class Entry(NamedTuple):
    """What has to be known of a recording to find it, without reading its answer. A tuple: a store may have 100,000
    of them, which take a seventh of the time to make."""

    name: str
    scope: str | None
    fingerprints: tuple[str, ...]
    """Empty where the recording answers neither a request nor a call."""

    sequence: int
    origin: str
    """Scheme, host and port it was recorded from; decides between equal requests to different servers."""

    endpoint: str = ""
    model: str = ""
    api: str = ""
    """Name of the profile, `openai-chat`; `call` for a function's call."""

    recorded: str | None = None
    """Date of the recording, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An exchange that is to become a recording."""

    scope: str | None
    request: Request
    response: Response
    fingerprint: str
    sequence: int
    recorded: str
    """Date, ISO 8601."""

    stable_ids: bool = True
    stable_names: Names = field(default_factory=Names)
    """Live id to stable one, for those that earlier answers of the session brought."""

    order: int | None = None
    """Its place among all that a test asks, from 1, which names its file; None where a store is not one test's."""

    replaces: str | None = None
    """Name of the recording whose place it takes."""

    redates: bool = False
    """Whether a recording that says the same gets the new date."""

    hiding: Hiding | None = None
    """What is not written of the answer; the request is without it already."""

    guard: Guard | None = None
    """What is looked for before it is written; None is what credentials look like."""


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A function's call that is to become a recording."""

    scope: str | None
    call: Call
    outcome: Outcome
    fingerprint: str
    sequence: int
    recorded: str
    """Date, ISO 8601."""

    order: int | None = None
    """Its place among all that a test asks, from 1, which names its file; None where a store is not one test's."""

    replaces: str | None = None
    """Name of the recording whose place it takes."""

    redates: bool = False
    """Whether a recording that says the same gets the new date."""

    guard: Guard | None = None
    """What is looked for before it is written; None is what credentials look like."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a draft."""

    entry: Entry
    is_changed: bool
    """False where the file stays as it is: it already said the same, or is the better one."""

    live_ids: dict[str, str]
    """Stable id to the live one, for ids that later requests send back."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that has only to be written."""

    live_ids: Mapping[str, str]
    """As `Saved` has them, for requests that come before it is written."""

    write: Callable[[], Saved]
    """Writes it, whole or not at all; from any thread, once.

    Raises:
        StoreUnusable: it cannot be written; nothing has changed then.
    """


class Store(Protocol):
    """Recordings at rest."""

    @property
    def rules(self) -> Rules:
        """What means nothing in the requests that it answers: fingerprints are made by them."""
        ...

    def describe(self) -> str:
        """Where this is, for people."""
        ...

    def exists(self) -> bool:
        """Whether there is such a store, be it empty."""
        ...

    def entries(self) -> Sequence[Entry]:
        """All recordings, in the order in which equal ones are played.

        Raises:
            RecordingUnreadable: a file is not a recording.
            StoreUnusable: the store cannot be opened.
        """
        ...

    def load(self, name: str) -> Recording:
        """One recording, whole.

        Raises:
            RecordingUnreadable: it is damaged or gone.
        """
        ...

    def load_request(self, name: str) -> RecordedRequest:
        """What one recording answers, without its answer.

        Raises:
            RecordingUnreadable: it is damaged or gone.
        """
        ...

    def similar(self, features: Sequence[int], limit: int) -> Sequence[str] | None:
        """Names of the recordings that share most features with a request, best first; None where the store keeps
        no index of features."""
        ...

    def prepare(self, draft: Draft | CallDraft) -> Prepared:
        """Everything about a save but the writing. What another process has recorded meanwhile, and says the same,
        stays when it is written.

        Raises:
            StoreUnusable: there is no place for it.
            RecordingUnreadable: what it is to replace is damaged.
        """
        ...


class Saving(ABC):
    """What any store can do that prepares a draft."""

    @abstractmethod
    def prepare(self, draft: Draft | CallDraft) -> Prepared:
        """As `Store.prepare`."""

    def save(self, draft: Draft | CallDraft) -> Saved:
        """Write a draft, whole or not at all.

        Raises:
            StoreUnusable: it cannot be written; nothing has changed then.
            RecordingUnreadable: what it is to replace is damaged.
        """
        return self.prepare(draft).write()
