"""What Gemini keeps and later requests name: files, cached contents, batches, interactions.

Source: Gemini API reference, Vertex AI REST reference, and the paths and types of `google-genai` 3.4; seen 2026-11-23.
An upload in parts goes to an address that the provider makes up and names in a header (`x-goog-upload-url`).
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Sound, Stable, routes

ERROR = {"error": {"code": 404, "message": MESSAGE, "status": "NOT_FOUND"}}
# Vertex names project, location and publisher first; whose project pays is not part of the question.
PARENT = r"(?:/projects/[^/]+)?(?:/locations/[^/]+)?(?:/publishers/google)?"
MODEL = PARENT + r"/(?P<kind>models|tunedModels|endpoints)/(?P<model>[^/:]+)"
NEVER = "1970-01-01T00:00:00Z"
ITEM = "{id}_{n}"
# Bare samples, which models speak piece by piece (`audio/L16;codec=pcm;rate=24000`); a picture is always whole.
SAMPLES = ("audio/l16", "audio/pcm")

ITEMS = ("outputs.*", "steps.*", "delta", "step", "content", "interaction.outputs.*", "interaction.steps.*")
"""Where an interaction, or an event of its stream, holds what it consists of."""


def _named(kind: str, *paths: str, number: str = "{id}") -> tuple[Stable, ...]:
    """Names such as `files/abc`."""
    return tuple(Stable(path, f"{kind}/{number}", is_repeated=True, begins=(f"{kind}/",)) for path in paths)


def _times(*places: str) -> tuple[Stable, ...]:
    times = ("createTime", "updateTime", "expirationTime", "expireTime", "endTime")
    return tuple(Stable(f"{place}{time}", NEVER) for place in places for time in times)


PROFILES = (
    Profile(
        "gemini-files",
        "gemini",
        (
            *routes("POST", "/upload/v1beta/files", "/v1beta/files", "/v1beta/files:register", is_rooted=True),
            *routes("GET", "/v1beta/files", "/v1beta/files/{file}", is_rooted=True),
            *routes("DELETE", "/v1beta/files/{file}", is_rooted=True),
        ),
        ERROR,
        whole_type="google.genai.types.File",
        stable=(
            *_named("files", "name", "file.name"),
            *_times("", "file.", "files.*."),
        ),
        # Which of the addresses that the provider made up an upload goes to.
        identity=("upload_id",),
    ),
    Profile(
        "gemini-caches",
        "gemini",
        tuple(
            Route(method, f"{PARENT}/cachedContents{rest}", f"/cachedContents{place}")
            for methods, rest, place in (
                ("GET POST", "", ""),
                ("GET PATCH DELETE", "/(?P<cache>[^/]+)", "/{cache}"),
            )
            for method in methods.split()
        ),
        ERROR,
        whole_type="google.genai.types.CachedContent",
        stable=(
            *_named("cachedContents", "name"),
            *_times("", "cachedContents.*."),
        ),
    ),
    Profile(
        "gemini-batches",
        "gemini",
        (
            *(
                Route("POST", f"{MODEL}:{verb}", f"/{{kind}}/{{model}}:{verb}")
                for verb in ("batchGenerateContent", "asyncBatchEmbedContent")
            ),
            *routes("GET", "/v1beta/batches", "/v1beta/batches/{batch}", is_rooted=True),
            *routes("POST", "/v1beta/batches/{batch}:cancel", is_rooted=True),
            *routes("DELETE", "/v1beta/batches/{batch}", is_rooted=True),
        ),
        ERROR,
        whole_type="google.genai.types.BatchJob",
        stable=(
            *_named("batches", "name", "metadata.name"),
            *_named("files", "metadata.output.responsesFile", "response.responsesFile", number=ITEM),
            *(
                Stable(f"{place}inlinedResponses.inlinedResponses.*.response.responseId", ITEM)
                for place in ("response.", "metadata.output.")
            ),
            *_times("", "metadata.", "operations.*.metadata."),
        ),
    ),
    Profile(
        "gemini-interactions",
        "gemini",
        (
            Route("POST", "/interactions", "/v1beta/interactions"),
            *routes("GET DELETE", "/v1beta/interactions/{interaction}", is_rooted=True),
            *routes("POST", "/v1beta/interactions/{interaction}/cancel", is_rooted=True),
        ),
        ERROR,
        stable=(
            *(Stable(path, "{id}", is_repeated=True) for path in ("id", "interaction.id", "interaction_id")),
            *(Stable(f"{item}.{name}", ITEM, is_repeated=True) for item in ITEMS for name in ("id", "call_id")),
            *(Stable(f"{place}{time}", NEVER) for place in ("", "interaction.") for time in ("created", "updated")),
        ),
        # Where a stream that broke could be taken up again.
        noise=("event_id", "continuation_token", "interaction.continuation_token"),
        text=("delta.text", "outputs.*.text"),
        sound=(Sound("delta.data", "mime_type", SAMPLES),),
        last_frames=(b"event: done", b"data: [DONE]"),
    ),
)
