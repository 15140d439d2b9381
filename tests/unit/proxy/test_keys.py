"""Whose key reaches an upstream."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.model import Request
from understudy.proxy.keys import Keys
from understudy.proxy.troubles import Troubles

REAL = "sk-proj-4fR0aZ81mQ"


def keys(named=None, inbound=None, upstreams=None, **environment):
    return Keys(named or {}, inbound, upstreams or {}, environment, Troubles())


def lent(keys, upstream, *headers, query=""):
    """The headers and the query that the upstream gets."""
    sent = keys.for_upstream(Request("POST", f"https://h/v1/x{query}", headers, b"{}"), upstream)
    return sent.headers, sent.url.removeprefix("https://h/v1/x")


@pytest.mark.parametrize(
    ("upstream", "variable", "header"),
    [
        ("openai", "OPENAI_API_KEY", ("authorization", "Bearer k")),
        ("groq", "GROQ_API_KEY", ("authorization", "Bearer k")),
        ("anthropic", "ANTHROPIC_API_KEY", ("x-api-key", "k")),
        ("gemini", "GEMINI_API_KEY", ("x-goog-api-key", "k")),
        ("gemini", "GOOGLE_API_KEY", ("x-goog-api-key", "k")),
        ("azure", "AZURE_OPENAI_API_KEY", ("api-key", "k")),
    ],
)
def test_the_provider_s_usual_variable_is_lent_to_a_client_without_a_key(upstream, variable, header):
    """
    Where this API looks for it.
    """
    assert lent(keys(**{variable: "k"}), upstream, ("accept", "*/*")) == ((("accept", "*/*"), header), "")


@pytest.mark.parametrize(
    "dummy",
    [
        ("authorization", "Bearer sk-dummy"),
        ("Authorization", "bearer TEST"),
        ("x-api-key", "no_key_needed"),
        ("x-goog-api-key", "none"),
        ("api-key", ""),
    ],
)
def test_a_dummy_is_no_key(dummy):
    """
    SDKs demand one where none is needed; wherever it stands, it goes.
    """
    assert lent(keys(OPENAI_API_KEY="k"), "openai", dummy) == ((("authorization", "Bearer k"),), "")


@pytest.mark.parametrize(
    "own",
    [("authorization", f"Bearer {REAL}"), ("authorization", "AWS4-HMAC-SHA256 Credential=x"), ("x-api-key", REAL)],
)
def test_a_client_s_own_key_passes_through(own):
    """
    Nothing of the request changes.
    """
    assert lent(keys(OPENAI_API_KEY="k"), "openai", own) == ((own,), "")


SIGNATURE = ("authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261129/eu-west-1/bedrock/aws4_request, Signature=0")
UNSIGNED = ("authorization", "AWS4-HMAC-SHA256")
"""What is to be signed on its way."""


@pytest.mark.parametrize(
    ("sent", "goes_on"),
    [
        ((), (UNSIGNED,)),
        ((("authorization", "Bearer none"),), (UNSIGNED,)),
        ((SIGNATURE,), (SIGNATURE,)),
        ((("authorization", f"Bearer {REAL}"),), (("authorization", f"Bearer {REAL}"),)),
    ],
    ids=["none", "dummy", "signed", "a key of its own"],
)
def test_bedrock_is_lent_a_signature(sent, goes_on):
    """
    Also a request that was made by hand. A client's own says for which region it was made; a key of its own is one.
    """
    assert lent(keys(), "bedrock", *sent) == (goes_on, "")


def test_what_lets_a_signer_in_goes_no_further():
    """
    The signature stays, to be made anew.
    """
    door = keys(inbound="DOOR", DOOR="let me in")

    assert lent(door, "bedrock", SIGNATURE, ("x-understudy-key", "let me in"))[0] == (SIGNATURE,)


@pytest.mark.parametrize("sent", [(), (SIGNATURE,)], ids=["none", "signed"])
def test_nothing_is_signed_for_a_stranger(sent):
    """
    A page that is not the operator's may claim a signature; what goes on has none, and none is made.
    """
    asked = Request("POST", "https://h/model/m/converse", sent, b"{}")

    assert keys().for_upstream(asked, "bedrock", wrong="it comes from a page").headers == ()


def test_a_key_for_bedrock_may_be_lent_instead():
    """
    Where the operator says so.
    """
    lender = keys({"bedrock": "TOKEN"}, TOKEN="k")

    assert lent(lender, "bedrock")[0] == (("authorization", "Bearer k"),)


def test_a_key_in_the_query_is_one():
    """
    A dummy there gives way to a header: queries are written into logs.
    """
    lender, own = keys(GEMINI_API_KEY="k"), f"?alt=sse&key={REAL}"

    assert lent(lender, "gemini", query=own) == ((), own)
    assert lent(lender, "gemini", query="?key=test&alt=sse") == ((("x-goog-api-key", "k"),), "?alt=sse")


def test_of_other_apis_the_query_is_their_own():
    """
    What a word there means, only they know.
    """
    lender = keys({"generic": "MINE"}, MINE="m")

    assert lent(lender, "generic", query="?key=test") == ((("authorization", "Bearer m"),), "?key=test")


def test_without_a_key_to_lend_nothing_changes():
    """
    A server that asks for none may still look at the dummy.
    """
    dummy = ("authorization", "Bearer ollama")

    assert lent(keys(), "ollama", dummy) == ((dummy,), "")


def test_a_usual_variable_goes_to_its_provider_alone():
    """
    Another server on the same prefix gets a key only where the operator says so.
    """
    elsewhere, at_home = {"openai": "http://127.0.0.1:9"}, {"openai": "https://api.openai.com/v1"}

    assert lent(keys(upstreams=elsewhere, OPENAI_API_KEY="k"), "openai") == ((), "")
    assert lent(keys(upstreams=at_home, OPENAI_API_KEY="k"), "openai") == ((("authorization", "Bearer k"),), "")
    assert lent(keys({"openai": "MINE"}, upstreams=elsewhere, MINE="m"), "openai") == (
        (("authorization", "Bearer m"),),
        "",
    )


@pytest.mark.parametrize(
    "header",
    [("authorization", "Bearer open"), ("x-api-key", "open"), ("x-goog-api-key", "open"), ("x-understudy-key", "open")],
)
def test_the_inbound_key_lets_in_and_goes_no_further(header):
    """
    It counts as a dummy: with a key to lend that one goes, without one none does.
    """
    lender = keys(inbound="DOOR", DOOR="open", OPENAI_API_KEY="k")

    assert lender.admits((header,), "")
    assert lent(lender, "openai", header) == ((("authorization", "Bearer k"),), "")
    assert lent(lender, "ollama", header) == ((), "")


def test_beside_the_inbound_key_a_client_may_have_its_own():
    """
    The one for us stays here, the other one goes on.
    """
    own = ("authorization", f"Bearer {REAL}")
    lender = keys(inbound="DOOR", DOOR="open", OPENAI_API_KEY="k")

    assert lent(lender, "openai", ("x-understudy-key", "open"), own) == ((own,), "")


@pytest.mark.parametrize("headers", [(), (("x-understudy-key", "opem"),), (("authorization", "Basic open"),)])
def test_others_are_not_let_in(headers):
    """
    Near is not enough.
    """
    assert not keys(inbound="DOOR", DOOR="open").admits(headers, "")


@pytest.mark.parametrize("wrong", [{"named": {"openai": "MISSING"}}, {"inbound": "MISSING"}])
def test_a_variable_that_is_not_set_is_found_at_once(wrong):
    """
    Not at the first request.
    """
    with pytest.raises(WrongUse, match="MISSING is not set"):
        keys(**wrong)


def test_who_may_not_have_the_key_keeps_what_it_has(capsys):
    """
    But for what lets it in. The operator is told why, once: the provider will say that there is no key.
    """
    lender = keys(inbound="DOOR", DOOR="open", OPENAI_API_KEY="k")
    request = Request("POST", "https://h/x", (("x-api-key", "open"), ("authorization", "Bearer test")))

    sent = [lender.for_upstream(request, "openai", wrong="it comes from a page") for _ in range(2)]

    assert {each.headers for each in sent} == {(("authorization", "Bearer test"),)}
    told = "understudy: asking openai: a request has no key, and none is lent: it comes from a page\n"
    assert capsys.readouterr().err == told
