"""Ollama's own API."""

ID = "rec-a6ad8748dce1"
NEVER = "1970-01-01T00:00:00.000000Z"

CASES = [
    *(("POST", f"/api/{name}", f"ollama-{name}", f"/api/{name}", None) for name in ("chat", "generate", "embed")),
    *(("POST", f"/api/{name}", f"ollama-{name}", f"/api/{name}", None) for name in ("embeddings", "show", "pull")),
    *(("GET", f"/api/{name}", f"ollama-{name}", f"/api/{name}", None) for name in ("tags", "ps")),
]

ANSWERS = [
    *(
        (
            f"ollama-{name}",
            {"created_at": "2026-01-01T00:00:00Z", "total_duration": 9, "done": True},
            {"created_at": NEVER, "total_duration": 0, "done": True},
        )
        for name in ("chat", "generate", "embed", "embeddings", "show", "pull", "tags", "ps")
    ),
    (
        "ollama-chat",
        {"message": {"tool_calls": [{"id": "call_1", "function": {}}]}},
        {"message": {"tool_calls": [{"id": f"{ID}_1", "function": {}}]}},
    ),
]
