"""Gemini: the Developer API and Vertex AI, whose paths differ in what stands before the model.

Source: Gemini API reference, Vertex AI REST reference, seen 2026-11-22.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

ERROR = {"error": {"code": 404, "message": MESSAGE, "status": "NOT_FOUND"}}
# Vertex names project, location and publisher first; whose project pays is not part of the question.
PARENT = r"(?:/projects/[^/]+)?(?:/locations/[^/]+)?(?:/publishers/google)?"
MODEL = PARENT + r"/(?P<kind>models|tunedModels|endpoints)/(?P<model>[^/:]+)"


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
        stable=(Stable("responseId", "{id}"), Stable("createTime", "1970-01-01T00:00:00Z")),
        text=("candidates.*.content.parts.*.text",),
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
    Profile(
        "gemini-interactions",
        "gemini",
        (Route("POST", "/interactions", "/v1beta/interactions"),),
        ERROR,
        text=("delta.text", "outputs.*.text"),
        last_frames=(b"event: done", b"data: [DONE]"),
    ),
)
