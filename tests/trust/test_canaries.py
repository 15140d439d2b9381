"""No secret is ever written: canaries in every position, for every API, through both doors, and none comes out.

What was tried and found is printed (`pytest -s`) and stands in docs/security.md.
"""

from __future__ import annotations

import importlib
import json
import os
import re
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

import understudy
from tests.trust.canaries.looking import leaks, leaks_in, leaks_in_bytes
from tests.trust.canaries.planting import answered, asked, spelt
from understudy.apis import GENERIC, PROFILES
from understudy.apis.keys import DEFAULT, KEYS
from understudy.testing import Answer, Upstream

OWN = 'sk-7f3a+Qz/x9"T=cNry'
"""What a client sends. It has what JSON, URLs and base64 write in other ways."""

OTHER = "tok_5hXr92/Lm~8vB+w04dKq"
"""What the environment holds besides."""

CANARIES = [OWN, OTHER]
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
UPSTREAM_OF = {profile.name: profile.upstream for profile in (*PROFILES, GENERIC)}


def key_header(profile, key=OWN):
    """The header in which this API's clients send their key."""
    place = KEYS.get(UPSTREAM_OF[profile], DEFAULT).place
    return {place.header: f"{place.scheme} {key}".strip()}


def exchanges(profile, method):
    """What is asked and answered for this profile: everything for one that nobody knows, else what an API has."""
    bodies, answers = asked(CANARIES), answered(CANARIES)
    if profile != "generic":
        own = {"bedrock": "event stream", "ollama": "lines"}.get(UPSTREAM_OF[profile], "events")
        answers = [each for each in answers if each.name in ("whole", "error", own)]
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


def test_in_process(tmp_path, environment, capfd):
    """
    Every API, with httpx; what is recorded is found again by clients with another key, and with none.
    """
    store, tried, queue = tmp_path / "recordings", Counter(), []
    with upstream_for(queue) as upstream, httpx.Client(proxy=upstream.url) as client:
        with understudy.use(store, mode="record", scope=f"tests/test_x.py::test_y[{OTHER}]") as session:
            for name, (method, url) in CASES_BY_NAME.items():
                for body, answer in exchanges(name, method):
                    queue.append(answer_of(answer))
                    response = ask(client, method, url, name, body)
                    assert response.status_code == answer.status
                    tried[name] += answer.positions + (body.positions if body else 0) + 3
        assert len(session.recorded) == sum(len(exchanges(name, each[0])) for name, each in CASES_BY_NAME.items())
    report(tried, "in process, httpx", capfd)

    assert [leaks_in(store, canary) for canary in CANARIES] == [[], []]


def ask(client, method, url, profile, body, key=OWN):
    parts = urlsplit(url)
    target = f"http://{parts.netloc or 'api.example'}{parts.path}?{parts.query}"
    target += f"&note={quote(OTHER, safe='')}&sig={quote(OWN)}&x=a{quote(OWN)}"
    headers = [*(body.headers if body else ()), *key_header(profile, key).items(), ("cookie", f"a={OTHER}")]
    return client.request(method, target, headers=headers, content=body.body if body else None)


def report(tried, door, capfd):
    """Prints the figure."""
    with capfd.disabled():
        print(f"\ncanaries: {door}: {len(tried)} APIs, {sum(tried.values()):,} positions tried")
