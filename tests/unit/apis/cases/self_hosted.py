"""vLLM, llama.cpp and Text Generation Inference, beside OpenAI's surface."""

ID = "rec-a6ad8748dce1"


def _all(profile, *paths):
    return [("POST", path, profile, path, None) for path in paths]


CASES = [
    *_all("vllm-tokenize", "/tokenize", "/detokenize"),
    *_all("vllm-pooling", "/pooling", "/classify", "/score", "/v1/score", "/rerank"),
    *_all("llamacpp-completion", "/completion", "/infill"),
    *_all("llamacpp-embedding", "/embedding", "/apply-template"),
    *_all("tgi-generate", "/generate", "/generate_stream"),
]

ANSWERS = [
    ("vllm-pooling", {"id": "score-8c6f", "created": 17}, {"id": ID, "created": 17}),
    # Somebody else's game.
    ("vllm-pooling", {"id": 7, "score": 3}, {"id": 7, "score": 3}),
    ("vllm-pooling", {"id": "player-7", "score": 3}, {"id": "player-7", "score": 3}),
]
