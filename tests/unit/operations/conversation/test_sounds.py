"""Sound that comes in pieces is one sound, wherever an API has it."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import pytest

from understudy.apis import PROFILES, Sound
from understudy.operations.conversation import Media, Other, Text, answered, whole_answer
from understudy.operations.conversation.sounds import has_pieces, with_pieces, without_pieces
from understudy.operations.media_within import medium_within

PIECES = [bytes(range(50)), bytes(range(50, 101)), b"x" * 70]
SOUND = b"".join(PIECES)
SHA256 = hashlib.sha256(SOUND).hexdigest()
L16 = "audio/L16;codec=pcm;rate=24000"


def coded(piece):
    return base64.b64encode(piece).decode()


def part(piece, mime=L16):
    return {"inlineData": {"mimeType": mime, "data": coded(piece)}}


def candidate(*parts):
    return {"candidates": [{"index": 0, "content": {"role": "model", "parts": list(parts)}}]}


GEMINI = "/v1beta/models/gemini-2.5-flash-preview-tts:streamGenerateContent"
STREAMS = {
    "openai-chat": (
        "/v1/chat/completions",
        [
            {"choices": [{"index": 0, "delta": {"role": "assistant", "audio": {"data": coded(piece)}}}]}
            for piece in PIECES
        ],
        "pcm16",
    ),
    "openai-audio": (
        "/v1/audio/speech",
        [*({"type": "speech.audio.delta", "audio": coded(each)} for each in PIECES), {"type": "speech.audio.done"}],
        "",
    ),
    "gemini-generate": (GEMINI, [candidate(part(piece)) for piece in PIECES], L16),
    "gemini-interactions": (
        "/v1beta/interactions",
        [
            {"event_type": "content.delta", "index": 0, "delta": {"type": "audio", "mime_type": L16, "data": coded(it)}}
            for it in PIECES
        ],
        L16,
    ),
}


@pytest.mark.parametrize("api", STREAMS)
def test_a_stream_speaks_once(keep, sse, api):
    """
    Though each piece is base64 of its own; the sound is served by its digest, and says what it is.
    """
    path, events, media_type = STREAMS[api]
    recording = keep(path, {"model": "m"}, sse(*events), content_type="text/event-stream")

    (turn,) = answered(recording)

    assert recording.api == api
    assert turn.parts == (Media("audio", "", media_type, len(SOUND), SHA256),)
    assert medium_within(recording, SHA256) == SOUND
    json.dumps(whole_answer(recording))


def test_what_is_said_meanwhile_cuts_no_sound(keep, sse):
    """
    And another sound, or a picture, is one of its own.
    """
    picture, other = b"\x89PNG\r\n\x1a\n" + bytes(70), bytes(70)
    parts = [part(PIECES[0]), {"text": "Hel"}, part(PIECES[1]), {"text": "lo."}, part(PIECES[2])]
    parts += [part(picture, "image/png"), part(picture, "image/png"), part(other, "audio/L16;rate=16000")]
    recording = keep(GEMINI, {}, sse(*map(candidate, parts)), content_type="text/event-stream")

    (turn,) = answered(recording)

    kinds = [(each.kind, each.size_bytes) if isinstance(each, Media) else each for each in turn.parts]
    size = len(picture)
    assert kinds == [("audio", len(SOUND)), Text("Hello."), ("picture", size), ("picture", size), ("audio", 70)]


def test_what_is_written_down_of_a_sound_is_one_text(keep, sse):
    """
    As it is heard.
    """
    events = [{"type": "transcript.text.delta", "delta": each} for each in ("Hel", "lo.")]
    events.append({"type": "transcript.text.done", "text": "Hello."})
    recording = keep("/v1/audio/transcriptions", {"x": 1}, sse(*events), content_type="text/event-stream")

    (turn,) = answered(recording)

    assert turn.parts == (Text("Hello."),)


LIVE = {
    "openai-realtime": (
        [{"type": "input_audio_buffer.append", "audio": coded(piece)} for piece in PIECES],
        [{"type": "response.output_audio.delta", "delta": coded(piece), "item_id": "i"} for piece in PIECES],
        "pcm16",
        "wss://api.openai.com/v1/realtime?model=gpt-realtime",
    ),
    "gemini-live": (
        [{"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": coded(each)}}} for each in PIECES],
        [{"serverContent": {"modelTurn": {"parts": [part(each, "audio/pcm;rate=16000")]}}} for each in PIECES],
        "audio/pcm;rate=16000",
        "wss://generativelanguage.googleapis.com"
        "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent",
    ),
}


@pytest.mark.parametrize("api", LIVE)
def test_a_conversation_is_heard_turn_by_turn(keep, api):
    """
    Each side's messages stay where they were, without the letters that nobody reads.
    """
    sent, told, media_type, url = LIVE[api]
    messages = [(">", each) for each in sent] + [("<", each) for each in told]
    body = b"".join(
        f"{side}text {len(payload)}\n".encode() + payload + b"\n"
        for side, payload in ((side, json.dumps(each).encode()) for side, each in messages)
    )
    scheme, _, rest = url.partition("://")
    recording = keep(
        "/" + rest.partition("/")[2],
        None,
        body,
        host=f"{scheme}://{rest.partition('/')[0]}",
        method="WEBSOCKET",
        status=101,
        content_type="application/vnd.understudy.websocket",
    )

    client, server = answered(recording)

    assert recording.api == api
    for turn in (client, server):
        *others, heard = turn.parts
        assert len(others) == len(PIECES)
        assert all(isinstance(each, Other) for each in others)
        assert coded(PIECES[0]) not in json.dumps([each.content for each in others])
        assert heard == Media("audio", "", media_type, len(SOUND), SHA256)
    assert medium_within(recording, SHA256) == SOUND


@pytest.mark.parametrize("odd", [{"a": "no base64!"}, {"a": 7}, {"a": None}, {}, [], "a", None, {"a": {"a": "eA=="}}])
def test_what_is_no_piece_stays_as_it_is(odd):
    """
    Whatever somebody wrote in its place.
    """
    event = with_pieces(odd, [Sound("a")])

    assert event == odd
    assert not has_pieces(event)
    assert without_pieces(event) == odd


def test_long_streams_take_no_long_time(keep, sse):
    """
    However many pieces there are, and whatever stands between them.
    """
    parts = [each for number in range(5_000) for each in ({"text": f"{number} "}, part(bytes(300)))]
    recording = keep(GEMINI, {}, sse(*map(candidate, parts)), content_type="text/event-stream")
    begun = time.perf_counter()

    (turn,) = answered(recording)

    assert time.perf_counter() - begun < 10
    assert [each.size_bytes for each in turn.parts if isinstance(each, Media)] == [1_500_000]


def test_every_profile_says_where_by_paths_that_can_be_followed():
    """
    As data: nothing else knows an API's sounds.
    """
    sounds = {profile.name: profile.sound for profile in PROFILES if profile.sound}

    assert sounds.keys() == {*STREAMS, *LIVE}
    assert all(each.path.rpartition(".")[2] != "*" for every in sounds.values() for each in every)
