"""All values that a session knows to be secret: those it was told of, and those its requests bring along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from understudy.apis import Profile
from understudy.model import Request
from understudy.redact.finder import Finder
from understudy.redact.guard import Allowed, Guard
from understudy.redact.hiding import NO_RULES, Hiding
from understudy.redact.own import own_secrets
from understudy.redact.rules import HidingRules
from understudy.redact.secret import ONCE, Secret, is_telling

MOST = 200
"""Keys of clients that are remembered: a server may see thousands, which change by the hour."""


class Secrets:
    """Grows as requests bring keys along. One thread at a time."""

    def __init__(
        self, told: Sequence[Secret] = (), rules: HidingRules = NO_RULES, allowed: Sequence[Allowed] = ()
    ) -> None:
        """Those of the environment and of whoever opens the session.

        Args:
            rules: what else is hidden.
            allowed: what may be written although it looks like a credential.
        """
        self._told = {secret.value: secret.label for secret in told}
        self._brought: dict[str, str] = {}
        self._rules, self._allowed = rules, tuple(allowed)
        self._made()

    def tell(self, secrets: Iterable[Secret]) -> None:
        """Hide these, too. What is known by a variable keeps its name: a replay may be told of none."""
        fresh = {secret.value: secret.label for secret in secrets if is_telling(secret.value)}
        self._told = {**fresh, **self._told}
        self._made()

    def of(self, request: Request, profile: Profile) -> tuple[Request, Hiding]:
        """The request with placeholders, and what is hidden in the answer to it."""
        own = own_secrets(request, profile)
        if own:
            self._bring(own)
        hiding = Hiding(self._finder, self._labels, own, self._rules)
        return hiding.request(request), hiding

    def hiding(self) -> Hiding:
        """What is hidden in a text that belongs to no request."""
        return Hiding(self._finder, self._labels, (), self._rules)

    @property
    def guard(self) -> Guard:
        """What is looked for before anything is written."""
        return Guard(self._finder, tuple(self._labels.items()), self._allowed)

    def text(self, text: str) -> str:
        """Such a text with placeholders, numbered as they appear in it."""
        return self.hiding().text(text)

    def _bring(self, own: Sequence[Secret]) -> None:
        fresh = {each.value: each.label for each in own if each.value not in self._labels and each.label != ONCE}
        if fresh:
            self._brought |= fresh
            while len(self._brought) > MOST:
                del self._brought[next(iter(self._brought))]
            self._made()

    def _made(self) -> None:
        self._labels = {**self._brought, **self._told}
        self._finder = Finder(self._labels) if self._labels else None
