"""No secret is ever written: canaries in every position, for every API, through both doors, and none comes out.

What was tried and found is printed (`pytest -s`) and stands in docs/security.md.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from base64 import b64decode, b64encode
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

import httpx
import pytest
import requests
from websockets.sync.client import connect
from websockets.sync.server import serve

import understudy
from tests.trust.canaries.looking import leaks, leaks_in, leaks_in_bytes
from tests.trust.canaries.planting import answered, asked, spelt
from understudy.apis import GENERIC, PROFILES, UPSTREAMS
from understudy.apis.keys import DEFAULT, KEYS
from understudy.errors import ReplayMiss
from understudy.misses import to_json
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.proxy.log.style import LogStyle
from understudy.testing import Answer, Upstream

OWN = 'sk-7f3a+Qz/x9"T=cNry'
"""What a client sends. It has what JSON, URLs and base64 write in other ways."""

OTHER = "tok_5hXr92/Lm~8vB+w04dKq"
"""What the environment holds besides."""

CANARIES = [OWN, OTHER]

OWN_2, OTHER_2 = 'sk-9Kd2/vB+m4"R=jWp6', "tok_8pWq31+Ks~5zE/c62nHv"
"""What another run has, of the same lengths: so base64 ends alike."""

pytestmark = pytest.mark.timeout(300)

CASES = Path(__file__).parents[1] / "unit" / "apis" / "cases"


def cases():
    """A request of each API: its name, its method, its URL."""
    found = {}
    for path in sorted(CASES.glob("*.py")):
        for method, url, profile, *_ in importlib.import_module(f"tests.unit.apis.cases.{path.stem}").CASES:
            if not method.startswith("WEBSOCKET"):
                found.setdefault(profile, (method, url))
    return [(name, *found[name]) for name in found]


CASES_BY_NAME = {name: (method, url) for name, method, url in cases()}
TALKING = {profile.name for profile in PROFILES if profile.turns or profile.upstream in ("bedrock", "ollama")}
UPSTREAM_OF = {profile.name: profile.upstream for profile in (*PROFILES, GENERIC)}


def key_header(profile, key=OWN):
    """The header in which this API's clients send their key."""
    place = KEYS.get(UPSTREAM_OF[profile], DEFAULT).place
    return {place.header: f"{place.scheme} {key}".strip()}


def exchanges(profile, method, canaries=CANARIES):
    """What is asked and answered for this profile: everything for one that nobody knows, else what an API has."""
    bodies, answers = asked(canaries), answered(canaries)
    if profile != "generic":
        own = {"bedrock": "event stream", "ollama": "lines"}.get(UPSTREAM_OF[profile], "events")
        # What goes on from frame to frame is that of conversations; the others have it by the same way.
        answers = [each for each in answers if each.name == "whole" or (each.name == own and profile in TALKING)]
        bodies = bodies[:1]
    if method == "GET":
        return [(None, answer) for answer in answers]
    return [(bodies[number % len(bodies)], answer) for number, answer in enumerate(answers)]


@contextmanager
def upstream_for(queue):
    """An upstream that answers what was put into the queue last."""
    with Upstream(lambda received: queue[-1]) as upstream:
        yield upstream


def answer_of(answer):
    return Answer.of(answer.status, answer.headers, [answer.body])


@pytest.fixture
def environment(monkeypatch):
    """One credential in the environment."""
    for name in [name for name in os.environ if name.endswith(("_KEY", "_TOKEN"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CANARY_SERVICE_TOKEN", OTHER)


@pytest.mark.parametrize("name", spelt(OWN))
@pytest.mark.parametrize("canary", CANARIES, ids=["own", "other"])
def test_the_look_finds_every_spelling(name, canary):
    """
    What looks for leaks sees each one that is planted, and none where there is none.
    """
    text = json.dumps({"a": f"before {spelt(canary)[name]} after"})

    assert leaks(text, canary)
    assert not leaks(text.replace(spelt(canary)[name], ""), canary[::-1])


@pytest.mark.parametrize("number", range(len(answered(CANARIES))))
def test_the_look_finds_what_is_planted_in_answers(number):
    """
    Whole, cut over frames, in sounds and under a content coding; headers apart, which are looked at as text.
    """
    answer = answered(CANARIES)[number]
    frames = re.findall(rb"(?:data: )?(\{.*\})", answer.body)
    joined = b"[" + b",".join(frames) + b"]"
    said = json.dumps(dict(answer.headers)).encode()

    assert any(leaks_in_bytes(each, OWN) for each in (answer.body, joined, said)) or answer.name == "event stream"


@pytest.fixture(scope="module")
def figures():
    """Positions tried by door; printed in the end."""
    tried = {}
    yield tried
    print(
        "\n".join(f"canaries: {door}: {count:,} positions tried" for door, count in tried.items()), file=sys.__stderr__
    )


def test_in_process(tmp_path, environment, monkeypatch, figures):
    """
    Every API, with httpx; what is recorded is found again with requests, by who has another key, and others around.
    """
    store, tried, queue = tmp_path / "recordings", 0, []
    scope = "tests/test_x.py::test_y[{}]".format
    with upstream_for(queue) as upstream, httpx.Client(proxy=upstream.url) as client:
        with understudy.use(store, mode="record", scope=scope(OTHER)) as session:
            for name, (method, url) in CASES_BY_NAME.items():
                for body, answer in exchanges(name, method):
                    queue.append(answer_of(answer))
                    response = ask(client, method, url, name, body)
                    assert (response.status_code, len(response.content) > 0) == (answer.status, True)
                    tried += answer.positions + (body.positions if body else 0) + 4
            assert {OWN in str(received.headers) for received in upstream.received} == {True}
        count = len(session.recorded)
    monkeypatch.setenv("CANARY_SERVICE_TOKEN", OTHER_2)
    with understudy.use(store, scope=scope(OTHER_2)) as session, requests.Session() as client:
        for name, (method, url) in CASES_BY_NAME.items():
            for body, answer in exchanges(name, method, [OWN_2, OTHER_2]):
                response = ask(client, method, url, name, body, [OWN_2, OTHER_2])
                assert response.status_code == answer.status
    figures["in process, httpx and requests"] = tried

    assert (len(session.played), session.misses) == (count, ())
    assert [leaks_in(store, canary) for canary in CANARIES] == [[], []]


def test_misses_of_a_process(tmp_path, environment, figures):
    """
    What is said of a request that nobody recorded, as text and as JSON, and what is near it.
    """
    body, store = asked(CANARIES)[0], tmp_path / "recordings"
    said, chat = [], ("POST", "/v1/chat/completions", "openai-chat")
    with upstream_for([answer_of(answered(CANARIES)[0])]) as upstream, httpx.Client(proxy=upstream.url) as client:
        with understudy.use(store, mode="record"):
            ask(client, *chat, body)
        with understudy.use(store) as session:
            for change in (b'{"model": "m-2"', b'{"more": "' + b64encode(OWN.encode()) + b'", "model": "m-1"'):
                with pytest.raises(ReplayMiss) as missed:
                    ask(client, *chat, replace(body, body=body.body.replace(b'{"model": "m-1"', change)))
                said += [str(missed.value), repr(missed.value.miss), json.dumps(to_json(missed.value.miss))]
    figures["misses"] = 2 * body.positions * 3

    assert len(session.misses) == 2
    assert not any(leaks(text, canary) for text in said for canary in CANARIES)


def test_calls_of_functions(tmp_path, environment, figures):
    """
    Arguments, results and exceptions.
    """

    @understudy.recorded
    def look_up(text, names):
        if "fail" in names:
            raise ValueError(text)
        return {"text": text, text: [text]}

    texts = [text for canary in CANARIES for text in spelt(canary).values() if canary == OTHER]
    with understudy.use(tmp_path / "recordings", mode="record"):
        for text in texts:
            assert look_up(text, {text: 1})["text"] == text
            with pytest.raises(ValueError, match=r"."):
                look_up(text, {"fail": text})
    figures["functions"] = 7 * len(texts)

    assert leaks_in(tmp_path / "recordings", OTHER) == []


def test_over_http(tmp_path, environment, monkeypatch, capfd, figures):
    """
    A server that records, with all that it logs and tells; and one that replays for who has another key.
    """
    store, tried, queue, said = tmp_path / "recordings", 0, [], []
    with upstream_for(queue) as upstream, httpx.Client(timeout=30) as client:
        settings = ServeSettings(
            store,
            Mode.RECORD,
            upstreams=dict.fromkeys(UPSTREAMS, upstream.url),
            upstream_keys={"mistral": "CANARY_SERVICE_TOKEN"},
            log=LogStyle.JSON,
            log_bodies=True,
        )
        with serving(settings) as address:
            for name, method, url, body, answer in over_http():
                queue.append(answer_of(answer))
                headers = {"x-understudy-scope": f"test[{OTHER}]"} if name == "generic" else {}
                response = ask(client, method, address + url, name, body, headers=headers)
                assert response.status_code == answer.status
                tried += 2 * (answer.positions + (body.positions if body else 0) + 4)
            said += [client.get(f"{address}/_understudy/{page}").text for page in ("health", "metrics", "scopes")]
    monkeypatch.setenv("CANARY_SERVICE_TOKEN", OTHER_2)
    with serving(ServeSettings(store, log=LogStyle.TEXT, log_bodies=True)) as address, httpx.Client() as client:
        client.post(f"{address}/_understudy/scopes", json={"scope": f"test[{OTHER_2}]"})
        for name, method, url, body, answer in over_http([OWN_2, OTHER_2]):
            headers = {"x-understudy-scope": f"test[{OTHER_2}]"} if name == "generic" else {}
            response = ask(client, method, address + url, name, body, [OWN_2, OTHER_2], headers=headers)
            assert (name, response.status_code, missed_in(response)) == (name, answer.status, None)
        body = asked([OWN_2, OTHER_2])[0]
        missed = ask(client, "POST", f"{address}/openai/v1/embeddings", "openai-embeddings", body, [OWN_2, OTHER_2])
        pages = ("health", "metrics", "misses/1", "scopes", f"scopes/test[{quote(OTHER_2, safe='')}]")
        said += [missed.text, *(client.get(f"{address}/_understudy/{page}").text for page in pages)]
        said += [client.get(f"{address}/_understudy/misses/1", headers={"accept": "application/json"}).text]
    out, err = capfd.readouterr()
    figures["over HTTP, with its log, its pages and a miss"] = tried

    assert missed.headers["x-understudy-miss"]
    assert err.count("\n") > 100
    assert [leaks_in(store, canary) for canary in CANARIES] == [[], []]
    told = [*out.splitlines(), *err.splitlines(), *said]
    assert [text[:80] for text in told for canary in (*CANARIES, OWN_2, OTHER_2) if leaks(text, canary, 1)] == []


def test_conversations_over_websocket(tmp_path, environment, monkeypatch, capfd, figures):
    """
    What both sides say, also cut over messages; a client with another key is understood.
    """
    store = tmp_path / "recordings"

    def talk(connection):
        for message in connection:
            said = json.loads(message)["text"]
            connection.send(json.dumps({"type": "delta", "delta": said[: len(said) // 2]}))
            connection.send(json.dumps({"type": "delta", "delta": said[len(said) // 2 :]}))
            connection.send(said.encode())

    def converse(address, own, other):
        url = address.replace("http", "ws", 1) + f"/openai/v1/realtime?model=m&note={quote(other, safe='')}"
        texts = [text for canary in (own, other) for text in spelt(canary).values()]
        with connect(url, additional_headers={"authorization": f"Bearer {own}"}) as connection:
            for text in texts:
                connection.send(json.dumps({"type": "text", "text": text}))
                answers = [connection.recv() for _ in range(3)]
        return len(texts) * 3, answers

    with (
        talking(talk) as upstream,
        serving(ServeSettings(store, Mode.RECORD, upstreams={"openai": upstream})) as address,
    ):
        tried, _ = converse(address, *CANARIES)
    monkeypatch.setenv("CANARY_SERVICE_TOKEN", OTHER_2)
    with serving(ServeSettings(store)) as address:
        _, (_, _, last) = converse(address, OWN_2, OTHER_2)
    figures["WebSocket"] = tried

    assert b"<secret:canary-service-token:1>" in base64_free(last)
    assert [leaks_in(store, canary) for canary in CANARIES] == [[], []]
    assert not any(leaks("".join(capfd.readouterr()), canary) for canary in (*CANARIES, OWN_2, OTHER_2))


def missed_in(response):
    """What is said of a miss, without the report."""
    return response.text if "x-understudy-miss" in response.headers else None


def base64_free(said):
    """The last spelling is that of a basic authorization."""
    return b64decode(said.removeprefix(b"Basic "))


@contextmanager
def talking(talk):
    """A server of conversations."""
    server = serve(talk, "127.0.0.1", 0)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join()


def over_http(canaries=CANARIES):
    """Each API at its prefix: name, method, path, body and answer."""
    for name, (method, url) in CASES_BY_NAME.items():
        path = urlsplit(url).path
        for body, answer in exchanges(name, method, canaries)[: None if name == "generic" else 1]:
            yield name, method, f"/{UPSTREAM_OF[name]}{path}", body, answer


def ask(client, method, url, profile, body, canaries=CANARIES, headers=()):
    """With both canaries in the address as well, and a cookie."""
    own, other = canaries
    parts = urlsplit(url)
    target = f"{parts.scheme or 'http'}://{parts.netloc or 'api.example'}{parts.path}?{parts.query}"
    target = target.replace("https://", "http://")
    target += f"&note={quote(other, safe='')}&sig={quote(own)}&x=a{quote(own)}"
    named = {
        **(dict(body.headers) if body else {}),
        **key_header(profile, own),
        "cookie": f"a={other}",
        **dict(headers),
    }
    if isinstance(client, requests.Session):
        return client.request(method, target, headers=named, data=body.body if body else None)
    return client.request(method, target, headers=named, content=body.body if body else None)
