"""Conversations over WebSocket."""

ID = "rec-a6ad8748dce1"
GEMINI = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"

CASES = [
    ("WEBSOCKET", "/v1/realtime", "openai-realtime", "/v1/realtime", None),
    ("WEBSOCKET", "/openai/v1/realtime", "openai-realtime", "/v1/realtime", None),
    ("WEBSOCKET", "/v1/responses", "openai-responses-live", "/v1/responses", None),
    ("WEBSOCKET", GEMINI, "gemini-live", "/v1beta/BidiGenerateContent", None),
    ("GET", "/v1/realtime", "generic", "/v1/realtime", None),
]

ANSWERS = [
    (
        "openai-realtime",
        {"event_id": "event_1", "session": {"id": "sess_1", "expires_at": 17}},
        {"event_id": f"{ID}_1", "session": {"id": ID, "expires_at": 0}},
    ),
    ("openai-responses-live", {"response": {"id": "resp_1"}}, {"response": {"id": ID}}),
    (
        "gemini-live",
        {"toolCall": {"functionCalls": [{"id": "function-call-1"}]}},
        {"toolCall": {"functionCalls": [{"id": f"{ID}_1"}]}},
    ),
]
