"""`/_understudy/metrics`, as Prometheus reads it."""

from __future__ import annotations

import json
import re
from collections import Counter

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from understudy.engine import Match, Repeat
from understudy.misses import Reason
from understudy.model import Mode, parse_faults
from understudy.proxy.log.style import LogStyle
from understudy.testing import Answer, Upstream

JSON = {"content-type": "application/json"}
CHAT = "/v1/chat/completions"


@pytest.fixture
def scrape():
    """Values by name and labels."""

    def scrape(address):
        page = httpx.get(f"{address}/_understudy/metrics")
        assert page.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(page.text)
            for sample in family.samples
        }

    return scrape


@pytest.fixture
def ask():
    """Asks a server for a chat completion."""
    with httpx.Client(timeout=10) as client:

        def ask(address, text="hi", **more):
            body = {"model": "gpt-4o", "messages": [{"role": "user", "content": text}]}
            return client.post(f"{address}{CHAT}", json=body, **more)

        yield ask


def completion(tokens=(10, 4)):
    used = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    choice = {"index": 0, "message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": used,
    }


def asking(text="hi"):
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": text}]}


def test_names_and_helps_stay_as_they_are(served, golden):
    """
    Somebody's dashboards are made of them.
    """
    page = httpx.get(f"{served()}/_understudy/metrics").text
    lines = [line for line in page.splitlines() if "_bucket" not in line or 'le="+Inf"' in line]

    golden("proxy/metrics.txt", re.sub(r'version="[^"]+"', 'version="…"', "\n".join(lines)))


def test_names_keep_the_rules(served):
    """
    Ours begin alike; what only grows ends with `_total`; units are seconds, bytes, tokens and dollars.
    """
    for family in text_string_to_metric_families(httpx.get(f"{served()}/_understudy/metrics").text):
        assert re.fullmatch(r"understudy_[a-z_]+", family.name)
        assert family.documentation.endswith(".")
        assert family.type in ("counter", "gauge", "histogram")
        assert (family.type == "histogram") == family.name.endswith("_seconds")
        assert not re.search(r"_(ms|milliseconds|kilobytes|total)$", family.name)  # the parser takes a counter's away
        assert all(sample.name == f"{family.name}_total" for sample in family.samples if family.type == "counter")


def test_counts_are_those_of_health(served, store, scrape, ask):
    """
    Two pages that differ would be two truths.
    """
    with Upstream([Answer.of(200, JSON, [b"{}"])]) as upstream:
        address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url}, repeat=Repeat.LAST)
        for _ in range(4):
            ask(address)

    counts, health = scrape(address), httpx.get(f"{address}/_understudy/health").json()
    assert counts["understudy_requests_total", "play"] == health["played"] == 3
    assert counts["understudy_requests_total", "live"] == health["sent"] == 1
    assert counts["understudy_requests_total", "miss"] == health["missed"] == 0
    assert counts["understudy_requests_total", "unsent"] == health["unsent"] == 0
    assert counts["understudy_recordings",] == health["recordings"] == 1
    assert counts["understudy_recordings_kept_total",] == 1
    assert counts["understudy_errors_total",] == health["errors"] == 0
    assert counts["understudy_info", health["version"], "record-if-missing"] == 1


def test_what_goes_nowhere_was_not_sent(served, scrape, capfd):
    """
    A request whose upstream nobody named is counted apart, whether by HTTP or WebSocket, and logged so.
    """
    address = served(Mode.RECORD, log=LogStyle.JSON)
    httpx.get(f"{address}/generic/what/ever")
    with pytest.raises(InvalidStatus, match="502"):
        connect(f"{address.replace('http', 'ws')}/generic/v1/realtime").__enter__()

    counts = scrape(address)

    assert {name: counts["understudy_requests_total", name] for name in ("live", "unsent", "miss")} == {
        "live": 0,
        "unsent": 2,
        "miss": 0,
    }
    assert counts["understudy_response_seconds_count", "live"] == 0
    assert [json.loads(line)["action"] for line in capfd.readouterr().err.splitlines()] == ["unsent", "unsent"]


def test_misses_are_counted_by_reason(served, keep, scrape, ask):
    """
    A store that is not there and a request that has changed are mended differently.
    """
    keep(CHAT, asking(), completion())
    address = served()
    for text in ("hi", "hi", "hi there", "how"):
        ask(address, text)

    counts = scrape(address)
    reasons = {reason: int(counts["understudy_misses_total", reason.value]) for reason in Reason}
    assert sum(reasons.values()) == counts["understudy_requests_total", "miss"] == 3
    assert reasons[Reason.ALREADY_PLAYED] == 1
    assert reasons[Reason.DIFFERS] + reasons[Reason.NOTHING_SIMILAR] == 2


def test_faults_and_weaker_matches_are_counted(served, keep, scrape, ask):
    """
    By the name under which a fault is spelt.
    """
    turns = [{"role": "user", "content": text} for text in ("one", "two")]
    keep(CHAT, {"model": "gpt-4o", "messages": turns}, completion())
    address = served(match=Match.PREFIX, faults=parse_faults("status=503 times=1"), repeat=Repeat.LAST)
    asked = {"model": "gpt-4o", "messages": [turns[0], {"role": "user", "content": "three"}]}
    statuses = [httpx.post(f"{address}{CHAT}", json=asked).status_code for _ in range(2)]

    counts = scrape(address)
    assert Counter(statuses) == {503: 1, 200: 1}
    assert counts["understudy_faults_total", "status=503"] == counts["understudy_requests_total", "fault"] == 1
    assert counts["understudy_weaker_matches_total",] == 1


@pytest.mark.parametrize("repeat", [Repeat.LAST, Repeat.IN_ORDER])
def test_bytes_count_what_is_repeated_without_a_decision(served, keep, scrape, ask, repeat):
    """
    The application sees the first of these plays alone.
    """
    recording = keep(CHAT, asking(), completion())
    address = served(repeat=repeat)
    sizes = [len(answer.content) for answer in [ask(address) for _ in range(5)] if answer.status_code == 200]

    counts = scrape(address)
    plays = counts["understudy_requests_total", "play"]
    assert plays == len(sizes) == (5 if repeat is Repeat.LAST else 1)
    assert counts["understudy_response_body_bytes_total", "play"] == sum(sizes) == plays * len(recording.response.body)
    assert counts["understudy_time_to_first_byte_seconds_count", "play"] == 1


def test_how_long_answers_took(served, scrape, asked, events):
    """
    The whole is not shorter than the wait for its beginning, and both are what a client waited.
    """
    at_ms = (0, 40, 80, 120)
    with Upstream([Answer.of(200, {"content-type": "text/event-stream"}, events, at_ms=at_ms)]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url})
        with asked(address) as response:
            response.read()

    counts = scrape(address)
    first, whole = (counts[f"understudy_{name}_seconds_sum", "live"] for name in ("time_to_first_byte", "response"))
    assert 0 < first < whole
    assert whole >= 0.12
    assert counts["understudy_response_seconds_count", "live"] == 1
    assert counts["understudy_response_seconds_bucket", "live", "0.1"] == 0
    assert counts["understudy_response_seconds_bucket", "live", "+Inf"] == 1


def test_tokens_and_money_that_were_not_spent(served, keep, scrape, ask):
    """
    Each play saves what its recording took; who serves a model under its provider's name is not paid for it.
    """
    keep(CHAT, asking(), completion((1000, 100)), host="https://api.openai.com")
    keep(CHAT, asking("local"), completion((7, 5)), host="http://127.0.0.1:1")
    address = served(repeat=Repeat.LAST)
    for text in ("hi", "hi", "local"):
        ask(address, text)

    counts = scrape(address)
    assert counts["understudy_not_spent_tokens_total", "gpt-4o", "input"] == 2007
    assert counts["understudy_not_spent_tokens_total", "gpt-4o", "output"] == 205
    assert counts["understudy_not_spent_dollars_total", "gpt-4o"] > 0
    assert counts["understudy_unpriced_plays", "no_price"] == 1


def test_a_locked_server_tells_who_has_its_key(served, monkeypatch):
    """
    What models are asked, and how often, is not everybody's to know.
    """
    monkeypatch.setenv("DOOR", "k-canary-42")
    page = f"{served(inbound_key='DOOR')}/_understudy/metrics"

    assert httpx.get(page).status_code == 401
    assert httpx.get(page, headers={"authorization": "Bearer k-canary-42"}).status_code == 200


def test_no_key_is_on_the_page(served):
    """
    Wherever a client puts one.
    """
    address = served()
    headers = {"authorization": "Bearer sk-canary-1", "x-api-key": "sk-canary-2"}
    httpx.post(f"{address}{CHAT}?key=sk-canary-3", json={"model": "m", "api_key": "sk-canary-4"}, headers=headers)

    assert "canary" not in httpx.get(f"{address}/_understudy/metrics").text
