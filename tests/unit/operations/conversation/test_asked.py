"""Requests of each API, read as turns."""

from __future__ import annotations

import base64
import hashlib

import pytest

from understudy.operations.conversation import (
    Media,
    Other,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    asked,
    question,
    settings_of,
)

BYTES = bytes(range(9))
BASE64 = base64.b64encode(BYTES).decode()
NOT_JSON = hashlib.sha256(b"\x00\x01").hexdigest()
SHA256 = hashlib.sha256(BYTES).hexdigest()
PICTURE = Media("picture", "", "image/png", 9, SHA256)


def user(*parts):
    return (Turn("user", parts),)


CASES = {
    "a text": ("/v1/chat/completions", {"messages": [{"role": "user", "content": "hi"}]}, user(Text("hi"))),
    "two texts stay two": (
        "/v1/chat/completions",
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]},
        user(Text("a"), Text("b")),
    ),
    "a picture by URL": (
        "/v1/chat/completions",
        {
            "messages": [
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a.example/b.jpg"}}]}
            ]
        },
        user(Media("picture", "https://a.example/b.jpg")),
    ),
    "a picture in a data URL": (
        "/v1/chat/completions",
        {
            "messages": [
                {
                    "role": "user",
                    "content": [{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{BASE64}"}}],
                }
            ]
        },
        user(PICTURE),
    ),
    "sound": (
        "/v1/chat/completions",
        {
            "messages": [
                {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": BASE64, "format": "wav"}}]}
            ]
        },
        user(Media("audio", "", "wav", 9)),
    ),
    "a call and its result": (
        "/v1/chat/completions",
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}],
                },
                {"role": "tool", "tool_call_id": "c", "content": "42"},
            ]
        },
        (Turn("assistant", (ToolCall("f", {"a": 1}, "c"),)), Turn("tool", (ToolResult("c", (Text("42"),), "c"),))),
    ),
    "responses, a text": (
        "/v1/responses",
        {"instructions": "be kind", "input": "hi"},
        (Turn("system", (Text("be kind"),)), *user(Text("hi"))),
    ),
    "responses, items": (
        "/v1/responses",
        {
            "input": [
                {"role": "user", "content": [{"type": "input_text", "text": "hi"}]},
                {
                    "type": "message",
                    "role": "user",
                    "content": [{"type": "input_image", "image_url": f"data:image/png;base64,{BASE64}"}],
                },
                {"type": "reasoning", "summary": []},
                {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c", "output": "42"},
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "input_file",
                            "filename": "a.pdf",
                            "file_data": f"data:application/pdf;base64,{BASE64}",
                        }
                    ],
                },
            ]
        },
        (
            *user(Text("hi")),
            *user(PICTURE),
            Turn("assistant", (Reasoning(""),)),
            Turn("assistant", (ToolCall("f", {}, "c"),)),
            Turn("tool", (ToolResult("c", (Text("42"),), "c"),)),
            *user(Media("file", "a.pdf", "application/pdf", 9, SHA256)),
        ),
    ),
    "anthropic": (
        "/v1/messages",
        {
            "system": [{"type": "text", "text": "be kind"}],
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": BASE64}},
                        {"type": "document", "title": "x", "source": {"type": "url", "url": "https://a.example/x.pdf"}},
                        {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "42"}]},
                    ],
                }
            ],
        },
        (
            Turn("system", (Text("be kind"),)),
            *user(
                Media("picture", "", "image/png", 9),
                Media("file", "https://a.example/x.pdf"),
                ToolResult("t", (Text("42"),), "t"),
            ),
        ),
    ),
    "gemini": (
        "/v1beta/models/g:generateContent",
        {
            "systemInstruction": {"parts": [{"text": "be kind"}]},
            "contents": [
                {"role": "user", "parts": [{"text": "hi"}, {"inlineData": {"mimeType": "image/png", "data": BASE64}}]},
                {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {"a": 1}}}]},
                {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"b": 2}}}]},
                {"role": "user", "parts": [{"fileData": {"mimeType": "video/mp4", "fileUri": "gs://a/b.mp4"}}]},
            ],
        },
        (
            Turn("system", (Text("be kind"),)),
            *user(Text("hi"), Media("picture", "", "image/png", 9)),
            Turn("model", (ToolCall("f", {"a": 1}),)),
            *user(ToolResult("f", (Other({"b": 2}),))),
            *user(Media("video", "gs://a/b.mp4", "video/mp4")),
        ),
    ),
    "ollama": (
        "/api/chat",
        {"messages": [{"role": "user", "content": "hi", "images": [BASE64]}]},
        user(Text("hi"), Media("picture", "", "", 9)),
    ),
    "converse": (
        "/model/m/converse",
        {
            "system": [{"text": "be kind"}],
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"text": "hi"},
                        {"image": {"format": "png", "source": {"bytes": BASE64}}},
                        {"toolResult": {"toolUseId": "t", "content": [{"json": {"b": 2}}]}},
                    ],
                }
            ],
        },
        (
            Turn("system", (Text("be kind"),)),
            *user(Text("hi"), Media("picture", "", "png", 9), ToolResult("t", (Other({"json": {"b": 2}}),), "t")),
        ),
    ),
    "interactions": (
        "/v1beta/interactions",
        {
            "input": [
                {
                    "role": "user",
                    "content": [{"type": "function_result", "call_id": "c", "name": "f", "result": {"b": 2}}],
                }
            ]
        },
        user(ToolResult("f", (Other({"b": 2}),), "c")),
    ),
    "embeddings": ("/v1/embeddings", {"input": ["a", "b"]}, (*user(Text("a")), *user(Text("b")))),
    "tokens": ("/v1/embeddings", {"input": [1, 2, 3]}, user(Text("3 tokens"))),
    "gemini embeddings": (
        "/v1beta/models/g:batchEmbedContents",
        {"requests": [{"content": {"parts": [{"text": "a"}]}}]},
        user(Text("a")),
    ),
    "something else": ("/odd", {"messages": "?"}, user(Other({"messages": "?"}))),
    "not JSON": (
        "/v1/chat/completions",
        b"\x00\x01",
        user(Media("file", "", "application/json", 2, NOT_JSON)),
    ),
}


@pytest.mark.parametrize(("path", "content", "turns"), CASES.values(), ids=CASES)
def test_a_request_is_read_as_what_it_asks(keep, path, content, turns):
    """
    Every API has other names for the same things.
    """
    assert asked(keep(path, content, {})) == turns


def test_the_question_is_what_a_person_asked_last(keep):
    """
    Not the instructions, and not what a tool gave back.
    """
    messages = [
        {"role": "system", "content": "be kind"},
        {"role": "user", "content": "first"},
        {"role": "user", "content": "what\n  is this?"},
        {"role": "tool", "tool_call_id": "c", "content": "42"},
    ]

    assert question(keep("/v1/chat/completions", {"messages": messages}, {})) == "what is this?"


def test_settings_are_what_else_is_asked_for(keep):
    """
    Tools by name, the rest as it is.
    """
    tools = [{"type": "function", "function": {"name": "f"}}, {"type": "web_search"}]

    recording = keep("/v1/chat/completions", {"model": "m", "messages": [], "temperature": 0, "tools": tools}, {})

    assert settings_of(recording) == {"messages": [], "temperature": 0, "tools": ["f", "web_search"]}
