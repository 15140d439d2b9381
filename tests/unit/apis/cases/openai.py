"""OpenAI: what asks a model."""

ID = "rec-a6ad8748dce1"

CASES = [
    ("POST", "/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/openai/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/api/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/ml/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/inference/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/serving-endpoints/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/v1beta/openai/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("POST", "/compatible-mode/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    (
        "POST",
        "/v1/projects/p/locations/l/endpoints/openapi/chat/completions",
        "openai-chat",
        "/v1/chat/completions",
        None,
    ),
    (
        "POST",
        "/openai/deployments/my-gpt/chat/completions",
        "openai-chat",
        "/deployments/my-gpt/chat/completions",
        "my-gpt",
    ),
    ("POST", "/openai/deployments/emb/embeddings", "openai-embeddings", "/deployments/emb/embeddings", "emb"),
    ("POST", "/v1/completions", "openai-completions", "/v1/completions", None),
    ("POST", "/v1/embeddings", "openai-embeddings", "/v1/embeddings", None),
    ("POST", "/v1/images/generations", "openai-images", "/v1/images/generations", None),
    ("POST", "/v1/images/edits", "openai-images", "/v1/images/edits", None),
    ("POST", "/v1/images/variations", "openai-images", "/v1/images/variations", None),
    ("POST", "/v1/audio/speech", "openai-audio", "/v1/audio/speech", None),
    ("POST", "/v1/audio/transcriptions", "openai-audio", "/v1/audio/transcriptions", None),
    ("POST", "/v1/audio/translations", "openai-audio", "/v1/audio/translations", None),
    ("POST", "/v1/moderations", "openai-moderations", "/v1/moderations", None),
    ("GET", "/v1/models", "openai-models", "/v1/models", None),
    ("GET", "/openai/v1/models", "openai-models", "/v1/models", None),
    ("GET", "/v1/models/gpt-4o", "openai-models", "/v1/models/gpt-4o", "gpt-4o"),
    ("GET", "/v1/models/org/model", "openai-models", "/v1/models/org/model", "org/model"),
    ("GET", "/v1beta/openai/models", "openai-models", "/v1/models", None),
    ("DELETE", "/v1/models/ft:gpt:me", "openai-models", "/v1/models/ft:gpt:me", "ft:gpt:me"),
]

ANSWERS = [
    ("openai-chat", {"id": "chatcmpl-1", "created": 17, "model": "m"}, {"id": ID, "created": 0, "model": "m"}),
    ("openai-chat", {"id": "", "created": None}, {"id": "", "created": None}),
    ("openai-chat", {"choices": [{"id": "tool"}]}, {"choices": [{"id": "tool"}]}),
    ("openai-chat", [1, "chatcmpl-1"], [1, "chatcmpl-1"]),
    (
        "openai-chat",
        {"id": "c0", "usage": {"queue_time": 0.03, "total_tokens": 2}, "x_groq": {"id": "req_0", "error": None}},
        {"id": ID, "usage": {"queue_time": 0, "total_tokens": 2}, "x_groq": {"id": ID, "error": None}},
    ),
    (
        "openai-chat",
        {"choices": [{"message": {"audio": {"id": "audio_1", "expires_at": 17, "data": "x"}}}]},
        {"choices": [{"message": {"audio": {"id": f"{ID}_1", "expires_at": 0, "data": "x"}}}]},
    ),
    ("openai-completions", {"id": "cmpl-1", "created": 17}, {"id": ID, "created": 0}),
    ("openai-embeddings", {"id": "e0", "data": [{"id": "kept"}]}, {"id": ID, "data": [{"id": "kept"}]}),
    ("openai-images", {"created": 17, "data": []}, {"created": 0, "data": []}),
    ("openai-moderations", {"id": "modr-1", "results": []}, {"id": ID, "results": []}),
]
