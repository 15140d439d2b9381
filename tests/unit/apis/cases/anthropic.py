"""Anthropic, and its models on Vertex AI."""

ID = "rec-a6ad8748dce1"
NEVER = "1970-01-01T00:00:00Z"
VERTEX = "/v1/projects/p/locations/l/publishers/anthropic/models"
FILES = "https://api.anthropic.com/v1/files"

CASES = [
    ("POST", "/v1/messages", "anthropic-messages", "/v1/messages", None),
    ("POST", "/anthropic/v1/messages", "anthropic-messages", "/v1/messages", None),
    ("POST", "/v1/messages/count_tokens", "anthropic-count-tokens", "/v1/messages/count_tokens", None),
    ("POST", "/v1/messages/batches", "anthropic-batches", "/v1/messages/batches", None),
    ("GET", "/v1/messages/batches", "anthropic-batches", "/v1/messages/batches", None),
    ("GET", "/v1/messages/batches/msgbatch_1", "anthropic-batches", "/v1/messages/batches/msgbatch_1", None),
    ("DELETE", "/v1/messages/batches/msgbatch_1", "anthropic-batches", "/v1/messages/batches/msgbatch_1", None),
    ("POST", "/v1/messages/batches/b/cancel", "anthropic-batches", "/v1/messages/batches/b/cancel", None),
    ("GET", "/v1/messages/batches/b/results", "anthropic-batch-results", "/v1/messages/batches/b/results", None),
    ("POST", FILES, "anthropic-files", "/v1/files", None),
    ("GET", f"{FILES}/file_1", "anthropic-files", "/v1/files/file_1", None),
    ("GET", f"{FILES}/file_1/content", "anthropic-files", "/v1/files/file_1/content", None),
    # Under the same path elsewhere: the same endpoint.
    ("GET", "/v1/files/file_1", "openai-files", "/v1/files/file_1", None),
    (
        "POST",
        f"{VERTEX}/claude-x@20260101:rawPredict",
        "vertex-anthropic",
        "/publishers/anthropic/models/claude-x@20260101:rawPredict",
        "claude-x@20260101",
    ),
    (
        "POST",
        f"{VERTEX}/claude-x:streamRawPredict",
        "vertex-anthropic",
        "/publishers/anthropic/models/claude-x:streamRawPredict",
        "claude-x",
    ),
]

ANSWERS = [
    (
        "anthropic-messages",
        {"message": {"id": "msg_1", "role": "assistant", "container": {"id": "container_1", "expires_at": "soon"}}},
        {"message": {"id": ID, "role": "assistant", "container": {"id": f"{ID}_1", "expires_at": NEVER}}},
    ),
    (
        "vertex-anthropic",
        {"id": "msg_vrtx_1", "content": [{"type": "tool_use", "id": "toolu_1"}]},
        {"id": ID, "content": [{"type": "tool_use", "id": f"{ID}_1"}]},
    ),
    (
        "anthropic-batches",
        {"id": "msgbatch_1", "created_at": "2026-11-23T10:00:00Z", "ended_at": None, "processing_status": "ended"},
        {"id": ID, "created_at": NEVER, "ended_at": None, "processing_status": "ended"},
    ),
    (
        "anthropic-batch-results",
        {"custom_id": "a", "result": {"type": "succeeded", "message": {"id": "msg_1", "content": [{"id": "toolu_1"}]}}},
        {
            "custom_id": "a",
            "result": {"type": "succeeded", "message": {"id": f"{ID}_1", "content": [{"id": f"{ID}_2"}]}},
        },
    ),
    ("anthropic-files", {"id": "file_1", "filename": "a"}, {"id": ID, "filename": "a"}),
    ("openai-files", {"id": "file_1", "created_at": "today"}, {"id": ID, "created_at": "today"}),
]
