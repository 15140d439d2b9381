"""IBM watsonx.ai and Databricks, where they do not speak OpenAI's surface."""

ID = "rec-a6ad8748dce1"
NEVER = "1970-01-01T00:00:00.000Z"


def _text(profile, *verbs):
    return [("POST", f"/ml/v1/text/{verb}", profile, f"/ml/v1/text/{verb}", None) for verb in verbs]


CASES = [
    *_text("watsonx-generate", "generation", "generation_stream"),
    *_text("watsonx-chat", "chat", "chat_stream"),
    *_text("watsonx-embed", "embeddings"),
    *_text("watsonx-rerank", "rerank"),
    *_text("watsonx-tokenize", "tokenization"),
    ("POST", "/ml/v1/deployments/d/text/chat", "watsonx-chat", "/ml/v1/deployments/d/text/chat", "d"),
    (
        "POST",
        "/serving-endpoints/dbrx/invocations",
        "databricks-invoke",
        "/serving-endpoints/dbrx/invocations",
        "dbrx",
    ),
]

ANSWERS = [
    *(
        (f"watsonx-{name}", {"created_at": "2026-11-23T10:00:00.000Z"}, {"created_at": NEVER})
        for name in ("generate", "embed", "rerank", "tokenize")
    ),
    ("watsonx-chat", {"id": "chatcmpl-1---2", "created": 17}, {"id": ID, "created": 0}),
    ("databricks-invoke", {"id": "chatcmpl_1", "created": 17}, {"id": ID, "created": 17}),
    ("databricks-invoke", {"id": "row-1", "predictions": [1]}, {"id": "row-1", "predictions": [1]}),
]
