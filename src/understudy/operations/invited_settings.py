"""What a session is opened with, as an invitation to it carries that: there and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.engine import parse_match, parse_repeat
from understudy.misses import Commands
from understudy.model import Keep, parse_faults, parse_mode, parse_pace, parse_size, spelt_fault, spelt_size
from understudy.operations.invitation import Invitation
from understudy.operations.opening import SessionSettings, session_settings
from understudy.operations.renewing import parse_age

if TYPE_CHECKING:
    from understudy.operations.settings import Settings


def invitation_to(
    settings: Settings,
    store: Path,
    *,
    folder: str,
    scope: str | None = None,
    stage: Path | None = None,
    commands: Commands | None = None,
    said: Mapping[str, str] | None = None,
) -> Invitation:
    """An invitation to a session on a store, as the settings of a project say.

    Args:
        folder: for reports.
        scope: which recordings a request may be answered from first.
        stage: where new recordings wait until a test has passed.
        commands: what a person types to run the same otherwise.
        said: what the command line of `understudy run` says.
    """
    given = session_settings(settings, store)
    return Invitation(
        folder=folder,
        store=str(store),
        mode=given.mode.value,
        mode_source=given.mode_source,
        scope=scope,
        stable_ids=given.stable_ids,
        repeat=given.repeat.value,
        match=given.match.value,
        pace=str(given.pace),
        faults=", ".join(map(spelt_fault, given.faults)),
        fault_seed=given.fault_seed,
        renew=list(given.renew),
        here=str(settings.renew.source.folder.absolute()) if given.renew else "",
        max_age=given.max_age.text if given.max_age else None,
        record_errors=given.keeps.errors,
        max_answer=spelt_size(given.keeps.max_answer),
        ignore_hosts=list(settings.ignore_hosts.value),
        rules=settings.rules.spelt,
        stage=str(stage.absolute()) if stage else None,
        commands=[commands.record, commands.repeat] if commands else None,
        said=None if said is None else dict(said),
    )


def settings_in(invitation: Invitation) -> SessionSettings:
    """What an invitation says of its session.

    Raises:
        WrongUse: it says what this version does not know.
    """
    return SessionSettings(
        invitation.store,
        parse_mode(invitation.mode),
        invitation.mode_source,
        stable_ids=invitation.stable_ids,
        repeat=parse_repeat(invitation.repeat),
        match=parse_match(invitation.match),
        pace=parse_pace(invitation.pace),
        faults=parse_faults(invitation.faults),
        fault_seed=invitation.fault_seed,
        renew=tuple(invitation.renew),
        max_age=None if invitation.max_age is None else parse_age(invitation.max_age),
        keeps=Keep(invitation.record_errors, parse_size(invitation.max_answer)),
    )
