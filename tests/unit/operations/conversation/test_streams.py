"""Streams put together give the same conversation as the same answer without a stream."""

from __future__ import annotations

import base64
import json

import pytest

from understudy.operations.conversation import Reasoning, Text, ToolCall, Turn, answered

WEATHER = ToolCall("weather", {"city": "Wien"}, "call_1")


def event(type_, **fields):
    return {"type": type_, **fields}


def test_chat_joins_texts_and_the_fragments_of_each_tool_call(keep, sse):
    """
    Deltas are joined by choice, fragments of calls by their index.
    """
    deltas = [
        {"role": "assistant", "content": "Let me"},
        {"content": " see."},
        {
            "tool_calls": [
                {"index": 0, "id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ""}}
            ]
        },
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"city":'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '"Wien"}'}}]},
    ]
    chunks = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}

    recording = keep(
        "/v1/chat/completions",
        {"model": "m", "messages": [], "stream": True},
        sse(*chunks, end),
        content_type="text/event-stream",
        stable_ids=False,
    )

    assert answered(recording) == (Turn("assistant", (Text("Let me see."), WEATHER), "tool_calls"),)


def test_two_choices_are_two_turns(keep, sse):
    """
    Nothing of one choice gets into another.
    """
    chunks = [
        {"choices": [{"index": index, "delta": {"content": text}}]}
        for index, text in [(0, "a"), (1, "x"), (0, "b"), (1, "y")]
    ]

    recording = keep("/v1/chat/completions", {"n": 2}, sse(*chunks), content_type="text/event-stream")

    assert answered(recording) == (Turn("assistant", (Text("ab"),)), Turn("assistant", (Text("xy"),)))


def test_completions_join_their_texts(keep, sse):
    """
    The older API streams texts without deltas.
    """
    chunks = [
        {"choices": [{"index": 0, "text": text, "finish_reason": end}]} for text, end in [("a", None), ("b", "stop")]
    ]

    recording = keep("/v1/completions", {"prompt": "p"}, sse(*chunks), content_type="text/event-stream")

    assert answered(recording) == (Turn("assistant", (Text("ab"),), "stop"),)


def test_responses_are_read_from_their_last_event(keep, sse):
    """
    `response.completed` holds the whole answer.
    """
    output = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]},
        {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": '{"city":"Wien"}'},
    ]
    stream = sse(
        event("response.created", response={"output": [], "status": "in_progress"}),
        event("response.output_text.delta", delta="Hel"),
        event("response.completed", response={"output": output, "status": "completed"}),
        done=False,
    )

    recording = keep("/v1/responses", {"input": "hi"}, stream, content_type="text/event-stream", stable_ids=False)

    assert answered(recording) == (Turn("assistant", (Reasoning("hm"), Text("Hello"), WEATHER), "completed"),)


def test_a_broken_stream_of_responses_shows_what_had_come(keep, sse):
    """
    Without the last event the deltas tell.
    """
    stream = sse(
        event("response.created", response={"output": [], "status": "in_progress"}),
        event("response.output_text.delta", delta="Hel"),
        event("response.output_text.delta", delta="lo"),
        done=False,
    )

    recording = keep("/v1/responses", {"input": "hi"}, stream, content_type="text/event-stream", stable_ids=False)

    assert answered(recording) == (Turn("assistant", (Text("Hello"),), "in_progress"),)


def test_anthropic_joins_its_blocks(keep, sse):
    """
    Thinking, text and a tool's input are blocks of their own.
    """
    stream = sse(
        event("message_start", message={"role": "assistant", "content": [], "usage": {"input_tokens": 3}}),
        event("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""}),
        event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "hm"}),
        event("ping"),
        event("content_block_start", index=1, content_block={"type": "text", "text": ""}),
        event("content_block_delta", index=1, delta={"type": "text_delta", "text": "Hel"}),
        event("content_block_delta", index=1, delta={"type": "text_delta", "text": "lo"}),
        event(
            "content_block_start",
            index=2,
            content_block={"type": "tool_use", "id": "call_1", "name": "weather", "input": {}},
        ),
        event("content_block_delta", index=2, delta={"type": "input_json_delta", "partial_json": '{"city": '}),
        event("content_block_delta", index=2, delta={"type": "input_json_delta", "partial_json": '"Wien"}'}),
        event("message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 9}),
        event("message_stop"),
        done=False,
    )

    recording = keep("/v1/messages", {"messages": []}, stream, content_type="text/event-stream", stable_ids=False)

    assert answered(recording) == (Turn("assistant", (Reasoning("hm"), Text("Hello"), WEATHER), "tool_use"),)


def test_an_error_within_a_stream_is_shown(keep, sse):
    """
    What had come stays, and the error follows it.
    """
    stream = sse(
        event("message_start", message={"role": "assistant", "content": []}),
        event("content_block_delta", index=0, delta={"type": "text_delta", "text": "Hel"}),
        event("error", error={"type": "overloaded_error", "message": "Overloaded"}),
        done=False,
    )

    recording = keep("/v1/messages", {"messages": []}, stream, content_type="text/event-stream")

    assert answered(recording) == (Turn("assistant", (Text("Hel"),)), Turn("error", (Text("Overloaded"),)))


@pytest.mark.parametrize("is_array", [False, True], ids=["sse", "array"])
def test_gemini_joins_its_parts(keep, sse, is_array):
    """
    With and without `alt=sse`.
    """
    chunks = [
        {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": end}]}
        for parts, end in [
            ([{"text": "hm", "thought": True}], None),
            ([{"text": "Hel"}], None),
            ([{"text": "lo"}, {"functionCall": {"name": "weather", "args": {"city": "Wien"}, "id": "call_1"}}], "STOP"),
        ]
    ]
    body = json.dumps(chunks).encode() if is_array else sse(*chunks, done=False)

    recording = keep(
        "/v1beta/models/gemini-x:streamGenerateContent" + ("" if is_array else "?alt=sse"),
        {"contents": []},
        body,
        content_type="application/json" if is_array else "text/event-stream",
        stable_ids=False,
    )

    assert answered(recording) == (Turn("assistant", (Reasoning("hm"), Text("Hello"), WEATHER), "STOP"),)


def test_interactions_join_their_contents(keep, sse):
    """
    A thought without words is shown as one.
    """
    stream = sse(
        {"event_type": "interaction.start", "interaction": {"status": "in_progress"}},
        {"event_type": "content.start", "index": 0, "content": {"type": "thought"}},
        {"event_type": "content.delta", "index": 0, "delta": {"type": "thought_signature", "signature": "x"}},
        {"event_type": "content.start", "index": 1, "content": {"type": "text"}},
        {"event_type": "content.delta", "index": 1, "delta": {"type": "text", "text": "Hel"}},
        {"event_type": "content.delta", "index": 1, "delta": {"type": "text", "text": "lo"}},
        {"event_type": "interaction.complete", "interaction": {"status": "completed"}},
    )

    recording = keep("/v1beta/interactions", {"input": "hi"}, stream, content_type="text/event-stream")

    assert answered(recording) == (Turn("assistant", (Reasoning(""), Text("Hello")), "completed"),)


def test_ollama_joins_its_lines(keep):
    """
    NDJSON: words line by line, counts in the last one.
    """
    call = {"function": {"name": "weather", "arguments": {"city": "Wien"}}}
    lines = [
        {"message": {"role": "assistant", "content": "", "thinking": "hm"}, "done": False},
        {"message": {"role": "assistant", "content": "Hel"}, "done": False},
        {"message": {"role": "assistant", "content": "lo"}, "done": False},
        {"message": {"role": "assistant", "content": "", "tool_calls": [call]}, "done": True, "done_reason": "stop"},
    ]
    body = b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    recording = keep("/api/chat", {"messages": []}, body, content_type="application/x-ndjson")

    parts = (Reasoning("hm"), Text("Hello"), ToolCall("weather", {"city": "Wien"}))
    assert answered(recording) == (Turn("assistant", parts, "stop"),)


def test_cohere_joins_its_contents(keep, sse):
    """
    Contents by index.
    """
    stream = sse(
        event("message-start", delta={"message": {"role": "assistant", "content": []}}),
        event("content-start", index=0, delta={"message": {"content": {"type": "text", "text": ""}}}),
        event("content-delta", index=0, delta={"message": {"content": {"text": "Hel"}}}),
        event("content-delta", index=0, delta={"message": {"content": {"text": "lo"}}}),
        event("message-end", delta={"finish_reason": "COMPLETE"}),
        done=False,
    )

    recording = keep("/v2/chat", {"messages": []}, stream, content_type="text/event-stream")

    assert answered(recording) == (Turn("assistant", (Text("Hello"),), "COMPLETE"),)


def test_an_unknown_api_shows_each_event_as_json(keep, sse):
    """
    Nothing is guessed and nothing is left out.
    """
    recording = keep("/odd", {"q": 1}, sse({"a": 1}, {"b": 2}), content_type="text/event-stream")

    assert [part.content for part in answered(recording)[0].parts] == [{"a": 1}, {"b": 2}]


def eventstream(*payloads):
    """Frames of AWS's event stream, with headers and checksums as the service writes them."""
    import struct
    import zlib

    frames = []
    for payload in payloads:
        raw = json.dumps(payload).encode()
        name, value = b":event-type", b"chunk"
        head = bytes([len(name)]) + name + b"\x07" + struct.pack(">H", len(value)) + value
        start = struct.pack(">II", 16 + len(head) + len(raw), len(head))
        start += struct.pack(">I", zlib.crc32(start))
        frames.append(start + head + raw + struct.pack(">I", zlib.crc32(start + head + raw)))
    return b"".join(frames)


def test_converse_joins_its_blocks(keep):
    """
    Blocks by `contentBlockIndex`.
    """
    body = eventstream(
        {"role": "assistant"},
        {"contentBlockIndex": 0, "delta": {"text": "Hel"}},
        {"contentBlockIndex": 0, "delta": {"text": "lo"}},
        {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "call_1", "name": "weather"}}},
        {"contentBlockIndex": 1, "delta": {"toolUse": {"input": '{"city":'}}},
        {"contentBlockIndex": 1, "delta": {"toolUse": {"input": '"Wien"}'}}},
        {"stopReason": "tool_use"},
        {"usage": {"inputTokens": 1, "outputTokens": 2}},
    )

    recording = keep(
        "/model/x/converse-stream",
        {"messages": []},
        body,
        content_type="application/vnd.amazon.eventstream",
        stable_ids=False,
    )

    assert answered(recording) == (Turn("assistant", (Text("Hello"), WEATHER), "tool_use"),)


def test_invoke_opens_the_events_within(keep):
    """
    Anthropic's own events, in base64.
    """
    events = [
        event("message_start", message={"role": "assistant", "content": []}),
        event("content_block_delta", index=0, delta={"type": "text_delta", "text": "Hello"}),
        event("message_delta", delta={"stop_reason": "end_turn"}),
    ]
    body = eventstream(*({"bytes": base64.b64encode(json.dumps(each).encode()).decode()} for each in events))

    recording = keep(
        "/model/x/invoke-with-response-stream",
        {"messages": []},
        body,
        content_type="application/vnd.amazon.eventstream",
    )

    assert answered(recording) == (Turn("assistant", (Text("Hello"),), "end_turn"),)
