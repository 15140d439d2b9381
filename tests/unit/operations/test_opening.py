from __future__ import annotations

from pathlib import Path

import pytest

from understudy.engine import Repeat
from understudy.errors import WrongUse
from understudy.model import Mode, parse_faults
from understudy.operations.opening import SessionSettings, now
from understudy.operations.renewing import parse_age
from understudy.store import Directory


def test_a_session_is_as_the_settings_say(tmp_path: Path) -> None:
    """
    Its mode, who set it, and its scope; the store is the folder.
    """
    settings = SessionSettings(tmp_path, Mode.RECORD, "--mode", repeat=Repeat.LAST, faults=parse_faults("refused"))

    session = settings.open(scope="a")

    assert (session.mode, session.mode_source, session.scope) == (Mode.RECORD, "--mode", "a")
    assert session.commands is None


def test_a_store_may_be_given(tmp_path: Path) -> None:
    """
    Whoever has one by rules of its own, or with a stage, hands it over.
    """
    store = Directory(tmp_path)

    assert SessionSettings("elsewhere").open(store).store is store


def test_paths_to_renew_begin_at_a_folder(tmp_path: Path) -> None:
    """
    An interpreter that joins a run may stand elsewhere than the command that was given.
    """
    (tmp_path / "recordings").mkdir()
    settings = SessionSettings(tmp_path / "recordings", Mode.RECORD, renew=("recordings",), max_age=parse_age("1d"))

    assert settings.open(folder=tmp_path).mode is Mode.RECORD
    with pytest.raises(WrongUse, match="recordings"):
        settings.open(folder=tmp_path / "recordings")


def test_only_record_looks_at_what_is_renewed(tmp_path: Path) -> None:
    """
    A replay with a choice that names nothing replays.
    """
    assert SessionSettings(tmp_path, renew=("no-such-api",)).open().mode is Mode.REPLAY


def test_the_date_of_a_recording_is_this_second_in_utc() -> None:
    """
    ISO 8601, without fractions.
    """
    assert len(now()) == len("2026-01-01T00:00:00Z")
    assert now().endswith("Z")
