from __future__ import annotations

import json

import pytest

from understudy.apis import GENERIC, MESSAGE, PROFILES, UPSTREAMS, profile_named, recognise

VERTEX = "/v1beta1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash"

# Method, path; profile, endpoint, model.
POST = [
    ("/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/openai/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/api/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/ml/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/inference/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/v1beta/openai/chat/completions", "openai-chat", "/v1/chat/completions", None),
    ("/compatible-mode/v1/chat/completions", "openai-chat", "/v1/chat/completions", None),
    (
        "/openai/deployments/my-gpt/chat/completions",
        "openai-chat",
        "/deployments/my-gpt/chat/completions",
        "my-gpt",
    ),
    ("/openai/deployments/emb/embeddings", "openai-embeddings", "/deployments/emb/embeddings", "emb"),
    ("/v1/completions", "openai-completions", "/v1/completions", None),
    ("/v1/responses", "openai-responses", "/v1/responses", None),
    ("/v1/embeddings", "openai-embeddings", "/v1/embeddings", None),
    ("/v1/images/generations", "openai-images", "/v1/images/generations", None),
    ("/v1/images/edits", "openai-images", "/v1/images/edits", None),
    ("/v1/audio/speech", "openai-audio", "/v1/audio/speech", None),
    ("/v1/audio/transcriptions", "openai-audio", "/v1/audio/transcriptions", None),
    ("/v1/audio/translations", "openai-audio", "/v1/audio/translations", None),
    ("/v1/moderations", "openai-moderations", "/v1/moderations", None),
    ("/v1/messages", "anthropic-messages", "/v1/messages", None),
    ("/anthropic/v1/messages", "anthropic-messages", "/v1/messages", None),
    ("/v1/messages/count_tokens", "anthropic-count-tokens", "/v1/messages/count_tokens", None),
    (
        "/v1beta/models/gemini-2.5-flash:generateContent",
        "gemini-generate",
        "/models/gemini-2.5-flash:generateContent",
        "gemini-2.5-flash",
    ),
    (
        "/v1beta/models/gemini-2.5-flash:streamGenerateContent",
        "gemini-generate",
        "/models/gemini-2.5-flash:streamGenerateContent",
        "gemini-2.5-flash",
    ),
    (
        f"{VERTEX}:generateContent",
        "gemini-generate",
        "/models/gemini-2.5-flash:generateContent",
        "gemini-2.5-flash",
    ),
    ("/v1beta/tunedModels/mine:generateContent", "gemini-generate", "/tunedModels/mine:generateContent", "mine"),
    ("/v1beta/models/e:embedContent", "gemini-embed", "/models/e:embedContent", "e"),
    ("/v1beta/models/e:batchEmbedContents", "gemini-embed", "/models/e:batchEmbedContents", "e"),
    ("/v1/projects/p/locations/l/endpoints/12:predict", "gemini-embed", "/endpoints/12:predict", "12"),
    ("/v1beta/models/g:countTokens", "gemini-count-tokens", "/models/g:countTokens", "g"),
    ("/v1beta/interactions", "gemini-interactions", "/v1beta/interactions", None),
    ("/model/meta.llama3/converse", "bedrock-converse", "/model/meta.llama3/converse", "meta.llama3"),
    ("/model/a%3Ab/converse-stream", "bedrock-converse", "/model/a%3Ab/converse-stream", "a%3Ab"),
    ("/model/m/invoke", "bedrock-invoke", "/model/m/invoke", "m"),
    (
        "/model/m/invoke-with-response-stream",
        "bedrock-invoke",
        "/model/m/invoke-with-response-stream",
        "m",
    ),
    ("/api/chat", "ollama-chat", "/api/chat", None),
    ("/api/generate", "ollama-generate", "/api/generate", None),
    ("/api/embed", "ollama-embed", "/api/embed", None),
    ("/api/show", "ollama-show", "/api/show", None),
    ("/api/pull", "ollama-pull", "/api/pull", None),
    ("/v2/chat", "cohere-chat", "/v2/chat", None),
    ("/v1/embed", "cohere-embed", "/v1/embed", None),
    ("/v2/embed", "cohere-embed", "/v2/embed", None),
    ("/v1/rerank", "cohere-rerank", "/v1/rerank", None),
    ("/v2/rerank", "cohere-rerank", "/v2/rerank", None),
    ("/v1/fim/completions", "mistral-fim", "/v1/fim/completions", None),
    ("/v1/agents/completions", "mistral-agents", "/v1/agents/completions", None),
    ("/v1/classifications", "mistral-classifications", "/v1/classifications", None),
    ("/v1/chat/classifications", "mistral-classifications", "/v1/chat/classifications", None),
    ("/v1/chat/moderations", "mistral-classifications", "/v1/chat/moderations", None),
]
GET = [
    ("/v1/models", "openai-models", "/v1/models", None),
    ("/openai/v1/models", "openai-models", "/v1/models", None),
    ("/v1/models/gpt-4o", "openai-models", "/v1/models/gpt-4o", "gpt-4o"),
    ("/v1/models/org/model", "openai-models", "/v1/models/org/model", "org/model"),
    ("/v1beta/openai/models", "openai-models", "/v1/models", None),
    ("/v1beta/models", "gemini-models", "/v1beta/models", None),
    ("/v1beta/models/gemini-2.5-pro", "gemini-models", "/v1beta/models/gemini-2.5-pro", "gemini-2.5-pro"),
    ("/api/tags", "ollama-tags", "/api/tags", None),
    ("/api/ps", "ollama-ps", "/api/ps", None),
]
# They look like one of the above, and are somebody else's.
OTHERS = [
    ("POST", "/users/1/messages"),
    ("POST", "/v2/messages"),
    ("POST", "/v1/messages/"),
    ("POST", "/v1/messages/1"),
    ("POST", "/v1/threads/t1/messages"),
    ("POST", "/team-7/v1/messages"),
    ("POST", "/v1/chat/completions/1"),
    ("POST", "/chatcompletions"),
    ("POST", "/xv1/chat/completions"),
    ("GET", "/v1/chat/completions"),
    ("post", "/v1/chat/completions"),
    ("POST", "/v1/models"),
    ("POST", "/api/tags"),
    ("GET", "/api/chat"),
    ("POST", "/proxy/api/chat"),
    ("POST", "/v1/api/chat"),
    ("POST", "/openai/v2/chat"),
    ("POST", "/v1/model/m/converse"),
    ("POST", "/v1/chat"),
    ("POST", "/v3/rerank"),
    ("POST", "/openai/v2/embed"),
    ("POST", "/v1/fim"),
    ("POST", "/model/a/b/converse"),
    ("POST", "/v1beta/models/g:deleteAll"),
    ("POST", "/deployments//chat/completions"),
    ("GET", "/"),
]

KNOWN = [*(("POST", *row) for row in POST), *(("GET", *row) for row in GET)]


@pytest.mark.parametrize("method, path, profile, endpoint, model", KNOWN, ids=lambda value: str(value))
def test_a_known_request_is_recognised(method, path, profile, endpoint, model):
    """
    Wherever a provider mounts an API, its requests get that API's profile and one endpoint.
    """
    found = recognise(method, path)

    assert (found.profile.name, found.endpoint, found.model) == (profile, endpoint, model)


@pytest.mark.parametrize("method, path", OTHERS)
def test_what_only_looks_alike_is_generic(method, path):
    """
    A path that no API has keeps all of its segments: they are meaning.
    """
    found = recognise(method, path)

    assert (found.profile, found.endpoint, found.model) == (GENERIC, path, None)


def test_every_route_is_in_the_table():
    """
    The table above knows every profile that has a route.
    """
    assert {row[2] for row in KNOWN} == {profile.name for profile in PROFILES if profile.routes} - {
        "ollama-embeddings"  # the older name of `embed`
    }


def test_a_braced_path_stays_as_it_is():
    """
    Braces in a path are no places for anything.
    """
    assert recognise("GET", "/v1/models/{kind}").endpoint == "/v1/models/{kind}"


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_can_be_used(profile):
    """
    Each profile is found by its name, has an upstream that exists, and an error that carries a message.
    """
    assert profile_named(profile.name) is profile
    assert profile.upstream in UPSTREAMS
    assert MESSAGE in json.dumps(profile.error)


def test_an_unknown_profile_is_generic():
    """
    A file written by a newer version, with an API that this one does not know, still reads.
    """
    assert profile_named("mistral-agents-of-2031") is GENERIC
