"""Pictures and sound through the official SDK: files beside the recording, the same bytes on replay, at both doors."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openai
import pytest

import understudy
from understudy.errors import ReplayMiss
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.testing import Answer, Upstream

JSON = {"content-type": "application/json"}
SENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
MADE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
SPOKEN = b"ID3\x04\0\0" + bytes(range(256)) * 20
URL = "data:image/png;base64," + base64.b64encode(SENT).decode()
QUESTION = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": URL}}]

SAID = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "A flag."}}],
    }
).encode()
PICTURED = json.dumps({"created": 1, "data": [{"b64_json": base64.b64encode(MADE).decode()}]}).encode()
ANSWERS = [
    Answer.of(200, JSON, [SAID]),
    Answer.of(200, JSON, [PICTURED]),
    Answer.of(200, {"content-type": "audio/mpeg"}, [SPOKEN[:1000], SPOKEN[1000:]]),
]


def ask(address: str) -> tuple[str | None, bytes, bytes]:
    """A picture is sent, one is made, and a text is spoken."""
    with openai.OpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0) as client:
        messages = [{"role": "user", "content": QUESTION}]
        said = client.chat.completions.create(model="m", messages=messages)
        made = client.images.generate(model="m", prompt="A flag.")
        spoken = client.audio.speech.create(model="m", voice="alloy", input="A flag.")
        assert made.data
        assert made.data[0].b64_json
        return said.choices[0].message.content, base64.b64decode(made.data[0].b64_json), spoken.content


@contextmanager
def in_process(store: Path, mode: str, upstream: str) -> Iterator[str]:
    with understudy.use(store, mode=mode):
        yield upstream


@contextmanager
def over_http(store: Path, mode: str, upstream: str) -> Iterator[str]:
    settings = ServeSettings(store, mode=Mode(mode), upstreams={"openai": f"{upstream}/v1"})
    with serving(settings) as address:
        yield f"{address}/openai"


DOORS = pytest.mark.parametrize("door", [in_process, over_http])


@DOORS
def test_media_are_files_and_replay(door, tmp_path, no_network):
    """
    What was sent and what was made lie in `media`, each once and by its kind; replay brings the same bytes offline.
    """
    store = tmp_path / "recordings"
    with Upstream(ANSWERS) as upstream, door(store, "record", upstream.url) as address:
        live = ask(address)
        url = upstream.url

    with door(store, "replay", url) as address:
        replayed = ask(address)

    assert live == replayed == ("A flag.", MADE, SPOKEN)
    media = {path.suffix: path.read_bytes() for path in (store / "media").glob("[0-9a-f]*")}
    assert media == {".png": SENT, ".jpg": MADE, ".mp3": SPOKEN}
    assert all(len(path.read_bytes()) < 2500 for path in store.glob("*.json"))


@DOORS
def test_recording_again_changes_no_file(door, tmp_path):
    """
    The same pictures and sound are the same files, and no line of a recording changes.
    """
    store = tmp_path / "recordings"
    with Upstream([*ANSWERS, *ANSWERS]) as upstream:
        with door(store, "record", upstream.url) as address:
            ask(address)
        before = {path: path.read_bytes() for path in store.rglob("*.*")}

        with door(store, "record", upstream.url) as address:
            ask(address)

    assert {path: path.read_bytes() for path in store.rglob("*.*")} == before


@DOORS
def test_a_form_that_is_sent(door, tmp_path, no_network):
    """
    Speech to be transcribed is a file, and matches whatever boundary the SDK draws; other speech does not.
    """
    store = tmp_path / "recordings"
    with (
        Upstream([Answer.of(200, JSON, [b'{"text":"A flag."}'])]) as upstream,
        door(store, "record", upstream.url) as address,
    ):
        live = transcribe(address, SPOKEN)
        url = upstream.url

    with door(store, "replay", url) as address:
        replayed = transcribe(address, SPOKEN)
        with pytest.raises((ReplayMiss, openai.NotFoundError)):
            transcribe(address, SPOKEN[:-1])

    assert live == replayed == "A flag."
    assert [path.read_bytes() for path in (store / "media").glob("[0-9a-f]*.mp3")] == [SPOKEN]


def transcribe(address: str, spoken: bytes) -> str:
    with openai.OpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0) as client:
        return client.audio.transcriptions.create(model="m", file=("a.mp3", spoken)).text


def test_an_altered_picture_is_never_an_answer(tmp_path):
    """
    The SDK's caller gets a miss that names the file, past the SDK's retries.
    """
    store = tmp_path / "recordings"
    with Upstream(ANSWERS) as upstream, understudy.use(store, mode="record"):
        ask(upstream.url)
        url = upstream.url
    made = next((store / "media").glob("*.jpg"))
    made.write_bytes(SENT)

    with pytest.raises(ReplayMiss, match=made.name), understudy.use(store):
        ask(url)
