"""Variables that point clients at a server, and what somebody had set before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from understudy.apis import UPSTREAMS
from understudy.operations.pointing import ADDED, BASE_URLS, BUNDLES, pointed, upstreams_in

PEM = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"


@pytest.fixture
def changes(tmp_path):
    """What is set in an environment, for a server at `http://h:1`."""
    (tmp_path / "ours.pem").write_text(PEM.format("ours"))

    def changes(*, is_online=False, **environment):
        return pointed(environment, "http://h:1", tmp_path / "ours.pem", tmp_path, is_online=is_online)

    return changes


def test_every_base_url_is_that_of_an_upstream():
    """
    Its prefix exists.
    """
    assert {each.upstream for each in BASE_URLS} <= UPSTREAMS.keys()


def test_base_urls_end_as_clients_expect(changes):
    """
    Each as without the variable.
    """
    found = changes()

    assert found["OPENAI_BASE_URL"] == "http://h:1/openai/v1"
    assert found["ANTHROPIC_BASE_URL"] == "http://h:1/anthropic"
    assert "AZURE_OPENAI_ENDPOINT" not in found


@pytest.mark.parametrize("library", ["openai", "anthropic", "google.genai", "ollama", "boto3"])
def test_official_sdks_read_them(changes, library):
    """
    A client that is made without an address asks there.
    """
    show = {
        "openai": "print(openai.OpenAI(api_key='k').base_url)",
        "anthropic": "print(anthropic.Anthropic(api_key='k').base_url)",
        "google.genai": "print(google.genai.Client(api_key='k')._api_client._http_options.base_url)",
        "ollama": "print(ollama.Client()._client.base_url)",
        "boto3": "print(boto3.client('bedrock-runtime', region_name='eu-west-1').meta.endpoint_url)",
    }
    found = {each.variable: changes()[each.variable] for each in BASE_URLS if each.is_always_set}

    code = f"import {library}\n{show[library]}"
    ran = subprocess.run([sys.executable, "-I", "-c", code], env=found, capture_output=True, text=True, check=True)

    assert ran.stdout.rstrip("/\n") in {each.rstrip("/") for each in found.values()}


@pytest.mark.parametrize(
    ("name", "own", "upstream", "url", "variable"),
    [
        ("OPENAI_BASE_URL", "https://gw.corp/llm/v1", "openai", "https://gw.corp/llm/v1", "http://h:1/openai"),
        ("AZURE_OPENAI_ENDPOINT", "https://x.azure.com/", "azure", "https://x.azure.com/", "http://h:1/azure"),
        ("OLLAMA_HOST", "0.0.0.0", "ollama", "http://127.0.0.1:11434", "http://h:1/ollama"),
        ("OLLAMA_HOST", "box:8080", "ollama", "http://box:8080", "http://h:1/ollama"),
        ("OLLAMA_HOST", ":8080", "ollama", "http://127.0.0.1:8080", "http://h:1/ollama"),
        ("OLLAMA_HOST", "https://box/path", "ollama", "https://box/path", "http://h:1/ollama"),
    ],
)
def test_what_somebody_had_set_becomes_the_upstream(changes, name, own, upstream, url, variable):
    """
    And the client asks for the same paths as there.
    """
    assert upstreams_in({name: own}) == {upstream: url}
    assert changes(**{name: own})[name] == variable


@pytest.mark.parametrize("own", ["not a URL", "ftp://x", "https://[", "https://x?y"])
def test_what_is_no_url_stays(changes, own):
    """
    Whoever reads it says so.
    """
    assert upstreams_in({"OPENAI_BASE_URL": own}) == {}
    assert "OPENAI_BASE_URL" not in changes(OPENAI_BASE_URL=own)


@pytest.mark.parametrize(
    ("environment", "is_online", "is_set"),
    [({}, False, True), ({}, True, False), ({"AWS_REGION": "eu-west-1"}, True, True)],
)
def test_bedrock_is_where_the_region_says(changes, environment, is_online, is_set):
    """
    Where nothing says it, a recorder leaves its address alone.
    """
    found = changes(is_online=is_online, **environment)

    assert ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME" in found) is is_set
    expected = {"bedrock": "https://bedrock-runtime.eu-west-1.amazonaws.com"} if environment else {}
    assert upstreams_in(environment) == expected


def test_authorities_are_those_that_were_trusted_and_ours(changes, tmp_path):
    """
    Each once: hosts that pass show certificates of their own.
    """
    (tmp_path / "corp.pem").write_text(PEM.format("corp") + PEM.format("ours"))

    found = changes(SSL_CERT_FILE=str(tmp_path / "corp.pem"), NODE_EXTRA_CA_CERTS=str(tmp_path / "corp.pem"))

    bundle = (tmp_path / "authorities.pem").read_text()
    assert {found[name] for name in BUNDLES} == {str(tmp_path / "authorities.pem")}
    assert {found[name] for name in ADDED} == {str(tmp_path / "added-authorities.pem")}
    assert (bundle.count("\ncorp\n"), bundle.count("\nours\n")) == (1, 1)
    assert bundle.count("BEGIN") > 50
    assert (tmp_path / "added-authorities.pem").read_text().count("BEGIN") == 2


def test_a_file_that_is_not_there_is_left_out(changes, tmp_path):
    """
    It had no effect before either.
    """
    changes(SSL_CERT_FILE=str(tmp_path / "gone.pem"))

    assert "\nours\n" in (tmp_path / "authorities.pem").read_text()


@pytest.mark.parametrize(("is_online", "proxy"), [(True, ""), (False, None)])
def test_grpc_passes_a_recorder(changes, is_online, proxy):
    """
    In replay it goes where all go, and reaches nothing.
    """
    assert changes(is_online=is_online).get("grpc_proxy") == proxy


def test_proxies_are_for_every_host_but_this_one(changes):
    """
    A host that the environment excepts would go live unseen.
    """
    found = changes(NO_PROXY="api.openai.com", HTTPS_PROXY="http://corp:3128")

    assert {found[name] for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")} == {"http://h:1"}
    assert found["NO_PROXY"] == found["no_proxy"] == "localhost,127.0.0.1,::1"
    assert found["NODE_USE_ENV_PROXY"] == "1"
