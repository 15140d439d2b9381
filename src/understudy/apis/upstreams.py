"""Where each API lives, by the prefix that names it."""

from __future__ import annotations

UPSTREAMS: dict[str, str | None] = {
    "openai": "https://api.openai.com",
    "anthropic": "https://api.anthropic.com",
    "gemini": "https://generativelanguage.googleapis.com",
    "ollama": "http://127.0.0.1:11434",
    "cohere": "https://api.cohere.com",
    "groq": "https://api.groq.com",
    "mistral": "https://api.mistral.ai",
    "together": "https://api.together.xyz",
    "openrouter": "https://openrouter.ai",
    "azure": None,
    "bedrock": None,
    "vertex": None,
    "generic": None,
}
"""Prefix and base URL; None where it is each customer's own and has to be given."""
