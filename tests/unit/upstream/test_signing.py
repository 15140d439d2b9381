"""Requests to AWS, signed anew with the operator's credentials."""

from __future__ import annotations

import sys

import pytest

from understudy.errors import WrongUse
from understudy.model import Request
from understudy.upstream.signing import Signer, is_signed

URL = "https://bedrock-runtime.eu-west-1.amazonaws.com/model/us.a%3A0/converse"
SCOPE = "Credential=AKIACLIENT/20261123/us-west-2/bedrock/aws4_request"
HEADERS = (
    ("authorization", f"AWS4-HMAC-SHA256 {SCOPE}, SignedHeaders=host, Signature=00"),
    ("x-amz-date", "20261123T000000Z"),
    ("x-amz-security-token", "of the client"),
    ("content-type", "application/json"),
    ("amz-sdk-request", "attempt=1"),
)
ASKED = Request("POST", URL, HEADERS, b'{"messages": []}')


@pytest.fixture
def signer(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
    return Signer()


@pytest.mark.parametrize(
    "url, region",
    [(URL, "eu-west-1"), ("http://127.0.0.1:9/model/a/converse", "us-west-2")],
    ids=["of-the-host", "of-the-client"],
)
def test_a_request_is_signed_for_the_region_it_goes_to(signer, url, region):
    """
    The host says which; another address is the region that the client meant.
    """
    signed = signer.signed(Request("POST", url, HEADERS, b"{}"))

    assert "Credential=AKIAOPERATOR/" in signed.header("authorization")
    assert f"/{region}/bedrock/aws4_request" in signed.header("authorization")


def test_nothing_of_the_clients_signature_is_left(signer):
    """
    Its token and its date belong to its signature; all else goes with the request.
    """
    signed = signer.signed(ASKED)

    assert is_signed(signed)
    assert signed.header("x-amz-security-token") is None
    assert [value for name, value in signed.headers if name.lower() == "x-amz-date"] != ["20261123T000000Z"]
    assert (signed.header("content-type"), signed.header("amz-sdk-request")) == ("application/json", "attempt=1")
    assert (signed.url, signed.body) == (ASKED.url, ASKED.body)


def test_without_credentials_it_says_how_to_give_some(monkeypatch, tmp_path):
    """
    No file, no environment, no metadata service.
    """
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(WrongUse, match="there are no AWS credentials"):
        Signer().signed(ASKED)


def test_without_botocore_it_says_what_to_install(monkeypatch):
    """
    Replaying Bedrock needs nothing of AWS; recording over HTTP does.
    """
    monkeypatch.setitem(sys.modules, "botocore.auth", None)

    with pytest.raises(WrongUse, match=r"pip install 'understudy\[bedrock\]'"):
        Signer().signed(ASKED)
