"""Bedrock through the HTTP door: recorded with the operator's signature, replayed without any."""

from __future__ import annotations

import boto3
import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from understudy.model import Mode
from understudy.testing import Answer, Upstream

JSON = {"content-type": "application/json"}
SAID = b'{"output": {"message": {"role": "assistant", "content": [{"text": "hi"}]}}, "usage": {"inputTokens": 1}}'
OPERATOR = Credentials("AKIAOPERATOR", "the operator's secret", "the operator's token")


class Bedrock:
    """Lets in what the operator signed for this very address."""

    url = ""

    def __call__(self, received):
        claimed = received.header("authorization")
        date = received.header("x-amz-date")
        signed = claimed.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        headers = {name: received.header(name) for name in signed}
        again = AWSRequest("POST", self.url + received.target, headers=headers, data=received.body)
        again.context["timestamp"] = date
        auth = SigV4Auth(OPERATOR, "bedrock", "eu-west-1")
        signature = auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again)
        if claimed.endswith(f"Signature={signature}") and headers["host"] == self.url.removeprefix("http://"):
            return Answer.of(200, JSON, [SAID])
        return Answer.of(403, JSON, [b'{"message": "The signature does not match"}'])


@pytest.fixture
def converse():
    """Ask as a client whose credentials the upstream does not know."""

    def ask(address):
        client = boto3.client(
            "bedrock-runtime",
            endpoint_url=f"{address}/bedrock",
            region_name="eu-west-1",
            aws_access_key_id="AKIACLIENT",
            aws_secret_access_key="the client's",
            config=Config(retries={"total_max_attempts": 1}),
        )
        messages = [{"role": "user", "content": [{"text": "hi"}]}]
        answer = client.converse(modelId="eu.anthropic.claude-x:0", messages=messages)
        return answer["output"]["message"]["content"]

    return ask


def test_bedrock_is_recorded_with_the_operators_signature(served, converse, store, monkeypatch):
    """
    The client's names us and is of no use; no credential of either is written, and a replay needs none.
    """
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", OPERATOR.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", OPERATOR.secret_key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", OPERATOR.token)
    provider = Bedrock()
    with Upstream(provider) as upstream:
        provider.url = upstream.url
        recorded = converse(served(Mode.RECORD_IF_MISSING, upstreams={"bedrock": upstream.url}))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)

    replayed = converse(served())

    assert recorded == replayed == [{"text": "hi"}]
    written = "".join(path.read_text() for path in store.glob("*.json"))
    assert not any(secret in written for secret in ("AKIA", "secret", "token", "Signature"))


def test_a_request_by_hand_is_signed_as_well(served, monkeypatch):
    """
    By the server's own settings: nobody else says which region is meant.
    """
    for name, value in (
        ("AWS_ACCESS_KEY_ID", OPERATOR.access_key),
        ("AWS_SECRET_ACCESS_KEY", OPERATOR.secret_key),
        ("AWS_SESSION_TOKEN", OPERATOR.token),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(name, value)
    provider = Bedrock()
    with Upstream(provider) as upstream:
        provider.url = upstream.url
        address = served(Mode.RECORD, upstreams={"bedrock": upstream.url})
        answer = httpx.post(f"{address}/bedrock/model/m/converse", json={"messages": []}, trust_env=False)

    assert (answer.status_code, answer.content) == (200, SAID)
