"""Mistral, where its API is not OpenAI's."""

ID = "rec-a6ad8748dce1"
HOST = "https://api.mistral.ai"

CASES = [
    ("POST", "/v1/fim/completions", "mistral-fim", "/v1/fim/completions", None),
    ("POST", "/v1/agents/completions", "mistral-agents", "/v1/agents/completions", None),
    ("POST", "/v1/classifications", "mistral-classifications", "/v1/classifications", None),
    ("POST", "/v1/chat/classifications", "mistral-classifications", "/v1/chat/classifications", None),
    ("POST", "/v1/chat/moderations", "mistral-classifications", "/v1/chat/moderations", None),
    ("POST", f"{HOST}/v1/files", "mistral-files", "/v1/files", None),
    ("GET", f"{HOST}/v1/files/f/content", "mistral-files", "/v1/files/f/content", None),
    ("GET", f"{HOST}/v1/files/f/url", "mistral-files", "/v1/files/f/url", None),
    ("POST", f"{HOST}/v1/batch/jobs", "mistral-batches", "/v1/batch/jobs", None),
    ("GET", f"{HOST}/v1/batch/jobs/j", "mistral-batches", "/v1/batch/jobs/j", None),
    ("POST", f"{HOST}/v1/batch/jobs/j/cancel", "mistral-batches", "/v1/batch/jobs/j/cancel", None),
    ("GET", "/v1/batch/jobs/j", "generic", "/v1/batch/jobs/j", None),
    ("POST", f"{HOST}/v1/conversations", "mistral-conversations", "/v1/conversations", None),
    ("POST", f"{HOST}/v1/conversations/c", "mistral-conversations", "/v1/conversations/c", None),
    ("GET", f"{HOST}/v1/conversations/c/history", "mistral-conversations", "/v1/conversations/c/history", None),
    ("POST", f"{HOST}/v1/conversations/c/restart", "mistral-conversations", "/v1/conversations/c/restart", None),
]

ANSWERS = [
    ("mistral-fim", {"id": "f0", "created": 17}, {"id": ID, "created": 0}),
    ("mistral-agents", {"id": "f0", "created": 17}, {"id": ID, "created": 0}),
    ("mistral-classifications", {"id": "m0", "results": []}, {"id": ID, "results": []}),
    ("mistral-files", {"id": "8c6f0f6e", "purpose": "batch"}, {"id": ID, "purpose": "batch"}),
    (
        "mistral-batches",
        {"id": "8c6f0f6e", "input_files": ["in"], "output_file": "out", "error_file": None},
        {"id": ID, "input_files": ["in"], "output_file": f"{ID}_1", "error_file": None},
    ),
    (
        "mistral-conversations",
        {"conversation_id": "conv_1", "outputs": [{"id": "msg_1", "tool_call_id": "call_1"}]},
        {"conversation_id": ID, "outputs": [{"id": f"{ID}_1", "tool_call_id": f"{ID}_2"}]},
    ),
]
