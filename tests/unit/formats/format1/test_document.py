"""A recording as a document of format 1."""

from __future__ import annotations

import json

import pytest

from understudy.formats.format1 import Unwritable, own_file, written
from understudy.operations.demo import BUNDLED
from understudy.store import read

CHAT = "/v1/chat/completions"
SEED_KEY = "a6ad8748dce1ebe53352c6ac4ccd9b209d614ce5c6ff86992b4aed3dc344eafc"


@pytest.fixture
def seed():
    return json.loads(BUNDLED.read_text("utf-8"))


def test_the_seeds_exchange_becomes_the_seed(keep, seed):
    """
    Recorded by us and exported, value for value and in the same order: key, ids, doubled `/v1`.
    """
    served = read(BUNDLED.read_text("utf-8"), "seed.json")
    recording = keep(
        CHAT,
        served.request.body,
        served.response.body,
        host="https://api.openai.com",
        content_type="text/event-stream",
        marks=(),
    )

    result = written(recording, {})

    assert (result.name, result.key, result.lost) == (f"{SEED_KEY}.json", SEED_KEY, ())
    assert json.dumps(result.document) == json.dumps(seed)


def test_only_the_host_differs_when_it_was_recorded_elsewhere(keep, seed):
    """
    The key does not know the host.
    """
    served = read(BUNDLED.read_text("utf-8"), "seed.json")
    recording = keep(CHAT, served.request.body, served.response.body, content_type="text/event-stream")

    result = written(recording, {})

    seed["request"]["url"] = "http://127.0.0.1:1/v1/v1/chat/completions"
    assert result.key == SEED_KEY
    assert result.document == seed


def test_a_file_of_format_1_is_itself(seed):
    """
    Under the name that says its key; a name that does already stays.
    """
    assert own_file(seed, "below/000.txt").name == f"{SEED_KEY}.json"
    assert own_file(seed, "below/000.txt").document is seed
    assert own_file(seed, f"below/{'0' * 64}.json").name == f"{'0' * 64}.json"


def test_models_have_the_originals_name(keep):
    """
    `models-<key>-<digest of the ids>`; the method is known from the endpoint.
    """
    models = b'{"object":"list","data":[{"id":"b","object":"model"},{"id":"a","object":"model"}]}'

    result = written(keep("/v1/models", None, models, method="GET", marks=()), {})

    # sha256("a|b")
    assert result.name == f"models-{result.key}-0eab8a0a.json"
    assert result.document["request"]["method"] == "POST"
    assert [entry["__type__"] for entry in result.document["response"]["body"]] == ["openai.types.model.Model"] * 2
    assert result.lost == ()


@pytest.mark.parametrize(
    ("path", "asked", "answered", "type_", "reason"),
    [
        ("/v1/audio/speech", {"input": "hi"}, b"\xff\xfb\x90", "audio/mpeg", "its answer is audio/mpeg, not text"),
        (CHAT, b"\x00", {}, "application/json", "its request is application/json, not JSON"),
        (CHAT, [1], {}, "application/json", "its body is no JSON object, so it is no call of an SDK"),
        (CHAT, {}, [1], "application/json", "format 1 holds JSON objects, and its answer is a list"),
        ("/v2/chat", {}, {}, "application/json", "format 1 keeps other things than requests of cohere-chat"),
        ("/v1/messages", {}, b"oops", "text/plain", "its answer is no JSON"),
    ],
)
def test_what_cannot_be_written_says_why(keep, path, asked, answered, type_, reason):
    """
    One line.
    """
    assert written(keep(path, asked, answered, content_type=type_), {}) == Unwritable(reason)
