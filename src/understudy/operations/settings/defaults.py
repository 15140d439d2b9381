"""All settings and what they are where nobody sets them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from understudy.engine import SEED, Match, Repeat
from understudy.match import Rules, parse_rules
from understudy.model import INSTANT, MAX_ANSWER, Fault, Keep, Mode, Pace
from understudy.operations.renewing import Age
from understudy.operations.settings.source import Setting, Source
from understudy.operations.settings.values import NAMES, Layout, Unused, check_names, parsed


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set, each once."""

    mode: Setting[Mode] = Setting(Mode.REPLAY)
    store: Setting[Path | None] = Setting(None)
    """None where `layout` decides."""

    stable_ids: Setting[bool] = Setting(True)
    repeat: Setting[Repeat] = Setting(Repeat.IN_ORDER)
    match: Setting[Match] = Setting(Match.EXACT)
    pace: Setting[Pace] = Setting(INSTANT)
    """When the chunks of what is played are given."""

    faults: Setting[tuple[Fault, ...]] = Setting(())
    """What goes wrong with what is played, on purpose."""

    fault_seed: Setting[str] = Setting(SEED)
    """Chooses, by a fault's probability, which requests meet it."""

    unused: Setting[Unused] = Setting(Unused.FAIL)
    layout: Setting[Layout] = Setting(Layout.PER_TEST)
    ignore_hosts: Setting[tuple[str, ...]] = Setting(())
    """Hosts that may be reached in replay by clients that are not hooked."""

    ignore: Setting[tuple[str, ...]] = Setting(())
    """Paths into requests that do not count in matching."""

    volatile: Setting[tuple[object, ...]] = Setting(())
    """Kinds of values that differ between equal requests, as they are spelt."""

    follow: Setting[bool] = Setting(True)
    """Whether answers that repeat a volatile value of their request follow it."""

    redact: Setting[tuple[object, ...]] = Setting(())
    """What is never written besides credentials, as it is spelt."""

    allow_secrets: Setting[tuple[object, ...]] = Setting(())
    """What may be written although it looks like a credential."""

    all: Setting[bool] = Setting(False)
    """Whether every test is covered, or only those that ask for it."""

    marks: Setting[tuple[str, ...]] = Setting(())
    """Marks of others that cover a test, such as `vcr`."""

    subprocesses: Setting[bool] = Setting(True)
    """Whether Python programs that a test starts join its session."""

    renew: Setting[tuple[str, ...]] = Setting(())
    """APIs and files that the mode `record` renews; all where there are none."""

    max_age: Setting[Age | None] = Setting(None)
    """The mode `record` renews what is older."""

    review: Setting[bool] = Setting(False)
    """Whether what is recorded anew waits for somebody to look at it."""

    record_errors: Setting[bool] = Setting(False)
    """Whether answers are kept that tell of a bad hour: 408, 409, 429, 5xx, broken streams."""

    max_answer: Setting[int] = Setting(MAX_ANSWER)
    """Bytes of the largest answer that is kept."""

    def changed(self, values: Mapping[str, object], source: Source) -> Settings:
        """These settings, with some of them set anew; names are spelt as in Python.

        Raises:
            WrongUse: a name or a value does not exist.
        """
        check_names(values, NAMES, source.name)
        return replace(self, **{name: Setting(parsed(name, value, source), source) for name, value in values.items()})

    @property
    def rules(self) -> Rules:
        """What means nothing in requests."""
        return _rules(self.ignore.value, json.dumps(self.volatile.value), self.follow.value)

    @property
    def keeps(self) -> Keep:
        """Which answers become recordings."""
        return Keep(self.record_errors.value, self.max_answer.value)

    def for_ci(self, environment: Mapping[str, str]) -> Settings:
        """These settings; with `CI` set, a recording mode that is not from the command line becomes replay."""
        records = self.mode.value in (Mode.RECORD, Mode.RECORD_IF_MISSING)
        if not records or self.mode.source.is_command_line or not is_ci(environment):
            return self
        source = Source(f"CI is set, {self.mode.value.value} was asked for by {self.mode.source.name}")
        return replace(self, mode=Setting(Mode.REPLAY, source))


@lru_cache(maxsize=64)
def _rules(ignore: tuple[str, ...], volatile: str, follow: bool) -> Rules:
    """Made once, and not for every test: patterns are tried out."""
    return parse_rules(ignore, json.loads(volatile), follow=follow)


def is_ci(environment: Mapping[str, str]) -> bool:
    """Whether a machine runs this, with nobody beside it."""
    return environment.get("CI", "").lower() not in ("", "0", "false")
