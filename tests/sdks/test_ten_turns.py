"""An agent of ten turns, with a date and a UUID in its prompts, and a provider that names everything anew each time."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.sdks.environments import ROOT, python_of
from tests.sdks.ten_turns.project import FIRST, LATER, NEXT, PROVIDERS, Day, Project
from tests.sdks.ten_turns.provider import TURNS

PLAY = ROOT / "tests" / "sdks" / "ten_turns" / "play.py"
THIRD = 2

NoNetwork = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=PROVIDERS)
def project(
    request: pytest.FixtureRequest, tmp_path: Path, no_network: NoNetwork, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """With nothing recorded yet."""
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path, request.param, no_network)
    yield made
    made.upstream.close()


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Names of files that are not what they were."""
    return {name for name, _ in before.items() ^ after.items()}


def without_news(document: dict[str, Any]) -> dict[str, Any]:
    """A recording without what is new each time that the provider answers."""
    own, response = document["understudy"], document["response"]
    body = re.sub(r'("(system_fingerprint|obfuscation)": )"[^"]*"', r'\1""', json.dumps(response["body"]))
    kept = {**own, "recorded": "", "headers": sorted(own["headers"])}
    names = sorted(document["id_normalization_mapping"])
    response = {**response, "body": body, "marks": []}
    return {**document, "response": response, "id_normalization_mapping": names, "understudy": kept}


def test_another_day_and_another_run(project):
    """
    All ten turns play, and every answer has the date and the UUID of this run: in arguments, and in a text that the
    stream has cut within them.
    """
    seen, session = project.run("record", FIRST)

    again, replay = project.replay(NEXT)

    assert (seen["turns"], len(session.recorded), len(seen["calls"])) == (TURNS, TURNS, TURNS)
    assert "".join(seen["pieces"]) == f"On {FIRST.today}, run {FIRST.run} noted all its steps."
    assert again == NEXT.of(seen, FIRST) != seen
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())


OTHERS = [("chat", "openai2"), ("chat", "openai3"), ("responses", "openai2"), ("responses", "openai3")]
OTHERS += [("messages", "anthropic0"), ("messages", "openai3")]


def elsewhere(environment: str, project: Project, mode: str, day: Day) -> Any:
    """What the program prints that runs in another environment."""
    command = [python_of(environment), PLAY, project.api, project.upstream.url, "--store", project.store]
    options = ["--mode", mode, "--today", day.today.isoformat(), "--run", str(day.run)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("project, environment", OTHERS, indirect=["project"])
def test_another_sdk(project, environment):
    """
    The versions before the newest, on another HTTP library, ask the same and see the same.
    """
    seen, _ = project.run("record", FIRST)
    project.upstream.close()

    found = elsewhere(environment, project, "replay", NEXT)

    assert found["seen"] == NEXT.of(seen, FIRST)
    assert (found["misses"], found["unused"]) == (0, 0)
    assert found["version"].startswith({"openai2": "2.", "anthropic0": "0."}.get(environment, ""))


@pytest.mark.parametrize(
    "project, environment", [each for each in OTHERS if each[1] != "openai3"], indirect=["project"]
)
def test_recorded_by_another_sdk(project, environment):
    """
    The SDK can be upgraded, and nothing has to be recorded anew.
    """
    seen = elsewhere(environment, project, "record", FIRST)["seen"]

    again, replay = project.replay(NEXT)

    assert again == NEXT.of(seen, FIRST)
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())


@pytest.mark.parametrize("has_uuids", [False, True], ids=["plain ids", "ids that are UUIDs"])
def test_one_turn_is_gone_and_recorded_again(project, has_uuids):
    """
    The provider is asked for that turn alone, by the ids that it knows. The other nine files are the same to the byte,
    and they answer what comes after it.
    """
    project.provider.has_uuids = has_uuids
    _, session = project.run("record", FIRST)
    before = project.files()
    third = session.recorded[THIRD].name
    (project.store / third).unlink()

    seen, recorder = project.run("record-if-missing", NEXT)

    assert (len(recorder.played), [each.name for each in recorder.recorded]) == (TURNS - 1, [third])
    assert len(project.upstream.received) == TURNS + 1
    assert b"rec-" not in project.upstream.received[-1].body
    assert changed(before, project.files()) == {third}
    again, replay = project.replay(LATER)
    assert again == LATER.of(seen, NEXT)
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())


def test_what_is_recorded_again_is_the_same_but_for_ids_and_times(project):
    """
    A file that was gone comes back under its name, with the stable ids that it had.
    """
    _, session = project.run("record", FIRST)
    third = session.recorded[THIRD].name
    old = project.document(third)
    (project.store / third).unlink()

    project.run("record-if-missing", FIRST)

    new = project.document(third)
    assert new["id_normalization_mapping"] != old["id_normalization_mapping"]
    assert without_news(new) == without_news(old)


def test_the_same_over_http(project):
    """
    A turn is gone and recorded again, by the ids that the provider knows, and everything replays on another day.
    """
    project.served("record", FIRST)
    before = project.files()
    gone = sorted(project.store.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)[THIRD]
    gone.unlink()

    seen = project.served("record-if-missing", NEXT)

    assert len(project.upstream.received) == TURNS + 1
    assert b"rec-" not in project.upstream.received[-1].body
    assert changed(before, project.files()) == {gone.name}
    assert project.served("replay", LATER) == LATER.of(seen, NEXT)


@pytest.mark.parametrize("day", [FIRST, NEXT], ids=["the same day", "the next day"])
def test_one_turn_is_renewed(project, day):
    """
    Where the provider says the same, not even the renewed file changes.
    """
    _, session = project.run("record", FIRST)
    before = project.files()
    third = session.recorded[THIRD].name

    seen, recorder = project.run("record", day, renew=[f"recordings/{third}"])

    assert (len(recorder.played), [each.name for each in recorder.recorded]) == (TURNS - 1, [third])
    assert len(project.upstream.received) == TURNS + 1
    assert project.files() == before
    again, replay = project.replay(LATER)
    assert again == LATER.of(seen, day)
    assert (len(replay.played), replay.misses) == (TURNS, ())


def test_a_renewed_turn_says_something_else(project):
    """
    Its file changes; the ids that the others repeat stay, and so the others answer.
    """
    _, session = project.run("record", FIRST)
    before = project.files()
    third = session.recorded[THIRD].name
    ids = set(project.document(third)["id_normalization_mapping"])
    project.provider.tokens += 1

    project.run("record", NEXT, renew=[f"recordings/{third}"])

    assert changed(before, project.files()) == {third}
    assert set(project.document(third)["id_normalization_mapping"]) == ids
    _, replay = project.replay(LATER)
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())


def test_every_turn_is_renewed(project):
    """
    A whole conversation that is recorded anew on another day changes no file.
    """
    project.run("record", FIRST)
    before = project.files()

    project.run("record", NEXT)

    assert len(project.upstream.received) == 2 * TURNS
    assert project.files() == before


def test_live_ids_that_are_kept_replay_as_well(project):
    """
    With `stable_ids` off every byte stays, and another day is no miss either.
    """
    seen, _ = project.run("record", FIRST, stable_ids=False)
    first = project.upstream.received[1].body

    again, replay = project.replay(NEXT)

    assert b"rec-" not in first
    assert again == NEXT.of(seen, FIRST)
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())


def test_a_turn_of_a_conversation_with_live_ids_is_renewed(project):
    """
    What answers in its place is named as it was: the other nine files are the same, and answer what comes after it.
    """
    _, session = project.run("record", FIRST, stable_ids=False)
    before = project.files()
    third = session.recorded[THIRD].name

    _, recorder = project.run("record", NEXT, renew=[f"recordings/{third}"])

    assert (len(recorder.played), [each.name for each in recorder.recorded]) == (TURNS - 1, [third])
    assert changed(before, project.files()) <= {third}
    _, replay = project.replay(LATER)
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())


def test_a_turn_is_renewed_with_every_byte(project):
    """
    With `stable_ids` off it is named as the provider names it now. What comes after it is another conversation, and is
    recorded; no file of the one before changes, and the new one replays.
    """
    _, session = project.run("record", FIRST, stable_ids=False)
    before = project.files()
    third = session.recorded[THIRD].name

    _, recorder = project.run("record", NEXT, renew=[f"recordings/{third}"], stable_ids=False)

    assert [each.name for each in recorder.played] == [each.name for each in session.recorded][:THIRD]
    assert {name: digest for name, digest in project.files().items() if name in before and name != third} == {
        name: digest for name, digest in before.items() if name != third
    }
    _, replay = project.replay(LATER)
    assert [each.name for each in replay.played] == [each.name for each in (*recorder.played, *recorder.recorded)]
    assert replay.misses == ()


def test_a_turn_is_renewed_under_other_rules(project):
    """
    The fingerprints are others, and so would be the ids of a new recording: it takes those of the one it replaces.
    """
    _, session = project.run("record", FIRST)
    before = project.files()
    third = session.recorded[THIRD].name
    ids = set(project.document(third)["id_normalization_mapping"])
    project.declare('ignore = ["metadata.trace"]\nvolatile = ["iso-date", "uuid", "port"]')

    _, recorder = project.run("record", NEXT, renew=[f"recordings/{third}"])

    assert (len(recorder.played), [each.name for each in recorder.recorded]) == (TURNS - 1, [third])
    assert changed(before, project.files()) <= {third}
    assert set(project.document(third)["id_normalization_mapping"]) == ids
    _, replay = project.replay(LATER)
    assert (len(replay.played), replay.misses, replay.unused) == (TURNS, (), ())
