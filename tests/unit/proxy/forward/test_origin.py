"""Which server is meant, and where a request to it belongs."""

from __future__ import annotations

import pytest

from understudy.proxy.forward.origin import Authority, Origin, parse_authority, target_at


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("api.openai.com:443", Authority("api.openai.com", 443)),
        ("API.OpenAI.com", Authority("api.openai.com", 443)),
        ("127.0.0.1:8080", Authority("127.0.0.1", 8080)),
        ("[::1]:8080", Authority("::1", 8080)),
        ("", None),
        (":443", None),
        ("host:0", None),
        ("host:65536", None),
        ("host:https", None),
        ("user@host:1", None),
        ("host/path", None),
        ("::1", None),
        ("bücher.example", None),
    ],
)
def test_an_authority_is_host_and_port(text, authority):
    """
    Whatever else stands there is none.
    """
    assert parse_authority(text, "https") == authority


@pytest.mark.parametrize(
    ("scheme", "authority", "url"),
    [
        ("https", Authority("h.example", 443), "https://h.example"),
        ("https", Authority("h.example", 80), "https://h.example:80"),
        ("http", Authority("h.example", 80), "http://h.example"),
        ("http", Authority("::1", 11434), "http://[::1]:11434"),
    ],
)
def test_an_origin_is_spelt_as_clients_spell_it(scheme, authority, url):
    """
    So that what was recorded through the proxy has the URL that a client in process would have had.
    """
    assert str(Origin(scheme, authority)) == url


def test_a_path_is_the_servers_own():
    """
    No prefix, no scope: those are of addresses on this server.
    """
    target = target_at(Origin("https", Authority("gateway.example", 443)), "POST", "/openai/v1/chat/completions")

    assert target.url == "https://gateway.example/openai/v1/chat/completions"
    assert (target.upstream, target.profile.name) == ("gateway.example", "openai-chat")
    assert (target.is_reachable, target.is_given, target.scope) == (True, True, None)
