"""One store, two doors: what is recorded in a process is played over HTTP, and the other way round, for each API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anthropic
import ollama
import openai
import pytest
from boto3.session import Session as Boto3Session
from botocore.config import Config
from google import genai
from google.genai import types as genai_types
from pydantic import BaseModel

import understudy
from tests.sdks.servers import running
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.testing import Received, Upstream, read_capture

# The first use of a server installs it.
pytestmark = pytest.mark.timeout(400)

NoNetwork = Callable[[], AbstractContextManager[None]]

Call = Callable[["Clients"], Any]

HI: Any = [{"role": "user", "content": "hi"}]
USE_A_TOOL: Any = [{"role": "user", "content": "use a tool"}]
PLACE = {"type": "object", "properties": {"location": {"type": "string"}, "unit": {"type": "string"}}}
TOOLS: Any = [{"type": "function", "function": {"name": "get_weather", "parameters": PLACE}}]
SCOPE = "tests/test_agent.py::test_plans[a b]"
CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0"

# What may differ between two recordings of one answer: a line each, at the end of a file.
OF_EACH_CALL = re.compile(
    r'\s*"(rec-\w+|marks|recorded|date|x-request-id|request-id|x-amzn-requestid)": "[^"]*",?', re.IGNORECASE
)


@dataclass(frozen=True)
class Bases:
    """Where each API's SDK is pointed at."""

    openai: str
    anthropic: str
    gemini: str
    ollama: str
    bedrock: str


@dataclass(frozen=True)
class Upstreams:
    """Addresses of the servers that are recorded."""

    of_most: str
    of_bedrock: str

    @property
    def direct(self) -> Bases:
        """For SDKs that ask them without anything between."""
        return Bases(f"{self.of_most}/v1", self.of_most, self.of_most, self.of_most, self.of_bedrock)

    @property
    def by_name(self) -> dict[str, str]:
        """For a server in between."""
        return {**dict.fromkeys(("openai", "anthropic", "gemini", "ollama"), self.of_most), "bedrock": self.of_bedrock}


def behind(address: str) -> Bases:
    """For SDKs that ask the HTTP door."""
    names = ("anthropic", "gemini", "ollama", "bedrock")
    return Bases(f"{address}/openai/v1", *(f"{address}/{name}" for name in names))


class Clients:
    """Of each SDK one client, made when it is needed, and closed together."""

    def __init__(self, bases: Bases, stack: ExitStack) -> None:
        self._bases, self._stack = bases, stack

    @property
    def openai(self) -> openai.OpenAI:
        return self._stack.enter_context(openai.OpenAI(base_url=self._bases.openai, api_key="none", max_retries=0))

    @property
    def anthropic(self) -> anthropic.Anthropic:
        made = anthropic.Anthropic(base_url=self._bases.anthropic, api_key="none", max_retries=0)
        return self._stack.enter_context(made)

    @property
    def genai(self) -> genai.Client:
        options = genai_types.HttpOptions(base_url=self._bases.gemini, api_version="v1beta")
        made = genai.Client(api_key="none", http_options=options)
        self._stack.callback(made.close)
        return made

    @property
    def ollama(self) -> ollama.Client:
        made = ollama.Client(host=self._bases.ollama)
        self._stack.callback(made._client.close)
        return made

    @property
    def bedrock(self) -> Any:
        session = Boto3Session(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="none", region_name="us-east-1")
        once = Config(retries={"total_max_attempts": 1})
        made = session.client("bedrock-runtime", endpoint_url=self._bases.bedrock, config=once)
        self._stack.callback(made.close)
        return made


def chat(**more: Any) -> Call:
    return lambda its: its.openai.chat.completions.create(model="gpt-4o", **{"messages": HI, **more})


def message(**more: Any) -> Call:
    return lambda its: its.anthropic.messages.create(model="claude-x", max_tokens=9, messages=HI, **more)


def invoked(its: Clients) -> Any:
    body = json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": HI})
    return tuple(its.bedrock.invoke_model_with_response_stream(modelId=CLAUDE, body=body)["body"])


def conversed(its: Clients) -> Any:
    answer = its.bedrock.converse(modelId=CLAUDE, messages=[{"role": "user", "content": [{"text": "hi"}]}])
    return answer["output"], answer["usage"]


CALLS: dict[str, Call] = {
    "openai chat": chat(),
    "openai stream": chat(stream=True),
    "openai tools": chat(messages=USE_A_TOOL, tools=TOOLS, stream=True),
    "openai response": lambda its: its.openai.responses.create(model="gpt-4o", input="hi"),
    "openai response stream": lambda its: its.openai.responses.create(model="gpt-4o", input="hi", stream=True),
    "openai embeddings": lambda its: its.openai.embeddings.create(model="e", input="hi", encoding_format="float"),
    "openai models": lambda its: its.openai.models.list(),
    "anthropic message": message(),
    "anthropic stream": message(stream=True),
    "gemini": lambda its: its.genai.models.generate_content(model="gemini-x", contents="hi"),
    "gemini stream": lambda its: its.genai.models.generate_content_stream(model="gemini-x", contents="hi"),
    "ollama chat": lambda its: its.ollama.chat(model="m", messages=HI),
    "ollama stream": lambda its: its.ollama.chat(model="m", messages=HI, stream=True),
    "bedrock converse": conversed,
    "bedrock stream": invoked,
}


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server signs requests to Bedrock anew with."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")


@pytest.fixture(scope="module")
def upstreams(shared: Path) -> Iterator[Upstreams]:
    """Real servers' answers; Bedrock's as they were captured, so that they are the same each time."""
    captures = shared / "captures" / "bedrock-front"
    whole, streamed = (
        read_capture(captures / f"boto3-bedrockfront-{name}.1").answer(speed=100)
        for name in ("converse", "invoke-stream")
    )

    def answer(asked: Received) -> Any:
        return whole if asked.target.endswith("/converse") else streamed

    with running(shared / "upstreams" / "run_aimock.sh") as of_most, Upstream(answer) as of_bedrock:
        yield Upstreams(of_most, of_bedrock.url)


@pytest.fixture
def ask_in_process(upstreams: Upstreams, no_network: NoNetwork) -> Callable[..., Any]:
    """Makes a call with the SDK's client hooked; a replay cannot reach any network."""

    def ask(call: str, store: Path, mode: str, **settings: Any) -> Any:
        with understudy.use(store, mode=mode, scope=SCOPE, **settings) as session:
            if mode != "replay":
                return asked(call, upstreams.direct)
            with no_network():
                found = asked(call, upstreams.direct)
        assert (session.misses, session.unused) == ((), ())
        return found

    return ask


@pytest.fixture
def ask_over_http(upstreams: Upstreams) -> Callable[..., Any]:
    """Makes a call to a server on the store; the path says for which test."""

    def ask(call: str, store: Path, mode: str, **settings: Any) -> Any:
        known = upstreams.by_name if mode != "replay" else {}
        with serving(ServeSettings(store, Mode(mode), upstreams=known, **settings)) as address:
            return asked(call, behind(f"{address}/s/{quote(SCOPE, safe='')}"))

    return ask


def asked(call: str, bases: Bases) -> Any:
    """What a user sees of an answer, or of each object of a stream."""
    with ExitStack() as stack:
        answer = CALLS[call](Clients(bases, stack))
        if isinstance(answer, tuple):
            return answer
        # The Google SDK shows all headers of the answer; a recording keeps those that matter.
        found = [answer] if isinstance(answer, BaseModel) else list(answer)
        return [each.model_dump(mode="json", exclude={"sdk_http_response"}) for each in found]


@pytest.mark.parametrize("call", CALLS)
def test_what_is_recorded_in_a_process_is_played_over_http(
    call: str, tmp_path: Path, ask_in_process: Callable[..., Any], ask_over_http: Callable[..., Any]
) -> None:
    """
    The SDK hands out the same.
    """
    live = ask_in_process(call, tmp_path / "s", "record", stable_ids=False)

    assert ask_over_http(call, tmp_path / "s", "replay") == live


@pytest.mark.parametrize("call", CALLS)
def test_what_is_recorded_over_http_is_played_in_a_process(
    call: str, tmp_path: Path, ask_in_process: Callable[..., Any], ask_over_http: Callable[..., Any]
) -> None:
    """
    The other way round.
    """
    live = ask_over_http(call, tmp_path / "s", "record", stable_ids=False)

    assert ask_in_process(call, tmp_path / "s", "replay") == live


@pytest.mark.parametrize("call", CALLS)
def test_both_doors_write_the_same_file(
    call: str, tmp_path: Path, ask_in_process: Callable[..., Any], ask_over_http: Callable[..., Any]
) -> None:
    """
    Of the same name, and the same to the letter, but for what is new with each call.
    """
    ask_in_process(call, tmp_path / "one", "record")
    ask_over_http(call, tmp_path / "other", "record")

    assert lines(tmp_path / "one") == lines(tmp_path / "other")


def lines(store: Path) -> dict[str, list[str]]:
    return {
        path.name: [line for line in path.read_text("utf-8").splitlines() if not OF_EACH_CALL.fullmatch(line)]
        for path in store.iterdir()
    }
