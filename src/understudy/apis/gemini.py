"""Gemini: the Developer API and Vertex AI, whose paths differ in what stands before the model.

Source: Gemini API reference, Vertex AI REST reference, and the paths and types of `google-genai` 3.4; seen 2026-11-23.
The name of what the provider keeps is its address, too: `files/abc` is found under `/v1beta/files/abc`.
"""

from __future__ import annotations

from understudy.apis import gemini_kept
from understudy.apis.gemini_kept import ERROR, MODEL, NEVER, SAMPLES
from understudy.apis.profile import Profile, Route, Sound, Stable


def _verbs(*verbs: str) -> tuple[Route, ...]:
    return tuple(Route("POST", f"{MODEL}:{verb}", f"/{{kind}}/{{model}}:{verb}") for verb in verbs)


PROFILES = (
    Profile(
        "gemini-generate",
        "gemini",
        _verbs("generateContent", "streamGenerateContent"),
        ERROR,
        frame_type="google.genai.types.GenerateContentResponse",
        whole_type="google.genai.types.GenerateContentResponse",
        stable=(
            Stable("responseId", "{id}"),
            Stable("createTime", NEVER),
            Stable("candidates.*.content.parts.*.functionCall.id", "{id}_{n}", is_repeated=True),
        ),
        text=("candidates.*.content.parts.*.text",),
        sound=(Sound("candidates.*.content.parts.*.inlineData.data", "mimeType", SAMPLES),),
        turns="contents",
    ),
    Profile(
        "gemini-embed",
        "gemini",
        _verbs("embedContent", "batchEmbedContents", "predict"),
        ERROR,
        whole_type="google.genai.types.EmbedContentResponse",
    ),
    Profile(
        "gemini-count-tokens",
        "gemini",
        _verbs("countTokens"),
        ERROR,
        whole_type="google.genai.types.CountTokensResponse",
    ),
    Profile(
        "gemini-models",
        "gemini",
        (
            Route("GET", "/v1beta/models", "/v1beta/models", is_rooted=True),
            Route("GET", "/v1beta/models/(?P<model>[^/]+)", "/v1beta/models/{model}", is_rooted=True),
        ),
        ERROR,
    ),
    *gemini_kept.PROFILES,
)
