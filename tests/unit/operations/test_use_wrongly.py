"""`understudy.use`, given what it does not take, and one where it takes several."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import understudy
from understudy.model import parse_pace


@pytest.mark.parametrize("store", ["", None, 5, lambda: None], ids=["empty", "None", "number", "function"])
def test_a_store_that_is_no_path_is_told_at_once(store: Any) -> None:
    """
    A variable that is not set, and `@understudy.use` without its parentheses.
    """
    with pytest.raises(understudy.WrongUse, match=r"^store: .* is not a path\n\n  .*understudy.use\('recordings'\)"):
        understudy.use(store)


def test_a_scope_that_is_no_text_is_told_at_once(tmp_path: Path) -> None:
    """
    And what one looks like.
    """
    with pytest.raises(understudy.WrongUse, match=r"^scope: 5 is neither a text nor None\n\n  "):
        understudy.use(tmp_path, scope=5)


def test_a_pace_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    """
    A number says nothing.
    """
    with pytest.raises(understudy.WrongUse, match=r"^pace 3 does not exist"):
        understudy.use(tmp_path, pace=3)
    assert parse_pace(parse_pace("recorded")) == parse_pace("recorded")


@pytest.mark.parametrize(
    "rule",
    [
        {"ignore": "metadata.trace_id"},
        {"volatile": "uuid"},
        {"redact": "email"},
        {"allow_secrets": "request.body.user"},
        {"ignore_hosts": "db.example"},
    ],
    ids=lambda rule: next(iter(rule)),
)
def test_one_text_is_one_rule(tmp_path: Path, rule: dict[str, str]) -> None:
    """
    And not one for each of its letters.
    """
    listed = {name: [text] for name, text in rule.items()}

    with understudy.use(tmp_path, **rule) as one, understudy.use(tmp_path, **listed) as several:
        assert one.store.rules.spelt == several.store.rules.spelt


@pytest.mark.parametrize(
    ("name", "says"), [("", "is a folder"), ("none.json", "no such file"), ("x" * 300, "no such file")]
)
def test_what_is_loaded_is_one_file(tmp_path: Path, name: str, says: str) -> None:
    """
    Whoever names something else learns what there is.
    """
    with pytest.raises(understudy.RecordingUnreadable, match=rf"{says}.*\n\n  See .*: understudy ls {tmp_path}"):
        understudy.load(tmp_path / name)
