"""The rules of the project that a store lies in: every door to a store matches by the same ones."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from understudy.match import NO_RULES, Rules, parse_rules

PROJECT = "pyproject.toml"
VARIABLES = ("UNDERSTUDY_IGNORE", "UNDERSTUDY_VOLATILE", "UNDERSTUDY_FOLLOW")


def rules_for(
    store: str | Path,
    ignore: Iterable[str] | None = None,
    volatile: Iterable[str | Mapping[str, str]] | None = None,
    follow: bool | None = None,
) -> Rules:
    """What means nothing in the requests of a store.

    Args:
        ignore, volatile, follow: instead of what `[tool.understudy]` in the nearest pyproject.toml above the store
            and the environment say.

    Raises:
        WrongUse: a rule does not exist, or would leave out what is asked.
    """
    if None not in (ignore, volatile, follow) or not is_possible(Path(store), VARIABLES):
        is_followed = follow is not False
        return parse_rules(ignore or (), volatile or (), follow=is_followed) if ignore or volatile else NO_RULES
    from understudy.operations.settings import read_settings

    settings = read_settings(Path(store).absolute(), os.environ)
    return parse_rules(
        settings.ignore.value if ignore is None else ignore,
        settings.volatile.value if volatile is None else volatile,
        follow=settings.follow.value if follow is None else follow,
    )


def is_possible(store: Path, variables: Iterable[str]) -> bool:
    """Whether anybody says anything. Most do not, and pay for this look alone.

    Args:
        variables: of the environment, which may say it.
    """
    if any(name in os.environ for name in variables):
        return True
    above = (folder / PROJECT for folder in store.absolute().parents)
    project = next((path for path in above if path.is_file()), None)
    return project is not None and b"understudy" in project.read_bytes()
