"""boto3: the Bedrock runtime, `converse` and `invoke_model`, whole and as streams of events; boto3 is sync alone."""

from __future__ import annotations

import json
from typing import Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError
from case import Servers, case

DISTRIBUTIONS = ("boto3", "botocore")
ENVIRONMENT = "dev"

MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
HI: Any = [{"role": "user", "content": [{"text": "hi"}]}]
BODY = json.dumps(
    {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
)


def client(url: str) -> Any:
    session = Session(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="none", region_name="us-east-1")
    return session.client("bedrock-runtime", endpoint_url=url, config=Config(retries={"total_max_attempts": 1}))


@case("converse")
def converse(servers: Servers) -> object:
    return client(servers.bedrock).converse(modelId=MODEL, messages=HI, inferenceConfig={"maxTokens": 9})


@case("converse", stream=True)
def converse_stream(servers: Servers) -> object:
    answer = client(servers.bedrock).converse_stream(modelId=MODEL, messages=HI)
    return {**answer, "stream": list(answer["stream"])}


@case("invoke")
def invoke(servers: Servers) -> object:
    answer = client(servers.bedrock).invoke_model(modelId=MODEL, body=BODY)
    return {**answer, "body": answer["body"].read()}


@case("invoke", stream=True)
def invoke_stream(servers: Servers) -> object:
    answer = client(servers.bedrock).invoke_model_with_response_stream(modelId=MODEL, body=BODY)
    return {**answer, "body": list(answer["body"])}


@case("an error's own class")
def refused(servers: Servers) -> object:
    try:
        return client(servers.edge).converse(modelId=MODEL, messages=HI)
    except ClientError as error:
        return error, error.response
