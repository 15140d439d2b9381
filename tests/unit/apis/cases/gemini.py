"""Gemini: the Developer API and Vertex AI."""

ID = "rec-a6ad8748dce1"
NEVER = "1970-01-01T00:00:00Z"
VERTEX = "/v1beta1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash"


def _model(verb, profile, model="g"):
    return ("POST", f"/v1beta/models/{model}:{verb}", profile, f"/models/{model}:{verb}", model)


CASES = [
    _model("generateContent", "gemini-generate", "gemini-2.5-flash"),
    _model("streamGenerateContent", "gemini-generate", "gemini-2.5-flash"),
    (
        "POST",
        f"{VERTEX}:generateContent",
        "gemini-generate",
        "/models/gemini-2.5-flash:generateContent",
        "gemini-2.5-flash",
    ),
    (
        "POST",
        "/v1beta/tunedModels/mine:generateContent",
        "gemini-generate",
        "/tunedModels/mine:generateContent",
        "mine",
    ),
    _model("embedContent", "gemini-embed"),
    _model("batchEmbedContents", "gemini-embed"),
    ("POST", "/v1/projects/p/locations/l/endpoints/12:predict", "gemini-embed", "/endpoints/12:predict", "12"),
    _model("countTokens", "gemini-count-tokens"),
    ("GET", "/v1beta/models", "gemini-models", "/v1beta/models", None),
    ("GET", "/v1beta/models/gemini-2.5-pro", "gemini-models", "/v1beta/models/gemini-2.5-pro", "gemini-2.5-pro"),
]

ANSWERS = [
    ("gemini-generate", {"responseId": "x", "createTime": "now"}, {"responseId": ID, "createTime": NEVER}),
    (
        "gemini-generate",
        {"candidates": [{"content": {"parts": [{"functionCall": {"id": "fc-1", "name": "f"}}]}}]},
        {"candidates": [{"content": {"parts": [{"functionCall": {"id": f"{ID}_1", "name": "f"}}]}}]},
    ),
]
