"""A miss reaches the program through its SDK: once, with our text."""

from __future__ import annotations

import anthropic
import httpx
import ollama
import openai
import pytest
from google import genai

from understudy.model import Mode

MESSAGES = [{"role": "user", "content": "hi"}]
HEADLINE = (
    "no recording answers POST .*: nothing is recorded: .*. Full report: http://127.0.0.1:.*/_understudy/misses/1"
)


def ask_openai(address):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="k") as client:
        client.chat.completions.create(model="m", messages=MESSAGES, stream=True)


def ask_anthropic(address):
    with anthropic.Anthropic(base_url=f"{address}/anthropic", api_key="k") as client:
        client.messages.create(model="m", max_tokens=9, messages=MESSAGES)


def ask_gemini(address):
    options = genai.types.HttpOptions(base_url=f"{address}/gemini")
    with genai.Client(api_key="k", http_options=options) as client:
        client.models.generate_content(model="m", contents="hi")


def ask_ollama(address):
    with ollama.Client(host=address) as client:
        client.chat(model="m", messages=MESSAGES)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (ask_openai, openai.NotFoundError),
        (ask_anthropic, anthropic.NotFoundError),
        (ask_gemini, genai.errors.ClientError),
        (ask_ollama, ollama.ResponseError),
    ],
)
def test_an_sdk_shows_the_miss_after_one_attempt(served, ask, error):
    """
    The shape is its API's own, and nothing is tried again.
    """
    address = served()

    with pytest.raises(error, match=HEADLINE):
        ask(address)

    assert httpx.get(f"{address}/_understudy/health").json()["missed"] == 1


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "/opnai/v1/responses",
            "its path begins with no API's name, as /openai does, or with /generic. Start the server",
        ),
        ("/generic/x", "with: --upstream generic=URL"),
        ("/bedrock/x", "bedrock, which this request belongs to. Start the server with: --upstream bedrock=URL"),
    ],
)
def test_who_has_no_upstream_learns_what_is_missing(served, path, says):
    """
    An option of the server, or a letter of the path.
    """
    answer = httpx.post(f"{served(Mode.RECORD)}{path}", json={})

    assert answer.status_code == 502
    assert says in answer.text


def test_headers_say_why_and_that_trying_again_is_of_no_use(served):
    """
    A program can tell a miss from any other 404.
    """
    answer = httpx.post(f"{served()}/v1/messages", json={})

    assert answer.status_code == 404
    assert answer.headers["x-understudy-miss"] == "no-store"
    assert answer.headers["x-should-retry"] == "false"


def test_bedrock_reads_the_kind_of_error_from_a_header(served):
    """
    Without it boto3 calls the error unknown.
    """
    answer = httpx.post(f"{served()}/bedrock/model/m/converse", json={})

    assert answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"
    assert answer.json()["message"].startswith("no recording answers")
