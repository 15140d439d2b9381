"""What a server tells about itself."""

from __future__ import annotations

import httpx

import understudy
from understudy.engine import Repeat
from understudy.model import Mode
from understudy.testing import Answer, Upstream


def test_health_counts(served, store):
    """
    A program that waits for the server, or watches it, needs no more.
    """
    with Upstream([Answer.of(200, {"content-type": "application/json"}, [b"{}"])]) as upstream:
        address = served(Mode.RECORD_IF_MISSING, upstreams={"generic": upstream.url}, repeat=Repeat.LAST)
        for _ in range(3):
            httpx.post(f"{address}/x", json={})

    assert httpx.get(f"{address}/_understudy/health").json() == {
        "status": "ok",
        "mode": "record-if-missing",
        "store": str(store),
        "recordings": 1,
        "played": 2,
        "weaker_matches": 0,
        "faults": {},
        "missed": 0,
        "sent": 1,
        "unsent": 0,
        "not_kept": {},
        "errors": 0,
        "address": address,
        "version": understudy.__version__,
    }


def test_a_miss_has_its_report(served):
    """
    The whole text for people, the same as JSON for programs.
    """
    address = served()
    for text in ("first", "second"):
        answer = httpx.post(f"{address}/v1/chat/completions", json={"model": text})
    link = answer.json()["error"]["message"].rpartition(" ")[2]

    report = httpx.get(link)
    assert link == f"{address}/_understudy/misses/2"
    assert report.headers["content-type"] == "text/plain; charset=utf-8"
    assert "(openai-chat, second): nothing is recorded: the store " in report.text
    machine = httpx.get(link, headers={"accept": "application/json"}).json()
    assert (machine["reason"], machine["asked"]["model"]) == ("no-store", "second")
    assert "(openai-chat, first)" in httpx.get(f"{address}/_understudy/misses/1").text


def test_whoever_leaves_the_last_slash_out_gets_there(served):
    """
    And has not asked an API for anything.
    """
    address = served()

    answer = httpx.get(f"{address}/_understudy")

    assert (answer.status_code, answer.headers["location"]) == (308, "/_understudy/")
    assert httpx.get(f"{address}/_understudy/health").json()["missed"] == 0


def test_other_pages_do_not_exist(served):
    """
    And are never taken for an API's address.
    """
    address = served()

    for page in ("misses/0", "misses/1", "misses/x", "what", ""):
        answer = httpx.get(f"{address}/_understudy/{page}")
        assert (answer.status_code, answer.json()["error"]["type"]) == (404, "understudy_no_page")
    assert httpx.get(f"{address}/_understudy/health").json()["missed"] == 0
