"""Cohere, and who took over its reranking."""

ID = "rec-a6ad8748dce1"

CASES = [
    ("POST", "/v2/chat", "cohere-chat", "/v2/chat", None),
    ("POST", "https://api.cohere.com/v1/chat", "cohere-chat-1", "/v1/chat", None),
    ("POST", "/v1/embed", "cohere-embed", "/v1/embed", None),
    ("POST", "/v2/embed", "cohere-embed", "/v2/embed", None),
    ("POST", "/v1/rerank", "cohere-rerank", "/v1/rerank", None),
    ("POST", "/v2/rerank", "cohere-rerank", "/v2/rerank", None),
    ("POST", "https://api.jina.ai/v1/rerank", "cohere-rerank", "/v1/rerank", None),
    ("POST", "https://api.cohere.com/v1/classify", "cohere-classify", "/v1/classify", None),
    ("POST", "/v2/batches", "cohere-batches", "/v2/batches", None),
    ("GET", "/v2/batches/b", "cohere-batches", "/v2/batches/b", None),
    ("POST", "/v2/batches/b:cancel", "cohere-batches", "/v2/batches/b:cancel", None),
]

ANSWERS = [
    ("cohere-chat", {"id": "c0", "message": {"id": "kept"}}, {"id": ID, "message": {"id": "kept"}}),
    ("cohere-chat-1", {"response_id": "a", "generation_id": "b"}, {"response_id": ID, "generation_id": ID}),
    ("cohere-embed", {"id": "e0", "embeddings": {}}, {"id": ID, "embeddings": {}}),
    ("cohere-rerank", {"id": "r0", "results": []}, {"id": ID, "results": []}),
    (
        "cohere-classify",
        {"id": "a", "classifications": [{"id": "b"}]},
        {"id": ID, "classifications": [{"id": f"{ID}_1"}]},
    ),
    ("cohere-batches", {"batch": {"id": "b", "name": "n"}}, {"batch": {"id": ID, "name": "n"}}),
]
