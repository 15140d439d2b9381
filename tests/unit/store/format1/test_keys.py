"""The format's own keys: by each generation's rule, and as files state them; ids that stand for others."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.conftest import SHARED
from understudy.errors import RecordingUnreadable
from understudy.store.format1 import key, keys, normalised, stated_keys

SEED = "a6ad8748dce1ebe53352c6ac4ccd9b209d614ce5c6ff86992b4aed3dc344eafc"


@pytest.fixture(scope="module")
def documents(shared):
    paths = sorted((shared / "recordings").rglob("*.json"))
    return {str(path): json.loads(path.read_text(encoding="utf-8")) for path in paths}


def test_the_seed_has_its_known_key(documents):
    """
    The key of the seed is the one that its chunks carry the beginning of.
    """
    seed = json.loads(next((SHARED / "seed").glob("*.txt")).read_text(encoding="utf-8"))

    assert (key(seed), stated_keys(seed, "seed.txt")) == (SEED, (SEED[:12],))


def test_keys_agree_with_what_the_files_state(documents):
    """
    A file agrees if the rule of some generation gives a key that it states. Those that do not were edited by
    hand after they were recorded, or come from a rule that was never published.
    """
    found = Counter()
    for name, document in documents.items():
        stated = stated_keys(document, name)
        found[any(made.startswith(one) for made in keys(document) for one in stated)] += 1

    assert found == {True: 237, False: 7}


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        (f"a/{SEED}.json", (SEED,)),
        (f"models-{SEED}-0123abcd.json", (SEED,)),
        ("a\\0123456789ab.json", ("0123456789ab",)),
        (f"{SEED}.txt", ()),
        ("renamed.json", ()),
    ],
)
def test_a_file_name_states_a_key(name, stated):
    """
    Names are for people, but the recorder's own ones hold its key.
    """
    assert stated_keys({}, name) == stated


def test_ids_of_the_body_state_the_beginning_of_a_key_once():
    """
    Every frame of a stream carries the same id.
    """
    frames = [{"__type__": "x", "__data__": {"id": f"rec-{SEED[:12]}"}}] * 3

    assert stated_keys({"response": {"body": [*frames, {"__type__": "x", "__data__": {"id": "other"}}]}}, "x") == (
        SEED[:12],
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"x": 0.123456}, {"x": 0.123457}),
        ({"x": "at 1.123456"}, {"x": "at 1.123458"}),
        ({"x": "score: 0.5"}, {"x": "score: 1e-5"}),
        ({"x": "y, attributes: {'a': 1}"}, {"x": "y"}),
        ({"extra_body": {"project_id": "a"}}, {"extra_body": {"project_id": "b"}}),
        ({"stream_options": {"include_usage": True}}, {}),
    ],
)
def test_what_varies_between_runs_is_not_in_the_key(one, other):
    """
    The recorder left out of its key what differs although the request is the same.
    """

    def keyed(body):
        request = {"method": "POST", "url": "https://bedrock-runtime.h/v1/chat", "body": body}
        return key({"test_id": "t", "request": request})

    assert keyed(one) == keyed(other)


def test_lists_of_models_have_one_key_for_all_tests():
    """
    They belong to the setup of a session, not to a test.
    """
    request = {"method": "POST", "url": "http://h/api/tags", "body": {}}

    assert key({"test_id": "a", "request": request}) == key({"test_id": None, "request": request})


def test_normalised_ids_stand_wherever_the_original_stood():
    """
    On reading, the file's own names replace the ids that came from elsewhere.
    """
    document = {
        "request": {"body": {"file-9": ["see file-9", 9]}},
        "id_normalization_mapping": {"file-1": "file-9"},
    }

    assert normalised(document) == {
        "request": {"body": {"file-1": ["see file-1", 9]}},
        "id_normalization_mapping": {},
    }


def test_a_document_without_a_mapping_is_its_own_normal_form():
    """
    Nothing is copied where nothing changes.
    """
    document = {"id_normalization_mapping": {}}

    assert normalised(document) is document


def test_a_mapping_of_something_else_is_an_error():
    """
    An id is a string.
    """
    with pytest.raises(RecordingUnreadable, match=r"id_normalization_mapping\.a: expected a string, found null"):
        normalised({"id_normalization_mapping": {"a": None}})
