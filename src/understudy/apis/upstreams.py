"""Where each API lives, by the prefix that names it."""

from __future__ import annotations

from collections.abc import Mapping

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
    "tavily": "https://api.tavily.com",
    "jina": "https://api.jina.ai",
    "vllm": "http://127.0.0.1:8000",
    "llamacpp": "http://127.0.0.1:8080",
    "tgi": "http://127.0.0.1:3000",
    "azure": None,
    "bedrock": None,
    "vertex": None,
    "watsonx": None,
    "databricks": None,
    "mcp": None,
    "generic": None,
}
"""Prefix and base URL; None where it is each customer's own and has to be given. A server of one's own is
looked for where it listens by default."""

OWN: dict[str, tuple[tuple[str, str], ...]] = {
    "azure": (("AZURE_OPENAI_ENDPOINT", "{}"),),
    "bedrock": (
        ("AWS_REGION", "https://bedrock-runtime.{}.amazonaws.com"),
        ("AWS_DEFAULT_REGION", "https://bedrock-runtime.{}.amazonaws.com"),
    ),
    "databricks": (("DATABRICKS_HOST", "{}"),),
    "vertex": (("GOOGLE_CLOUD_LOCATION", "https://{}-aiplatform.googleapis.com"),),
    "watsonx": (("WATSONX_URL", "{}"),),
}
"""Where a customer's own upstream is, by the environment variables that its provider's SDK goes by (documentation of
`openai`, boto3, the Databricks CLI, `google-genai` and `ibm-watsonx-ai`, seen 2026-11-23)."""


def own_upstreams(environment: Mapping[str, str]) -> dict[str, str]:
    """Base URLs of the customer's own upstreams, by name, where the environment says them."""
    found = {}
    for name, variables in OWN.items():
        address = next((form.format(environment[each]) for each, form in variables if environment.get(each)), "")
        if address.startswith(("https://", "http://")) and address.isascii():
            found[name] = address
    return found
