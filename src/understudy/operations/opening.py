"""A session on a folder of recordings: what it is opened with, the same for every door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.engine import SEED, Faults, Match, Repeat, Session
from understudy.misses import Commands
from understudy.model import ALL_BUT_ERRORS, INSTANT, Fault, Keep, Mode, Pace
from understudy.operations.project_rules import rules_for
from understudy.operations.redaction import secrets_for
from understudy.operations.renewing import Age, renewal
from understudy.redact import Secrets
from understudy.store import Directory, Entry, Store

if TYPE_CHECKING:
    from understudy.operations.settings import Settings


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """What a session is opened with."""

    store: str | Path
    mode: Mode = Mode.REPLAY
    mode_source: str = ""
    """Who set the mode, for people."""

    stable_ids: bool = True
    repeat: Repeat = Repeat.IN_ORDER
    match: Match = Match.EXACT
    pace: Pace = INSTANT
    faults: tuple[Fault, ...] = ()
    fault_seed: str = SEED
    renew: tuple[str, ...] = ()
    """APIs and files that the mode `record` renews; all where there are none."""

    max_age: Age | None = None
    """The mode `record` renews what is older."""

    keeps: Keep = ALL_BUT_ERRORS
    """Which of the answers that come become recordings."""

    def open(
        self,
        store: Store | None = None,
        *,
        scope: str | None = None,
        folder: Path | None = None,
        renews: Callable[[Entry], bool] | None = None,
        is_ordered: bool = False,
        commands: Commands | None = None,
        secrets: Secrets | None = None,
    ) -> Session:
        """Open a session.

        Args:
            store: instead of the folder of recordings by the rules of its project.
            scope: which recordings a request may be answered from first.
            folder: where paths in `renew` begin; None is the current folder.
            renews: which recordings the mode `record` renews, instead of what `renew` and `max_age` choose.
            is_ordered: whether new recordings are named by the order in which they are asked for.
            commands: what a person types to run the same otherwise; None is that they write `understudy.use`.
            secrets: what is never written, instead of what the environment and the project say.

        Raises:
            WrongUse: `renew` names neither an API nor a recording, or a rule of the project is none.
            RecordingUnreadable: a file of the store is not a recording.
            StoreUnusable: the store cannot be opened.
        """
        return Session(
            Directory(self.store, rules=rules_for(self.store)) if store is None else store,
            self.mode,
            scope=scope,
            stable_ids=self.stable_ids,
            repeat=self.repeat,
            match=self.match,
            pace=self.pace,
            faults=Faults(self.faults, self.fault_seed),
            renews=renews or self._renews(folder or Path.cwd()),
            redates=self.max_age is not None,
            is_ordered=is_ordered,
            today=now,
            mode_source=self.mode_source,
            commands=commands,
            secrets=secrets_for(self.store) if secrets is None else secrets,
            keeps=self.keeps,
        )

    def _renews(self, folder: Path) -> Callable[[Entry], bool]:
        """Which recordings of the store the session renews; only `record` renews any."""
        patterns = self.renew if self.mode is Mode.RECORD else ()
        return renewal(patterns, folder, self.max_age).chooses(Path(self.store), datetime.now(UTC))


def session_settings(settings: Settings, store: str | Path) -> SessionSettings:
    """What the settings of a project say of a session on this store."""
    return SessionSettings(
        store,
        settings.mode.value,
        settings.mode.source.name,
        stable_ids=settings.stable_ids.value,
        repeat=settings.repeat.value,
        match=settings.match.value,
        pace=settings.pace.value,
        faults=settings.faults.value,
        fault_seed=settings.fault_seed.value,
        renew=settings.renew.value,
        max_age=settings.max_age.value,
        keeps=settings.keeps,
    )


def now() -> str:
    """This second, ISO 8601, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
