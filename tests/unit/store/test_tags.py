"""Tags at rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.store.test_schema import complaints
from understudy.errors import RecordingUnreadable
from understudy.operations.demo import BUNDLED
from understudy.store import Directory, read
from understudy.store.tags import tagged, tags_of
from understudy.store.writing import document_of

OUTLINE: dict[str, Any] = {"request": {}, "response": {}}


def test_tags_stand_before_what_differs_with_every_call():
    """
    Sorted, each once.
    """
    own = {"format": 2, "fingerprint": "f1:x", "recorded": "today", "headers": {}}

    document = tagged({**OUTLINE, "understudy": own}, ["slow", "flaky", "slow"])

    assert list(document["understudy"]) == ["format", "fingerprint", "tags", "recorded", "headers"]
    assert tags_of(document) == ("flaky", "slow")
    assert tagged(document, ()) == {**OUTLINE, "understudy": own}


def test_a_file_of_format_1_stays_one():
    """
    It answers what it did, and without tags it is what it was.
    """
    text = BUNDLED.read_text("utf-8")
    document = json.loads(text)

    with_tags = tagged(document, ["flaky"])
    before, after = read(text, "x.json"), read(json.dumps(with_tags), "x.json")

    assert with_tags["understudy"] == {"format": 1, "tags": ["flaky"]}
    assert (after.format, after.tags) == (1, ("flaky",))
    assert (after.fingerprints, after.response) == (before.fingerprints, before.response)
    assert tagged(with_tags, ()) == document


def test_a_file_of_format_1_with_tags_refers_to_no_media():
    """
    What looks like a reference there is what somebody sent.
    """
    document = json.loads(BUNDLED.read_text("utf-8"))
    document["request"]["body"]["note"] = {"__media__": f"{'0' * 64}.png"}

    assert read(json.dumps(tagged(document, ["a"])), "x.json").tags == ("a",)


@pytest.mark.parametrize("wrong", ["flaky", [1], {"a": 1}, [["a"]]])
def test_something_else_in_their_place_is_told(wrong):
    """
    And what belongs there.
    """
    with pytest.raises(RecordingUnreadable, match=r"understudy\.tags: expected a list of words"):
        tags_of({"understudy": {"format": 2, "tags": wrong}})


@pytest.mark.parametrize("own", [None, 1, {}, {"tags": None}, {"tags": []}])
def test_most_recordings_have_none(own):
    """
    However that is said.
    """
    assert tags_of({"understudy": own}) == ()


def test_what_takes_the_place_of_a_recording_takes_its_tags(tmp_path, drafted):
    """
    They are people's, and the answer is an API's.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    path = tmp_path / name
    path.write_text(json.dumps(tagged(json.loads(path.read_text("utf-8")), ["flaky"]), indent=2), "utf-8")

    saved = Directory(tmp_path).save(drafted(replaces=name, response_body=b"data: {}\n\n"))

    assert saved.is_changed
    assert store.load(name).tags == ("flaky",)
    assert store.load(name).response.body == b"data: {}\n\n"


def test_the_schema_has_a_place_for_them(drafted):
    """
    In both formats; and for nothing else there.
    """
    first, second = json.loads(BUNDLED.read_text("utf-8")), document_of(drafted())

    for document in (first, second):
        assert complaints(tagged(document, ["a", "b"])) == []
        assert complaints({**document, "understudy": {"format": 1, "tags": [7]}}) != []
        assert complaints({**document, "understudy": {"format": 1, "other": 7}}) != []


def test_what_nobody_can_read_as_tags_is_not_lost(tmp_path, drafted):
    """
    The recording stays as it is, and whoever records is told where and why.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    path = tmp_path / name
    document = json.loads(path.read_text("utf-8"))
    document["understudy"]["tags"] = "flaky"
    path.write_text(json.dumps(document, indent=2), "utf-8")

    with pytest.raises(RecordingUnreadable) as told:
        Directory(tmp_path).save(drafted(replaces=name, response_body=b"data: {}\n\n"))

    assert str(told.value).startswith(f"{path}: understudy.tags: expected a list of words, found 'flaky'")
    assert "The new answer was not kept" in str(told.value)
    assert json.loads(path.read_text("utf-8")) == document


def test_tags_alone_make_no_change(tmp_path, drafted):
    """
    The same answer again leaves the file as it is.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    path = tmp_path / name
    path.write_text(json.dumps(tagged(json.loads(path.read_text("utf-8")), ["flaky"]), indent=2), "utf-8")
    before = path.read_bytes()

    assert not Directory(tmp_path).save(drafted(replaces=name)).is_changed
    assert path.read_bytes() == before
