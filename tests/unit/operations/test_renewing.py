"""`operations/renewing.py`: which recordings are chosen to be recorded anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from understudy.errors import WrongUse
from understudy.operations.renewing import Age, parse_age, renewal
from understudy.store import Entry

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def entry(name, api="openai-chat", recorded="2026-11-22T12:00:00Z"):
    return Entry(name, None, ("f1:x",), 1, "https://x", api=api, recorded=recorded)


@pytest.fixture
def store(tmp_path):
    """A store with recordings of two tests."""
    for test in ("test_y", "test_z"):
        (tmp_path / "recordings" / test).mkdir(parents=True)
        for name in ("01-a.json", "02-b.json", "note.md"):
            (tmp_path / "recordings" / test / name).write_text("{}")
    return tmp_path / "recordings"


@pytest.mark.parametrize(
    "pattern, apis",
    [
        ("openai-chat", {"openai-chat"}),
        ("openai", {"openai-chat", "openai-embeddings"}),
        ("openai-*", {"openai-chat", "openai-embeddings"}),
        ("anthropic", {"anthropic-messages"}),
        ("*-chat", {"openai-chat"}),
        ("call", {"call"}),
        ("generic", {"generic"}),
        ("cohere", set()),
    ],
)
def test_an_api_its_provider_or_a_pattern_of_them(store, pattern, apis):
    """
    The calls of functions have a name as an API has.
    """
    every = ["openai-chat", "openai-embeddings", "anthropic-messages", "call", "generic"]
    is_chosen = renewal([pattern], store.parent).chooses(store, NOW)

    assert {api for api in every if is_chosen(entry("x.json", api))} == apis


@pytest.mark.parametrize(
    "pattern, names",
    [
        ("recordings/test_y/01-a.json", {"test_y/01-a.json"}),
        ("recordings/test_y/*.json", {"test_y/01-a.json", "test_y/02-b.json"}),
        ("recordings/*/01-*", {"test_y/01-a.json", "test_z/01-a.json"}),
        ("recordings/test_z", {"test_z/01-a.json", "test_z/02-b.json"}),
        ("**/02-b.json", {"test_y/02-b.json", "test_z/02-b.json"}),
        ("./recordings/../recordings/test_y/01-a.json", {"test_y/01-a.json"}),
    ],
)
def test_a_path_of_a_recording_or_a_folder(store, pattern, names):
    """
    Relative to where the pattern was written; with wildcards, as a shell has them.
    """
    every = ["test_y/01-a.json", "test_y/02-b.json", "test_z/01-a.json", "test_z/02-b.json"]
    is_chosen = renewal([pattern], store.parent).chooses(store, NOW)

    assert {name for name in every if is_chosen(entry(name))} == names


def test_a_store_that_is_one_file(store):
    """
    Is named by its path, as any other.
    """
    file = store / "test_y" / "01-a.json"

    assert renewal([str(file)], store).chooses(file, NOW)(entry("01-a.json"))


def test_several_patterns_choose_what_any_of_them_names(store):
    """
    APIs and paths may stand together.
    """
    is_chosen = renewal(["anthropic", "recordings/test_y"], store.parent).chooses(store, NOW)

    assert is_chosen(entry("test_z/01-a.json", "anthropic-messages"))
    assert is_chosen(entry("test_y/01-a.json"))
    assert not is_chosen(entry("test_z/01-a.json"))


def test_no_pattern_chooses_all(store):
    """
    As the mode always did.
    """
    assert renewal([], store).chooses(store, NOW)(entry("x.json"))


@pytest.mark.parametrize("pattern", ["opnai", "recordings/test_q/*.json", "recordings/test_y/note.md"])
def test_a_pattern_that_means_nothing_lists_the_apis(store, pattern):
    """
    It would renew nothing, and nobody would notice.
    """
    with pytest.raises(WrongUse, match=r"is neither an API nor a recording below .*\n\n  APIs are .*openai-chat, "):
        renewal([pattern], store.parent)


@pytest.mark.parametrize(
    "recorded, is_old",
    [
        ("2026-11-23T00:00:01Z", False),
        ("2026-11-22T23:59:59Z", True),
        ("2026-11-22T20:00:00-05:00", False),
        ("2026-11-23", False),
        ("2026-11-22", True),
        (None, True),
        ("", True),
        ("yesterday", True),
    ],
)
def test_what_is_older_than_an_age(recorded, is_old):
    """
    A date without a zone is UTC. What has no date is old.
    """
    assert Age("7d", timedelta(days=7)).is_exceeded(recorded, NOW) is is_old


def test_an_api_and_an_age_must_both_fit(store):
    """
    Each narrows the choice.
    """
    is_chosen = renewal(["openai"], store, parse_age("7d")).chooses(store, NOW)

    assert is_chosen(entry("x.json", recorded=None))
    assert not is_chosen(entry("x.json", recorded="2026-11-29"))
    assert not is_chosen(entry("x.json", "anthropic-messages", recorded=None))


@pytest.mark.parametrize(
    "text, duration",
    [
        ("90s", timedelta(seconds=90)),
        ("5m", timedelta(minutes=5)),
        ("12h", timedelta(hours=12)),
        ("30d", timedelta(days=30)),
        (" 2 W ", timedelta(weeks=2)),
    ],
)
def test_an_age_is_a_number_and_a_unit(text, duration):
    """
    Seconds, minutes, hours, days, weeks.
    """
    assert parse_age(text).duration == duration


@pytest.mark.parametrize("text", ["", "30", "d", "1.5d", "-1d", "30 days", "99999999999d", 30, None, ["1d"]])
def test_what_is_no_age_is_told_the_units(text):
    """
    A number alone would be a guess.
    """
    with pytest.raises(WrongUse, match=r"is not an age\n\n.*such as 30d. Units are s \(seconds\), m \(minutes\)"):
        parse_age(text)
