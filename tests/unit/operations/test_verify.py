"""Whether files are whole and true to themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from understudy.operations.demo import BUNDLED
from understudy.operations.verify import Verdict, verify

SEED_KEY = "a6ad8748dce1ebe53352c6ac4ccd9b209d614ce5c6ff86992b4aed3dc344eafc"
CHAT = "/v1/chat/completions"


def edited(path, change):
    """The file with its document changed."""
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def test_the_seed_has_its_key_and_agrees_with_its_ids():
    """
    The rule of format 1 is the original one.
    """
    (result,) = verify([BUNDLED])

    assert (result.verdict, result.format, result.key) == (Verdict.OK, 1, SEED_KEY)
    assert result.note == "agrees with rec-a6ad8748dce1"


def test_a_key_that_no_rule_gives_is_seen_and_not_wrong(tmp_path):
    """
    Another generation of the recorder may have written it, or the request was edited: both replay by content.
    """
    path = tmp_path / f"{SEED_KEY}.json"
    path.write_text(BUNDLED.read_text())
    edited(path, lambda document: document["request"]["body"].update(temperature=0))

    (result,) = verify([path])

    assert result.verdict is Verdict.OTHER_RULES
    assert result.note == "no known rule gives its name and rec-a6ad8748dce1"


@pytest.mark.parametrize("stable_ids", [True, False])
def test_a_recording_of_ours_agrees_with_its_fingerprint(keep, store, stable_ids):
    """
    And with its stable id, where it has one.
    """
    answer = {"id": "chatcmpl-1", "choices": []}
    recording = keep(CHAT, {"messages": []}, answer, stable_ids=stable_ids)

    (result,) = verify([store])

    digits = recording.fingerprints[0][3:15]
    ids = f" and rec-{digits}" if stable_ids else "; ids as received"
    assert (result.verdict, result.key) == (Verdict.OK, recording.fingerprints[0])
    assert result.note == f"agrees with its fingerprint{ids}"


def test_ids_of_earlier_answers_are_known_as_such(keep, store):
    """
    What is asked for by its id has the name that it got where it was made, a numbered one too.
    """
    keep("/v1/batches", {}, {"id": "rec-123456789abc_1"}, stable_ids=False)

    (result,) = verify([store])

    assert result.note == "agrees with its fingerprint; ids of an earlier one"


def test_an_edited_request_is_found(keep, store):
    """
    With both fingerprints and the way out.
    """
    recording = keep(CHAT, {"messages": [], "model": "a"}, {})
    edited(store / recording.name, lambda document: document["request"]["body"].update(model="b"))

    (result,) = verify([store])

    assert result.verdict is Verdict.PROBLEM
    assert result.problem.startswith(
        f"understudy.fingerprint: expected {result.key}, found {recording.fingerprints[0]}\n"
    )


def test_an_edited_answer_is_fine(keep, store):
    """
    Answers are there to be edited.
    """
    recording = keep(CHAT, {"messages": []}, {"choices": [{"message": {"content": "a"}}]})
    edited(
        store / recording.name,
        lambda document: document["response"]["body"]["__data__"]["choices"][0]["message"].update(content="b"),
    )

    assert verify([store])[0].verdict is Verdict.OK


def test_every_file_is_checked_whatever_is_wrong_with_another(keep, store):
    """
    Files and stores, in order; notes are left out.
    """
    recording = keep(CHAT, {"messages": []}, {})
    (store / "cut.json").write_text('{"request": {')
    (store / "note.txt").write_text("Recorded in Vienna.")

    results = verify([store, store / recording.name])

    assert [Path(result.path).name for result in results] == ["cut.json", recording.name, recording.name]
    assert [result.verdict for result in results] == [Verdict.PROBLEM, Verdict.OK, Verdict.OK]


def test_all_known_recordings_of_format_1_are_whole(shared):
    """
    244 files of three years; those of unknown generations are named as such.
    """
    results = verify([shared / "recordings"])

    assert Counter(result.verdict for result in results) == {Verdict.OK: 228, Verdict.OTHER_RULES: 16}
