"""What a project keeps out of its recordings: the credentials of the environment, and its own rules.

The environment is read here, once for a session; nothing below does.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from understudy.errors import WrongUse
from understudy.operations.project_rules import is_possible
from understudy.redact import Secrets, parse_allowed, parse_hiding, secrets_in

VARIABLES = ("UNDERSTUDY_REDACT", "UNDERSTUDY_ALLOW_SECRETS")


def secrets_for(
    store: str | Path, redact: Sequence[object] | None = None, allow_secrets: Sequence[object] | None = None
) -> Secrets:
    """What a session on this store hides, and what it may write all the same.

    Args:
        redact, allow_secrets: instead of what `[tool.understudy]` in the nearest pyproject.toml above the store and the
            environment say.

    Raises:
        WrongUse: a rule is none.
    """
    if None in (redact, allow_secrets) and is_possible(Path(store), VARIABLES):
        from understudy.operations.settings import read_settings

        settings = read_settings(Path(store).absolute(), os.environ)
        redact = settings.redact.value if redact is None else redact
        allow_secrets = settings.allow_secrets.value if allow_secrets is None else allow_secrets
    return secrets_of(redact or (), allow_secrets or ())


def check_typed(store: str | Path, name: str, what: str, path: str, text: str, before: str = "") -> None:
    """What somebody typed may be written into a recording.

    Args:
        what: it is, for people.
        path: where it is to stand, `response.body`.
        before: what stands there; what a secret in it is, is none that is new.

    Raises:
        WrongUse: it holds a secret. Says which kind, and never what.
    """
    secrets = secrets_for(store)
    guard = secrets.guard
    if guard.is_allowed_at(path):
        return
    found = next((each.name for each in guard.left_in(text) if text[each.start : each.end] not in before), None)
    if found is None and secrets.text(text) != text and secrets.text(before) == before:
        found = "what the project keeps out of its recordings"
    if found is not None:
        raise WrongUse(f"{name}: {what} would hold {found}\n\n  Nothing was written. Leave it out.")


def secrets_of(redact: Sequence[object], allow_secrets: Sequence[object]) -> Secrets:
    """The same by these rules.

    Raises:
        WrongUse: a rule is none.
    """
    return Secrets(secrets_in(os.environ), parse_hiding(redact), parse_allowed(allow_secrets))
