"""Every recording of format 1, asked and answered through the official SDK that made it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.conftest import SHARED
from understudy.model import Failed, FailureKind
from understudy.store import format1

FILES = sorted((SHARED / "recordings").rglob("*.json")) + sorted((SHARED / "seed").glob("*.txt"))

Sent = list[tuple[str, str, Any]]


@pytest.mark.parametrize("path", FILES or [None], ids=lambda path: path.name[:24] if path else "none")
def test_every_recording_comes_back_equal(path):
    """
    The SDK, called with the recorded arguments, sends what `asked` says and returns or raises what it did.
    """
    if path is None:
        pytest.skip("needs the folder `shared` beside the repository")
    document = json.loads(path.read_text(encoding="utf-8"))

    play(document)


# A document for each row: one thing a line is ten pages.
# fmt: off
CHUNK = {"id": "rec-0123456789ab", "choices": [{"delta": {"content": "line\u2028end \x85 ünd 😀 \ud800",
    "role": "assistant"}, "index": 0}], "created": 0, "model": "m", "object": "chat.completion.chunk"}
MESSAGE = {"role": "assistant", "content": "hi", "images": None, "tool_calls": None}
EMBEDDING = {"values": [0.5, -1.0], "statistics": {"truncated": False, "token_count": 3.0}}
CALLED = {"args": {"snake_case": 1, "camelCase": None}, "name": "f"}
PART = {"function_call": CALLED, "thought_signature": "YWJj-_8="}
SAID = {"candidates": [{"content": {"parts": [PART], "role": "model"}, "finish_reason": "STOP"}]}
USER = {"role": "user", "content": "hi"}
PROPERTIES = {"my_city": {"type": "string"}, "b": {"anyOf": [{"type": "null"}, {"type": "integer"}]}}
SCHEMA = {"type": "object", "properties": PROPERTIES}
DECLARED = {"name": "get_it", "description": "d", "parameters": SCHEMA}


def typed(kind: str, content: Any) -> dict[str, Any]:
    return {"__type__": kind, "__data__": content}


def document(url: str, endpoint: str, body: Any, response: Mapping[str, Any]) -> dict[str, Any]:
    request = {"method": "POST", "url": url + endpoint, "headers": {}, "body": body, "endpoint": endpoint}
    return {"test_id": None, "request": request, "response": dict(response), "id_normalization_mapping": {}}


def openai_chat(**response: Any) -> dict[str, Any]:
    return document("http://h/v1", "/v1/chat/completions", {"model": "m", "messages": [USER]}, response)


def raised(kind: str, message: str, **more: Any) -> dict[str, Any]:
    category = "provider_sdk" if "status_code" in more else "unknown"
    facts = {"category": category, "type": kind, "message": message}
    return {"body": None, "is_streaming": False, "is_exception": True, "exception_data": {**facts, **more}}


def vertex(
    endpoint: str, config: Any, body: Any, *, contents: Any = "hi", model: str = "gemini-x"
) -> dict[str, Any]:
    arguments = {"model": model, "contents": contents, "config": config}
    return document(
        "vertexai://", endpoint, arguments, {"body": body, "is_streaming": isinstance(body, list)}
    )


STREAMED_CHAT = {"model": "m", "messages": [USER], "stream": True}
CHUNKS = [typed("openai.types.chat.chat_completion_chunk.ChatCompletionChunk", CHUNK)] * 2
RESPONSE = {"id": "rec-1", "created_at": 0, "model": "m", "object": "response", "output": [], "tools": [],
    "tool_choice": "auto", "parallel_tool_calls": True}
EVENTS = [typed("openai.types.responses.x", {"type": "response.created", "sequence_number": 0,
    "response": RESPONSE}), typed("openai.types.responses.y", {"type": "response.output_text.delta",
    "delta": "a", "item_id": "i", "content_index": 0, "output_index": 0, "sequence_number": 1,
    "logprobs": []})]
OLLAMA = "http://localhost:11434"
TOOL = {"type": "function", "function": {"name": "f", "description": "d", "parameters": {**SCHEMA,
    "additionalProperties": False}}}

VARIANTS: dict[str, dict[str, Any]] = {
    "databricks": document("__databricks__/serving-endpoints", "/v1/chat/completions", {"model": "m",
        "messages": [USER], "stream": False}, {"body": typed("x", {"id": "a", "choices": [], "created": 0,
        "model": "m", "object": "chat.completion"}), "is_streaming": False}),
    "extra query and body": document("http://h/v1", "/v1/chat/completions", {**STREAMED_CHAT,
        "extra_body": {"a": [1], "model": "n"}, "extra_query": {"p": [1, True], "q": {"r": None,
        "s": "ä b"}}, "extra_headers": {"x-y": "z"}, "timeout": 3}, {"body": CHUNKS, "is_streaming": True}),
    "empty stream": document("http://h/v1", "/v1/chat/completions", STREAMED_CHAT, {"body": [],
        "is_streaming": True}),
    "embeddings without a format": document("http://h/v1", "/v1/embeddings", {"model": "m", "input": ["a"]},
        {"body": typed("x", {"data": [{"embedding": [0.5, 1.0], "index": 0, "object": "embedding"}],
        "model": "m", "object": "list", "usage": {"prompt_tokens": 1, "total_tokens": 1}})}),
    "text instead of JSON": openai_chat(body="<html>", is_streaming=False),
    "response": document("http://h/v1", "/v1/responses", {"model": "m", "input": "hi"}, {"body": typed("x",
        RESPONSE), "is_streaming": False}),
    "response stream": document("http://h/v1", "/v1/responses", {"model": "m", "input": "hi",
        "stream": True}, {"body": EVENTS, "is_streaming": True}),
    "models as a page": document("http://h/v1", "/v1/models", {},
        {"body": typed("openai.pagination.AsyncPage[Model]", {"data": [{"id": "m", "created": 1,
        "object": "model", "owned_by": "o"}], "object": "list"}), "is_streaming": True}),
    "models with a query": document("http://h/ml/v1", "/v1/models", {"extra_query": {"project_id": "p"}},
        {"body": [typed("openai.types.model.Model", {"id": "m", "created": 1, "object": "model",
        "owned_by": "o"})]}),
    "openai 404 as text": openai_chat(**raised("NotFoundError", "404 page not found", status_code=404,
        body="404 page not found")),
    "openai empty 503": openai_chat(**raised("InternalServerError", "Error code: 503", status_code=503,
        body="")),
    "openai list as body": openai_chat(**raised("BadRequestError",
        "Error code: 400 - [{'error': {'code': 400, 'message': 'x'}}]", status_code=400,
        body=[{"error": {"code": 400, "message": "x"}}])),
    "openai error text in error": openai_chat(**raised("NotFoundError",
        "Error code: 404 - {'error': 'no such model'}", status_code=404, body="no such model")),
    "openai detail": openai_chat(**raised("UnprocessableEntityError",
        "Error code: 422 - {'detail': [{'loc': ['body']}]}", status_code=422,
        body={"detail": [{"loc": ["body"]}]})),
    "openai null": openai_chat(**raised("BadRequestError", "Error code: 400 - {'error': None}",
        status_code=400, body=None)),
    "openai message only": openai_chat(**raised("RateLimitError", "slow down", status_code=429, body=None)),
    "openai odd status": openai_chat(**raised("APIStatusError",
        "Error code: 418 - {'error': {'message': 'tea'}}", status_code=418, body={"message": "tea"})),
    "connection error": openai_chat(**raised("APIConnectionError", "Connection error.")),
    "timeout": openai_chat(**raised("APITimeoutError", "Request timed out.")),
    "error frame": document("http://h/v1", "/v1/chat/completions", STREAMED_CHAT, {**raised("APIError",
        "overloaded"), "body": CHUNKS, "is_streaming": True}),
    "error frame first": document("http://h/v1", "/v1/responses", {"model": "m", "input": "x",
        "stream": True}, {**raised("APIError", "overloaded"), "body": [], "is_streaming": True}),
    "broken stream": document("http://h/v1", "/v1/chat/completions", STREAMED_CHAT,
        {**raised("APIConnectionError", "Connection error."), "body": CHUNKS, "is_streaming": True}),
    "ollama chat": document(OLLAMA, "/api/chat", {"model": "m", "messages": [{**USER, "images": None,
        "x": 1}, {"role": "assistant", "content": "", "tool_calls": [{"id": "1", "type": "function",
        "function": {"name": "f", "arguments": {"a": None}}}]}], "tools": [TOOL],
        "options": {"temperature": 0.0, "stop": None}, "keep_alive": 5, "format": None},
        {"body": typed("ollama._types.ChatResponse", {"model": "m",
        "created_at": "1970-01-01T00:00:00.000000Z", "done": True, "total_duration": 0,
        "message": MESSAGE}), "is_streaming": False}),
    "ollama stream": document(OLLAMA, "/api/chat", {"model": "m", "messages": [USER], "stream": True},
        {"body": [typed("ollama._types.ChatResponse", {"model": "m", "message": {**MESSAGE,
        "content": "a\u2028b\x85"}})] * 3, "is_streaming": True}),
    "ollama generate": document(OLLAMA, "/api/generate", {"model": "m", "prompt": "p", "raw": True,
        "images": []}, {"body": typed("ollama._types.GenerateResponse", {"model": "m", "response": "x"})}),
    "ollama generate stream": document(OLLAMA, "/api/generate", {"model": "m", "prompt": "p",
        "stream": True}, {"body": [typed("ollama._types.GenerateResponse", {"model": "m",
        "response": "x"})], "is_streaming": True}),
    "ollama embed": document(OLLAMA, "/api/embeddings", {"model": "m", "input": ["a"]},
        {"body": typed("ollama._types.EmbedResponse", {"model": "m", "embeddings": [[0.5]]})}),
    "ollama ps": document(OLLAMA, "/api/ps", {}, {"body": typed("ollama._types.ProcessResponse",
        {"models": []})}),
    "ollama tags": document(OLLAMA, "/api/tags", {}, {"body": typed("ollama._types.ListResponse",
        {"models": [{"model": "m", "size": 3}]})}),
    "ollama pull": document(OLLAMA, "/api/pull", {"model": "m"},
        {"body": typed("ollama._types.ProgressResponse", {"status": "success"})}),
    "ollama 404": document(OLLAMA, "/api/chat", {"model": "m", "messages": [USER]}, raised("ResponseError",
        "model 'm' not found (status code: 404)", status_code=404, body=None)),
    "ollama 404 later recorder": document(OLLAMA, "/api/chat", {"model": "m", "messages": [USER]},
        raised("ResponseError", "model 'm' not found", status_code=404, body=None)),
    "ollama 404 of a stream": document(OLLAMA, "/api/chat", {"model": "m", "messages": [USER],
        "stream": True}, {**raised("ResponseError", "not found", status_code=404, body=None), "body": [],
        "is_streaming": True}),
    "ollama error line": document(OLLAMA, "/api/chat", {"model": "m", "messages": [USER], "stream": True},
        {**raised("ResponseError", "out of memory (status code: -1)", status_code=-1, body=None),
        "body": [typed("x", {"model": "m", "message": MESSAGE})], "is_streaming": True}),
    "ollama away": document(OLLAMA, "/api/chat", {"model": "m", "messages": [USER]},
        {**raised("ConnectionError", "Failed to connect to Ollama.")}),
    "vertex config": vertex("/generate_content", {"system_instruction": "sys", "temperature": 1,
        "top_k": 40, "max_output_tokens": 3, "stop_sequences": ["x"], "seed": 7,
        "thinking_config": {"thinking_budget": 0, "include_thoughts": True}, "labels": {"my_label": "v"},
        "safety_settings": [{"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_NONE"}],
        "tools": [{"function_declarations": [DECLARED]}, {"google_search": {}},
        {"function_declarations": [{"name": "j", "parameters_json_schema": SCHEMA}]}],
        "tool_config": {"function_calling_config": {"mode": "ANY", "allowed_function_names": ["get_it"]}},
        "response_mime_type": "application/json", "response_schema": SCHEMA,
        "speech_config": {"voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}},
        "automatic_function_calling": {"disable": True},
        "cached_content": "projects/p/locations/l/cachedContents/1"}, {**SAID,
        "sdk_http_response": {"headers": {"Content-Type": "application/json; charset=UTF-8"}},
        "automatic_function_calling_history": []}, contents=[{"role": "user", "parts": [{"text": "a"},
        {"inline_data": {"mime_type": "image/png", "data": "YWJj"}}]}, {"role": "model",
        "parts": [PART | {"function_call": {"name": "f", "args": {"snake_case": 1}}}]}, {"role": "user",
        "parts": [{"function_response": {"name": "f", "response": {"my_key": {"other_key": 1}}}}]}]),
    "vertex schema with references": vertex("/generate_content_stream",
        {"response_schema": {"type": "object", "$defs": {"A": {"type": "object",
        "properties": {"x_y": {"type": "string", "const": "k"}}}},
        "properties": {"a": {"$ref": "#/$defs/A"}, "l": {"type": "array", "items": {"$ref": "#/$defs/A"},
        "min_items": 1}}}}, [SAID, SAID]),
    "vertex text contents": vertex("/generate_content", None, SAID, contents=["a", "b"],
        model="publishers/google/models/x"),
    "vertex parts": vertex("/generate_content", {}, SAID, contents=[{"text": "a"},
        {"function_call": {"name": "f", "args": {}}}, "b"]),
    "vertex partner model": vertex("/generate_content", {"systemInstruction": {"parts": [{"text": "s"}]},
        "topP": 0.5}, SAID, model="meta/llama-4"),
    "vertex short name": vertex("/generate_content", {"temperature": 0.5}, SAID, model="models/x"),
    "vertex typed": vertex("/generate_content", {"temperature": 0.5},
        typed("google.genai.types.GenerateContentResponse", {**SAID, "parsed": None, "create_time": None})),
    "vertex predict": vertex("/embed_content", {"task_type": "RETRIEVAL_QUERY", "output_dimensionality": 2,
        "auto_truncate": True}, {"embeddings": [EMBEDDING, EMBEDDING],
        "metadata": {"billable_character_count": 2}}, contents=["a", {"role": "user",
        "parts": [{"text": "b"}]}], model="text-embedding-005"),
    "vertex embed": vertex("/embed_content", {"task_type": "X", "output_dimensionality": 2},
        {"embeddings": [{"values": [0.5], "statistics": {"token_count": 3.0,
        "tokens_details": [{"modality": "TEXT", "token_count": 3}]}}],
        "usage_metadata": {"prompt_token_count": 3, "prompt_tokens_details": [{"modality": "TEXT",
        "token_count": 3}]}}, contents="a", model="gemini-embedding-001"),
    "vertex embed many": vertex("/embed_content", None, {"embeddings": [EMBEDDING, EMBEDDING]},
        contents=["a", "b"], model="gemini-embedding-001"),
    "vertex 400": document("vertexai://", "/generate_content", {"model": "m", "contents": "x"},
        raised("ClientError",
        "400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'no', 'status': 'INVALID_ARGUMENT'}}")),
    "vertex 503 text": document("vertexai://", "/generate_content_stream", {"model": "m", "contents": "x"},
        {**raised("ServerError",
        "503 Service Unavailable. {'message': 'down', 'status': 'Service Unavailable'}"),
        "is_streaming": True}),
}
# fmt: on


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_of_the_recorder_comes_back_equal(name):
    """
    What the recorder can write and the public files do not hold goes the same way.
    """
    play(VARIANTS[name])


def play(recording: Mapping[str, Any]) -> None:
    request, response = recording["request"], recording["response"]
    asked = format1.asked(request)
    answered = format1.answered(request, response)
    if format1.call(request) is not None:
        assert asked == ()
        assert answered.not_servable
        return
    assert answered.not_servable is None
    sent: Sent = []
    if "payload" in request:
        _play_raw(request, response, sent, answered)
    elif request["url"].startswith("vertexai:"):
        _play_genai(request, response, sent, answered)
    elif request["endpoint"].startswith("/api/"):
        _play_ollama(request, response, sent, answered)
    else:
        _play_openai(request, response, sent, answered)
    assert [(one.method, one.url, one.json) for one in asked][:1] == sent


def _serve(library: Any, answered: format1.Answered, sent: Sent) -> Callable[[Any], Any]:
    def handle(request: Any) -> Any:
        content = json.loads(request.content) if request.content else None
        sent.append((request.method, str(request.url), content))
        if answered.status is None:
            raise _error(library, answered)(answered.ended.message)
        return library.Response(answered.status, headers=list(answered.headers), content=pieces())

    def pieces() -> Iterator[bytes]:
        yield from answered.pieces
        if isinstance(answered.ended, Failed):
            assert answered.ended.after == sum(map(len, answered.pieces))
            raise _error(library, answered)(answered.ended.message)

    return handle


def _error(library: Any, answered: format1.Answered) -> Any:
    names = {
        FailureKind.CONNECT: "ConnectError",
        FailureKind.READ_TIMEOUT: "ReadTimeout",
        FailureKind.READ: "ReadError",
    }
    assert isinstance(answered.ended, Failed)
    return getattr(library, names[answered.ended.kind])


def _outcome(run: Callable[[], Any]) -> tuple[list[Any], Exception | None]:
    objects: list[Any] = []
    try:
        result = run()
        if isinstance(result, str) or (hasattr(result, "model_dump") and not hasattr(result, "__next__")):
            objects.append(result)
        else:
            objects += result
    except Exception as error:
        return objects, error
    return objects, None


def _compare(response: Mapping[str, Any], objects: list[Any], error: Exception | None) -> None:
    body = response["body"]
    recorded = body if isinstance(body, list) else [] if body is None else [body]
    assert [_plain(_dumped(one)) for one in objects] == [_plain(_data(one)) for one in recorded]
    if not response.get("is_exception"):
        assert error is None
        return
    facts = response["exception_data"]
    assert type(error).__name__ == facts["type"]
    if "status_code" in facts:
        assert error.status_code == facts["status_code"]


def _dumped(one: Any) -> Any:
    if isinstance(one, str):
        return one
    with warnings.catch_warnings():
        # Pydantic warns of what a recorded version of the SDK had in another type.
        warnings.simplefilter("ignore")
        return one.model_dump(mode="json")


def _data(entry: Any) -> Any:
    return entry["__data__"] if isinstance(entry, dict) and "__data__" in entry else entry


def _plain(value: Any) -> Any:
    """Without null: versions of an SDK differ in which empty fields they know."""
    if isinstance(value, dict):
        own = {"sdk_http_response", "parsed", "automatic_function_calling_history"}
        return {key: _plain(inner) for key, inner in value.items() if inner is not None and key not in own}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _play_openai(request: Mapping[str, Any], response: Mapping[str, Any], sent: Sent, answered: Any) -> None:
    import httpx2
    import openai

    base = request["url"].removesuffix(request["endpoint"]).replace("__databricks__", "https://databricks.invalid")
    transport = httpx2.MockTransport(_serve(httpx2, answered, sent))
    with openai.OpenAI(
        api_key="k", base_url=base, max_retries=0, http_client=httpx2.Client(transport=transport)
    ) as client:
        methods = {
            "/v1/chat/completions": client.chat.completions.create,
            "/v1/completions": client.chat.completions.create
            if "messages" in request["body"]
            else client.completions.create,
            "/v1/embeddings": client.embeddings.create,
            "/v1/models": client.models.list,
            "/v1/responses": client.responses.create,
        }
        objects, error = _outcome(lambda: methods[request["endpoint"]](**request["body"]))
    if request["endpoint"] == "/v1/models" and isinstance(response["body"], dict):
        objects = objects[0].data if hasattr(objects[0], "data") else objects
        response = {**response, "body": response["body"]["__data__"]["data"]}
    elif request["endpoint"] == "/v1/models":
        objects = objects[0].data if objects and hasattr(objects[0], "data") else objects
    _compare(response, objects, error)
    facts = response.get("exception_data")
    if facts and "status_code" in facts:
        served = b"".join(answered.pieces).decode()
        if facts["body"] is not None:
            assert error.body == facts["body"]
        # The message of SDKs before version 3, which made these recordings.
        messages = [served, f"Error code: {answered.status}"]
        if dict(answered.headers)["content-type"] == "application/json":
            messages = [f"Error code: {answered.status} - {json.loads(served)}"]
        assert facts["message"] in messages


def _play_ollama(request: Mapping[str, Any], response: Mapping[str, Any], sent: Sent, answered: Any) -> None:
    import httpx
    import ollama

    host = request["url"].removesuffix(request["endpoint"])
    client = ollama.Client(host=host, transport=httpx.MockTransport(_serve(httpx, answered, sent)))
    names = {"/api/embeddings": "embed", "/api/tags": "list"}
    method = getattr(client, names.get(request["endpoint"], request["endpoint"].removeprefix("/api/")))
    objects, error = _outcome(lambda: method(**request["body"]))
    _compare(response, objects, error)
    facts = response.get("exception_data")
    if facts and "status_code" in facts:
        assert facts["message"] in (str(error), error.error)


def _play_genai(request: Mapping[str, Any], response: Mapping[str, Any], sent: Sent, answered: Any) -> None:
    import httpx2
    from google import genai
    from google.genai import types

    http = httpx2.Client(transport=httpx2.MockTransport(_serve(httpx2, answered, sent)))
    client = genai.Client(vertexai=True, api_key="k", http_options=types.HttpOptions(httpx_client=http))
    body = dict(request["body"])
    kind = types.EmbedContentConfig if request["endpoint"] == "/embed_content" else types.GenerateContentConfig
    if body.get("config") is not None:
        body["config"] = kind.model_validate(json.loads(json.dumps(body["config"])))
    method = getattr(client.models, request["endpoint"].removeprefix("/"))
    objects, error = _outcome(lambda: method(**body))
    _compare(response, objects, error)
    if error is not None:
        assert str(error) == response["exception_data"]["message"]


def _play_raw(request: Mapping[str, Any], response: Mapping[str, Any], sent: Sent, answered: Any) -> None:
    import httpx

    with httpx.Client(transport=httpx.MockTransport(_serve(httpx, answered, sent))) as client:
        received = client.post(request["url"], json=request["payload"])
    assert received.status_code == response.get("status", 200)
    if response.get("is_streaming"):
        assert received.text.split("\n") == [*response["body"], ""]
    else:
        assert received.json() == response["body"]
