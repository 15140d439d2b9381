"""What servers of one's own speak beside OpenAI's surface: vLLM, llama.cpp, Text Generation Inference.

Source: vLLM's documentation and its protocol.py, the README of llama.cpp's server, the OpenAPI description of TGI; seen
2026-11-23. Their paths could be anybody's. So they are compared as they are, only ids that are plainly made up become
stable, and a request belongs to one of these servers only where it is named.
"""

from __future__ import annotations

from understudy.apis.openai_shape import DONE
from understudy.apis.openai_shape import ERROR as OPENAI_ERROR
from understudy.apis.profile import MESSAGE, Profile, Stable, routes

PROFILES = (
    Profile(
        "vllm-tokenize",
        "vllm",
        # Also llama.cpp's and TGI's. Nothing in the answers is new.
        routes("POST", "/tokenize", "/detokenize", is_rooted=True),
        OPENAI_ERROR,
        is_common=True,
    ),
    Profile(
        "vllm-pooling",
        "vllm",
        routes("POST", "/pooling", "/classify", "/score", "/v1/score", "/rerank", is_rooted=True),
        OPENAI_ERROR,
        stable=(Stable("id", "{id}", begins=("pool-", "classify-", "score-", "rerank-", "embd-")),),
        noise=("created",),
        is_common=True,
    ),
    Profile(
        "llamacpp-completion",
        "llamacpp",
        routes("POST", "/completion", "/infill", is_rooted=True),
        {"error": {"code": 404, "message": MESSAGE, "type": "not_found_error"}},
        noise=("timings", "id_slot"),
        text=("content",),
        last_frames=DONE,
        is_common=True,
    ),
    Profile(
        "llamacpp-embedding",
        "llamacpp",
        routes("POST", "/embedding", "/apply-template", is_rooted=True),
        {"error": {"code": 404, "message": MESSAGE, "type": "not_found_error"}},
        is_common=True,
    ),
    Profile(
        "tgi-generate",
        "tgi",
        routes("POST", "/generate", "/generate_stream", is_rooted=True),
        {"error": MESSAGE, "error_type": "understudy_miss"},
        text=("generated_text", "*.generated_text", "token.text"),
        is_common=True,
    ),
)
