"""What every page is made from: the store, its catalogue, and the session that runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe

from starlette.requests import Request

from understudy.engine import Session
from understudy.errors import RecordingUnreadable
from understudy.model import Recording
from understudy.operations.catalogue import Catalogue
from understudy.operations.files import Files, Unreadable, is_name
from understudy.operations.project_rules import rules_for
from understudy.operations.running import Running
from understudy.operations.standing import Standing
from understudy.operations.versions import version
from understudy.ui.answers import NotFound

PATIENCE_S = 0.12
"""How long a page waits for what has changed to be read: a small store is always shown as it is."""


class Context:
    """One store. Safe to use from several threads."""

    def __init__(
        self,
        store: str | Path,
        running: Running | None,
        progress: Callable[[int, int], None],
        by_tests: Standing | None,
        *,
        edits: bool,
    ) -> None:
        self.store, self.running, self._by_tests = Path(store), running, by_tests
        self.token = token_urlsafe() if edits else ""
        """What a form of ours brings along; empty where pages are read-only."""
        self.rules = rules_for(store)
        self._progress = progress
        self._catalogue: Catalogue | None = None

    @property
    def catalogue(self) -> Catalogue:
        """Made when it is needed first: a server whose pages nobody opens has none."""
        if self._catalogue is None:
            self._catalogue = Catalogue(self.store, self._progress)
        return self._catalogue

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The pages that one can go to, and what they are called."""
        of_run = () if self.running is None else (("/live", "Live"), ("/misses", "Misses"))
        return (("/", "Recordings"), ("/overview", "Overview"), *of_run, ("/review", "Review"))

    @property
    def session(self) -> Session | None:
        """The one that runs."""
        return None if self.running is None else self.running.session

    @property
    def files(self) -> Files:
        """To read one by its name."""
        return Files(self.store.parent if self.store.is_file() else self.store, ())

    @property
    def standing(self) -> Standing | None:
        """Which recordings are needed: by the running session, else by the tests; None where neither is known."""
        return self._by_tests if self.session is None else Standing(Counter(self.session.journal.played))

    def recording(self, name: str, commit: str = "") -> Recording:
        """The recording of this name; as it was in a commit, where one is given.

        Raises:
            NotFound: there is none.
            RecordingUnreadable: it is damaged.
        """
        is_other = self.store.is_file() and name != self.store.name
        if is_other or not is_name(name) or not (self.files.folder / name).exists():
            raise NotFound(f"{self.store} holds no recording {name}.")
        if commit:
            if (found := version(self.files, name, commit, self.rules)) is None:
                raise NotFound(f"{name} is not in {commit}.")
            return found
        match self.files.read(name, self.rules):
            case Recording() as recording:
                return recording
            case Unreadable(_, reason):
                raise RecordingUnreadable(reason)
            case None:
                raise NotFound(f"{name} is a note, no recording.")

    def close(self) -> None:
        """Let go of the catalogue."""
        if self._catalogue is not None:
            self._catalogue.close()


def context_of(request: Request) -> Context:
    """What this page is made from."""
    context: Context = request.app.state.context
    return context


def recording_of(request: Request, parameter: str = "name") -> Recording:
    """The recording that the address names.

    Raises:
        NotFound: there is none.
        RecordingUnreadable: it is damaged.
    """
    return context_of(request).recording(request.query_params.get(parameter, ""))
