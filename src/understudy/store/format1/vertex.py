"""Calls of the Google GenAI SDK on Vertex AI: the arguments of a method, as the REST request that it sends.

Source: google-genai 3.4, `models.py` and `_transformers.py`. The recorder wrote `vertexai:///generate_content`
and the arguments; project and location are not in the file, so the URL is the one without them.

The SDK renames the keys of the outer levels to camelCase and sends inner ones as its own types have them, in
snake_case; other versions of it, and other clients, rename all. The API takes both, so both are offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.store.format1 import shape
from understudy.store.format1.values import Asked
from understudy.store.format1.vertex_contents import grouped, one
from understudy.store.format1.vertex_keys import camel, camelled, snake, snaked, tree_of
from understudy.store.format1.vertex_schema import outlined

GENERATE = "/generate_content"
STREAM = "/generate_content_stream"
EMBED = "/embed_content"

_BASE = "https://aiplatform.googleapis.com/v1beta1/"

_AT_ROOT = {
    "system_instruction": "systemInstruction",
    "safety_settings": "safetySettings",
    "tools": "tools",
    "tool_config": "toolConfig",
    "labels": "labels",
    "cached_content": "cachedContent",
    "model_armor_config": "modelArmorConfig",
    "service_tier": "serviceTier",
    "continuation_token": "continuationToken",
    "generation_output_config": "outputConfig",
}
"""Keys of the config that lie beside `generationConfig` on the wire; all others lie in it."""

_NOT_SENT = frozenset(
    {"http_options", "automatic_function_calling", "should_return_http_response", "include_all_fields"}
)
_FLOATS = frozenset({"temperature", "top_p", "top_k", "presence_penalty", "frequency_penalty"})


def asked(endpoint: str, arguments: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The requests that this call may have sent, the likeliest first."""
    model = shape.text(arguments.get("model", ""), "request.body.model")
    config = arguments.get("config")
    given = shape.mapping(config, "request.body.config") if config is not None else {}
    settings = {snake(key): value for key, value in given.items() if value is not None}
    if endpoint == EMBED:
        verb, body = _embedding(model, arguments.get("contents"), settings)
        bodies = [body]
    else:
        verb = "streamGenerateContent?alt=sse" if endpoint == STREAM else "generateContent"
        bodies = _generating(arguments.get("contents"), settings, has_config=config is not None)
    extra = settings.get("http_options")
    if isinstance(extra, Mapping) and isinstance(more := extra.get("extra_body"), Mapping):
        bodies = [_merged(body, more) for body in bodies]
    urls = [f"{_BASE}{name}:{verb}" for name in _names(model)]
    return tuple(Asked("POST", url, body) for url in urls for body in bodies)


def is_embed_content(model: str) -> bool:
    """Whether this model's embeddings come from `embedContent`; other models have `predict`."""
    name = model.rsplit("/", 1)[-1]
    return "gemini" in name or "maas" in name


def _names(model: str) -> list[str]:
    if model.startswith("models/"):
        return [model, f"publishers/google/{model}"]
    if model.startswith(("projects/", "publishers/")):
        return [model]
    publisher, slash, name = model.partition("/")
    return [f"publishers/{publisher}/models/{name}" if slash else f"publishers/google/models/{model}"]


def _generating(contents: Any, settings: Mapping[str, Any], *, has_config: bool) -> list[dict[str, Any]]:
    plain: dict[str, Any] = {"contents": grouped(contents)}
    inner: dict[str, Any] = {}
    for key, value in settings.items():
        if key in _NOT_SENT:
            continue
        if name := _AT_ROOT.get(key):
            plain[name] = _arranged(key, value)
        else:
            inner[camel(key)] = _arranged(key, value)
    body = {**plain, "generationConfig": inner} if has_config else plain
    sent = {key: snaked(value, tree_of(key)) for key, value in body.items()}
    renamed = {key: camelled(value, key) for key, value in body.items()}
    bodies = [sent, renamed] if renamed != sent else [sent]
    if has_config and not settings:
        # `config={}` sends nothing, an empty config object sends an empty one; the file has `{}` for both.
        bodies.append(plain)
    return bodies


def _arranged(key: str, value: Any) -> Any:
    """A setting, with what the SDK does to it before it renames keys."""
    match key:
        case "system_instruction":
            return one(value)
        case "tools" if isinstance(value, list):
            return _tools(value)
        case "response_schema" if isinstance(value, Mapping):
            return outlined(value)
        case "speech_config" if isinstance(value, str):
            return {"voice_config": {"prebuilt_voice_config": {"voice_name": value}}}
        case _ if key in _FLOATS and isinstance(value, int):
            return float(value)
    return value


def _tools(tools: list[Any]) -> list[Any]:
    """All function declarations in one tool, at the end."""
    declarations: list[Any] = []
    others: list[Any] = []
    for tool in tools:
        found = tool if isinstance(tool, Mapping) else {}
        own = found.get("function_declarations") or found.get("functionDeclarations")
        if not own:
            others.append(tool)
            continue
        declarations += own
        names = ("function_declarations", "functionDeclarations")
        if rest := {key: value for key, value in found.items() if key not in names}:
            others.append(rest)
    return [*others, {"function_declarations": declarations}] if declarations else others


def _embedding(model: str, contents: Any, settings: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    wanted = {key: value for key, value in settings.items() if key not in _NOT_SENT}
    if not is_embed_content(model):
        given = contents if isinstance(contents, list) else [contents]
        texts = [text for item in given for text in _texts(one(item))]
        own = {name: wanted[key] for key, name in _PER_INSTANCE.items() if key in wanted}
        body: dict[str, Any] = {"instances": [{"content": text, **own} for text in texts]}
        if parameters := {camel(key): wanted[key] for key in _PARAMETERS if key in wanted}:
            body["parameters"] = parameters
        return "predict", body
    items = _embedded(model, contents)
    own = {"embedContentConfig": {camel(key): value for key, value in wanted.items()}} if wanted else {}
    if len(items) == 1:
        return "embedContent", {"content": items[0], **own}
    return "batchEmbedContents", {"requests": [{"content": item, **own} for item in items]}


def _texts(content: Any) -> list[str]:
    parts = content.get("parts") if isinstance(content, Mapping) else None
    found = parts if isinstance(parts, list) else []
    return [part["text"] for part in found if isinstance(part, Mapping) and part.get("text")]


_PER_INSTANCE = {"task_type": "task_type", "title": "title", "mime_type": "mimeType"}
_PARAMETERS = ("output_dimensionality", "auto_truncate")


def _embedded(model: str, contents: Any) -> list[Any]:
    name = model.rsplit("/", 1)[-1]
    is_text_only = name.startswith(("gemini-embedding-001", "gemini-embedding-exp"))
    if isinstance(contents, list) and is_text_only:
        items = [one(item) for item in contents]
    else:
        items = grouped(contents)
    return [snaked(item, tree_of("content")) for item in items]


def _merged(body: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(body)
    for key, value in more.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged
