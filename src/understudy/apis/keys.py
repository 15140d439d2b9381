"""How each API is given a key: where in a request, and which environment variable usually holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a request a key stands."""

    header: str = ""
    scheme: str = ""
    """What stands before the key, with a space between."""

    parameter: str = ""
    """Of the query, where it is no header."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """How an API is given a key."""

    place: Place
    variables: tuple[str, ...] = ()
    """Of the environment; the first that is set is meant."""

    parameter: Place | None = None
    """Of the query, where clients may put it as well."""


BEARER = Place("authorization", "Bearer")
ANTHROPIC, GOOGLE, AZURE = Place("x-api-key"), Place("x-goog-api-key"), Place("api-key")
QUERY = Place(parameter="key")

PLACES = (BEARER, ANTHROPIC, GOOGLE, AZURE, QUERY)
"""All that there are."""

DEFAULT = Keyed(BEARER)

KEYS: dict[str, Keyed] = {
    "openai": Keyed(BEARER, ("OPENAI_API_KEY",)),
    "anthropic": Keyed(ANTHROPIC, ("ANTHROPIC_API_KEY",)),
    "gemini": Keyed(GOOGLE, ("GEMINI_API_KEY", "GOOGLE_API_KEY"), QUERY),
    "vertex": Keyed(BEARER, (), QUERY),
    "azure": Keyed(AZURE, ("AZURE_OPENAI_API_KEY",)),
    "cohere": Keyed(BEARER, ("CO_API_KEY", "COHERE_API_KEY")),
    "groq": Keyed(BEARER, ("GROQ_API_KEY",)),
    "mistral": Keyed(BEARER, ("MISTRAL_API_KEY",)),
    "together": Keyed(BEARER, ("TOGETHER_API_KEY",)),
    "openrouter": Keyed(BEARER, ("OPENROUTER_API_KEY",)),
    "tavily": Keyed(BEARER, ("TAVILY_API_KEY",)),
    "jina": Keyed(BEARER, ("JINA_API_KEY",)),
    "databricks": Keyed(BEARER, ("DATABRICKS_TOKEN",)),
}
"""By the upstream's name; for any other one `DEFAULT`."""

# What documentations write where a key is demanded and none is needed (Ollama, vLLM, LM Studio, llama.cpp and the
# test suites of SDKs; seen 2026-11). Real keys are long and random: none is one of these.
DUMMIES = frozenset(
    {
        "",
        "anything",
        "api-key",
        "changeme",
        "dummy",
        "dummy-key",
        "empty",
        "example",
        "fake",
        "fake-key",
        "foo",
        "key",
        "llama.cpp",
        "lm-studio",
        "local",
        "mock",
        "mock-key",
        "my-api-key",
        "my-key",
        "n/a",
        "na",
        "no-key",
        "no-key-needed",
        "no-key-required",
        "none",
        "not-needed",
        "not-required",
        "not-used",
        "nothing",
        "null",
        "ollama",
        "placeholder",
        "secret",
        "test",
        "test-api-key",
        "test-key",
        "testing",
        "token",
        "undefined",
        "understudy",
        "unused",
        "vllm",
        "whatever",
        "x",
        "xx",
        "xxx",
        "xxxx",
        "your-api-key",
        "your-api-key-here",
        "your-key",
        "<redacted>",
    }
)
"""In small letters, with dashes, and without a beginning as `sk-`."""

BEGINNINGS = ("sk-ant-", "sk-proj-", "sk-")


def is_dummy(key: str) -> bool:
    """Whether a key is only there because an SDK demands one."""
    plain = key.strip().lower().replace("_", "-").replace(" ", "-")
    beginning = next((each for each in BEGINNINGS if plain.startswith(each)), "")
    return plain[len(beginning) :] in DUMMIES
