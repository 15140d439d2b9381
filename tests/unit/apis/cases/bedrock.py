"""Amazon Bedrock runtime."""

ID = "rec-a6ad8748dce1"

CASES = [
    ("POST", "/model/meta.llama3/converse", "bedrock-converse", "/model/meta.llama3/converse", "meta.llama3"),
    ("POST", "/model/a%3Ab/converse-stream", "bedrock-converse", "/model/a%3Ab/converse-stream", "a%3Ab"),
    ("POST", "/model/m/invoke", "bedrock-invoke", "/model/m/invoke", "m"),
    (
        "POST",
        "/model/m/invoke-with-response-stream",
        "bedrock-invoke",
        "/model/m/invoke-with-response-stream",
        "m",
    ),
    ("POST", "/model/m/count-tokens", "bedrock-count-tokens", "/model/m/count-tokens", "m"),
    ("POST", "/guardrail/g/version/1/apply", "bedrock-guardrail", "/guardrail/g/version/1/apply", None),
]

ANSWERS = [
    (
        "bedrock-converse",
        {"output": {"message": {"content": [{"toolUse": {"toolUseId": "tooluse_1", "name": "f"}}]}}},
        {"output": {"message": {"content": [{"toolUse": {"toolUseId": f"{ID}_1", "name": "f"}}]}}},
    ),
    (
        "bedrock-converse",
        {"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": "tooluse_1"}}, "p": "abc"},
        {"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": f"{ID}_1"}}, "p": "abc"},
    ),
    (
        "bedrock-invoke",
        {"id": "msg_bdrk_1", "content": [{"type": "tool_use", "id": "toolu_1"}]},
        {"id": ID, "content": [{"type": "tool_use", "id": f"{ID}_1"}]},
    ),
]
