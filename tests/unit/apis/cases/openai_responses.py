"""OpenAI's Responses, what is kept of them, and conversations."""

ID = "rec-a6ad8748dce1"

CASES = [
    ("POST", "/v1/responses", "openai-responses", "/v1/responses", None),
    ("POST", "/openai/v1/responses", "openai-responses", "/v1/responses", None),
    ("POST", "/v1/responses/compact", "openai-stored-responses", "/v1/responses/compact", None),
    ("GET", "/v1/responses/resp_1", "openai-stored-responses", "/v1/responses/resp_1", None),
    ("GET", "/openai/v1/responses/resp_1", "openai-stored-responses", "/v1/responses/resp_1", None),
    ("DELETE", "/v1/responses/resp_1", "openai-stored-responses", "/v1/responses/resp_1", None),
    ("POST", "/v1/responses/resp_1/cancel", "openai-stored-responses", "/v1/responses/resp_1/cancel", None),
    ("GET", "/v1/responses/resp_1/input_items", "openai-stored-responses", "/v1/responses/resp_1/input_items", None),
    ("POST", "/v1/responses/input_tokens", "openai-response-tokens", "/v1/responses/input_tokens", None),
    ("POST", "/v1/conversations", "openai-conversations", "/v1/conversations", None),
    ("GET", "/v1/conversations/conv_1", "openai-conversations", "/v1/conversations/conv_1", None),
    ("POST", "/v1/conversations/conv_1", "openai-conversations", "/v1/conversations/conv_1", None),
    ("DELETE", "/v1/conversations/conv_1", "openai-conversations", "/v1/conversations/conv_1", None),
    ("GET", "/v1/conversations/conv_1/items", "openai-conversations", "/v1/conversations/conv_1/items", None),
    ("POST", "/v1/conversations/conv_1/items", "openai-conversations", "/v1/conversations/conv_1/items", None),
    ("GET", "/v1/conversations/conv_1/items/m", "openai-conversations", "/v1/conversations/conv_1/items/m", None),
]

ANSWERS = [
    (
        "openai-responses",
        {"type": "response.created", "response": {"id": "resp_1", "created_at": 1.5, "completed_at": None}},
        {"type": "response.created", "response": {"id": ID, "created_at": 0, "completed_at": None}},
    ),
    (
        "openai-responses",
        {"id": "resp_1", "output": [{"id": "ci_1", "type": "code_interpreter_call", "container_id": "cntr_1"}]},
        {"id": ID, "output": [{"id": f"{ID}_1", "type": "code_interpreter_call", "container_id": f"{ID}_2"}]},
    ),
    (
        "openai-stored-responses",
        {"object": "list", "data": [{"id": "msg_1", "content": []}], "has_more": False},
        {"object": "list", "data": [{"id": f"{ID}_1", "content": []}], "has_more": False},
    ),
    # Somebody else's survey.
    (
        "openai-stored-responses",
        {"id": 12, "created_at": 17, "data": [{"id": "answer-1"}]},
        {"id": 12, "created_at": 17, "data": [{"id": "answer-1"}]},
    ),
    ("openai-conversations", {"id": "conv_1", "created_at": 17}, {"id": ID, "created_at": 17}),
    ("openai-conversations", {"id": 5, "created_at": 17}, {"id": 5, "created_at": 17}),
]
