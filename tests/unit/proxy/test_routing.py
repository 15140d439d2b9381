"""Addresses on the server, and where they lead."""

from __future__ import annotations

import pytest

from understudy.proxy.routing import Routing, joined


@pytest.mark.parametrize(
    ("path", "upstream", "api", "url"),
    [
        ("/openai/v1/chat/completions", "openai", "openai-chat", "https://api.openai.com/v1/chat/completions"),
        ("/v1/chat/completions", "openai", "openai-chat", "https://api.openai.com/v1/chat/completions"),
        ("/v1/messages", "anthropic", "anthropic-messages", "https://api.anthropic.com/v1/messages"),
        ("/api/chat", "ollama", "ollama-chat", "http://127.0.0.1:11434/api/chat"),
        ("/ollama/api/chat", "ollama", "ollama-chat", "http://127.0.0.1:11434/api/chat"),
        ("/ollama/v1/chat/completions", "ollama", "openai-chat", "http://127.0.0.1:11434/v1/chat/completions"),
        (
            "/v1beta/models/gemini-2.5-pro:generateContent",
            "gemini",
            "gemini-generate",
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent",
        ),
        ("/v2/chat", "cohere", "cohere-chat", "https://api.cohere.com/v2/chat"),
        ("/groq/openai/v1/chat/completions", "groq", "openai-chat", "https://api.groq.com/openai/v1/chat/completions"),
        (
            "/bedrock/model/a%3A0/converse",
            "bedrock",
            "bedrock-converse",
            "https://bedrock.invalid/model/a%3A0/converse",
        ),
        ("/anthropic/v1/what", "anthropic", "anthropic-messages", "https://api.anthropic.com/v1/what"),
        ("/groq/openai/v1/what", "groq", "openai-chat", "https://api.groq.com/openai/v1/what"),
        ("/generic/v1/chat/completions", "generic", "openai-chat", "https://generic.invalid/v1/chat/completions"),
        ("/what/ever", "generic", "generic", "https://generic.invalid/what/ever"),
        ("/search", "generic", "generic", "https://generic.invalid/search"),
        ("/tavily/search", "tavily", "tavily-search", "https://api.tavily.com/search"),
        ("/databricks/what", "databricks", "databricks-invoke", "https://databricks.invalid/what"),
        ("/openai", "openai", "openai-chat", "https://api.openai.com/"),
        ("/openai/", "openai", "openai-chat", "https://api.openai.com/"),
        ("/jina/", "jina", "jina-reader", "https://api.jina.ai/"),
        ("/mcp/mcp", "mcp", "mcp", "https://mcp.invalid/mcp"),
        ("/", "generic", "generic", "https://generic.invalid/"),
    ],
)
def test_a_path_leads_to_one_upstream(path, upstream, api, url):
    """
    A prefix says whose it is, else the path does; escapes stay as they are.
    """
    target = Routing({}).target("POST", path)

    assert (target.upstream, target.profile.name, target.url) == (upstream, api, url)
    assert target.is_reachable is (".invalid" not in url)


@pytest.mark.parametrize("path", ["/generate", "/completion", "/score", "/weather/mcp"])
def test_a_path_that_could_be_anybodys_is_meant_only_by_name(path):
    """
    It goes to the generic upstream, unless the one that is known by such paths is configured.
    """
    upstream = {"/generate": "tgi", "/completion": "llamacpp", "/score": "vllm", "/weather/mcp": "mcp"}[path]

    assert Routing({}).target("POST", path).upstream == "generic"
    assert Routing({upstream: "http://h"}).target("POST", path).url == f"http://h{path}"
    assert Routing({"generic": "http://g"}).target("POST", path).url == f"http://g{path}"
    assert Routing({}).target("POST", f"/{upstream}{path}").upstream == upstream


@pytest.mark.parametrize(
    ("path", "url"), [("/generic", "https://h/rpc"), ("/generic/", "https://h/rpc/"), ("/mcp", "https://h/rpc/mcp")]
)
def test_a_prefix_alone_is_the_base_url_of_its_upstream(path, url):
    """
    Some APIs have one address. `/mcp` is that of its API at any server.
    """
    upstream = path.split("/")[1]

    assert Routing({upstream: "https://h/rpc"}).target("POST", path).url == url


def test_a_given_upstream_takes_the_place_of_the_default():
    """
    Also for paths without a prefix.
    """
    routing = Routing({"openai": "http://127.0.0.1:9/v1"})

    assert routing.target("POST", "/v1/responses").url == "http://127.0.0.1:9/v1/responses"
    assert routing.target("POST", "/openai/responses").url == "http://127.0.0.1:9/v1/responses"


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("http://h", "/v1/chat", "http://h/v1/chat"),
        ("http://h/", "/v1/chat", "http://h/v1/chat"),
        ("http://h/v1", "/v1/chat", "http://h/v1/chat"),
        ("http://h/v1/", "/v1/chat", "http://h/v1/chat"),
        ("http://h/api/v1", "/v1", "http://h/api/v1"),
        ("http://h/v1beta", "/v1beta/models", "http://h/v1beta/models"),
        ("http://h/v1", "/v1beta/models", "http://h/v1/v1beta/models"),
        ("http://h/v1", "/chat", "http://h/v1/chat"),
        ("http://h/api", "/api/chat", "http://h/api/api/chat"),
        ("http://v1", "/v1/chat", "http://v1/v1/chat"),
    ],
)
def test_a_version_is_not_doubled(base, path, url):
    """
    Base URLs are written with and without it; any other segment is what it says.
    """
    assert joined(base, path) == url


def test_only_a_configured_upstream_is_known_to_be_the_server_that_is_meant():
    """
    Many servers imitate OpenAI: a path alone does not say which one a client means.
    """
    routing = Routing({"openai": "http://127.0.0.1:8000"})

    assert routing.target("POST", "/v1/chat/completions").is_given
    assert not routing.target("POST", "/v1/messages").is_given


@pytest.mark.parametrize(
    ("path", "scope", "url"),
    [
        ("/s/a/openai/v1/models", "a", "https://api.openai.com/v1/models"),
        ("/s/t%2Fx.py%3A%3Ay%5B%C3%A9%5D/v1/models", "t/x.py::y[é]", "https://api.openai.com/v1/models"),
        ("/s/a/bedrock/model/a%3A0/converse", "a", "https://bedrock.invalid/model/a%3A0/converse"),
        ("/s/s/s/x", "s", "https://generic.invalid/s/x"),
        ("/s/", None, "https://generic.invalid/s/"),
        ("/s//x", None, "https://generic.invalid/s//x"),
        ("/s/a", None, "https://generic.invalid/s/a"),
        ("/generic/s/a/x", None, "https://generic.invalid/s/a/x"),
        ("/v1/models", None, "https://api.openai.com/v1/models"),
    ],
)
def test_a_scope_may_stand_before_the_upstream(path, scope, url):
    """
    Percent-encoded; the upstream never hears of it.
    """
    target = Routing({}).target("GET", path)

    assert (target.scope, target.url) == (scope, url)
