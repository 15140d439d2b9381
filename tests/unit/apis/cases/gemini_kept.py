"""Gemini: what it keeps and later requests name."""

ID = "rec-a6ad8748dce1"
NEVER = "1970-01-01T00:00:00Z"

CASES = [
    ("POST", "/upload/v1beta/files", "gemini-files", "/upload/v1beta/files", None),
    ("GET", "/v1beta/files", "gemini-files", "/v1beta/files", None),
    ("GET", "/v1beta/files/abc", "gemini-files", "/v1beta/files/abc", None),
    ("DELETE", "/v1beta/files/abc", "gemini-files", "/v1beta/files/abc", None),
    ("GET", "/v1beta/files/abc:download", "gemini-files", "/v1beta/files/abc:download", None),
    ("POST", "/v1beta/cachedContents", "gemini-caches", "/cachedContents", None),
    ("POST", "/v1beta1/projects/p/locations/l/cachedContents", "gemini-caches", "/cachedContents", None),
    ("PATCH", "/v1beta/cachedContents/abc", "gemini-caches", "/cachedContents/abc", None),
    ("POST", "/v1beta/models/g:batchGenerateContent", "gemini-batches", "/models/g:batchGenerateContent", "g"),
    ("GET", "/v1beta/batches/abc", "gemini-batches", "/v1beta/batches/abc", None),
    ("POST", "/v1beta/batches/abc:cancel", "gemini-batches", "/v1beta/batches/abc:cancel", None),
    ("POST", "/v1beta/interactions", "gemini-interactions", "/v1beta/interactions", None),
    ("GET", "/v1beta/interactions/v1_a", "gemini-interactions", "/v1beta/interactions/v1_a", None),
    ("POST", "/v1beta/interactions/v1_a/cancel", "gemini-interactions", "/v1beta/interactions/v1_a/cancel", None),
]

ANSWERS = [
    (
        "gemini-files",
        {"file": {"name": "files/abc", "createTime": "2026-11-23T10:00:00Z", "sizeBytes": "3"}},
        {"file": {"name": f"files/{ID}", "createTime": NEVER, "sizeBytes": "3"}},
    ),
    (
        "gemini-caches",
        {"name": "cachedContents/abc", "expireTime": "soon", "model": "models/g"},
        {"name": f"cachedContents/{ID}", "expireTime": NEVER, "model": "models/g"},
    ),
    # Vertex names the project, too: what is not of this kind stays.
    ("gemini-caches", {"name": "projects/1/cachedContents/2"}, {"name": "projects/1/cachedContents/2"}),
    (
        "gemini-batches",
        {"name": "batches/abc", "metadata": {"name": "batches/abc", "output": {"responsesFile": "files/out"}}},
        {"name": f"batches/{ID}", "metadata": {"name": f"batches/{ID}", "output": {"responsesFile": f"files/{ID}_1"}}},
    ),
    (
        "gemini-interactions",
        {"id": "v1_a", "created": "2026-11-23T10:00:00Z", "steps": [{"type": "function_call", "id": "fc_1"}]},
        {"id": ID, "created": NEVER, "steps": [{"type": "function_call", "id": f"{ID}_1"}]},
    ),
    (
        "gemini-interactions",
        {"interaction": {"id": "v1_a", "status": "in_progress"}, "event_id": "e"},
        {"interaction": {"id": ID, "status": "in_progress"}, "event_id": "e"},
    ),
]
