"""What a page that stays open is told."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import replace

import httpx
import pytest

from understudy.engine import Repeat, Session
from understudy.model import Mode
from understudy.operations.traffic import MOST_HELD, Answered
from understudy.proxy import ServeSettings, serving
from understudy.store import Directory
from understudy.ui import Site
from understudy.ui import events as told

PATH = "/openai/v1/chat/completions"
KEY = "sk-proj-3f9b8d7e6c5a4b3f2e1d0c9b8a7f6e5d"


@pytest.fixture
def server(store, chat):
    """A server with its pages, at this address. It has one recording, of the scope `a`."""
    chat("one", scope="a")
    sites = []

    def site(running):
        sites.append(Site(store, running))
        return sites[-1]

    with serving(ServeSettings(store, grace_s=20, repeat=Repeat.LAST), site=site) as address:
        yield address
    for each in sites:
        each.close()


def asked(question, model="gpt-4o"):
    return {"model": model, "messages": [{"role": "user", "content": question}]}


def read(lines):
    """Events, as pairs of their name and what they say."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_answers_are_told_as_they_end(server, store):
    """
    What was asked, what came of it, how long it took; and counts of the whole run.
    """
    name = next(store.rglob("*.json")).name
    with httpx.stream("GET", f"{server}/_understudy/events", timeout=20) as stream:
        events = read(stream.iter_lines())
        assert next(events)[1]["played"] == 0
        httpx.post(server + PATH, json=asked("one"), headers={"x-understudy-scope": "a"})
        httpx.post(server + PATH, json=asked("two"))
        rows, counts = [], {}
        while len(rows) < 2 or counts.get("missed") != 1:
            kind, content = next(events)
            rows += content if kind == "answered" else []
            counts = content if kind == "counts" else counts

    play, miss = rows
    assert (play["action"], play["recording"], play["scope"], play["model"]) == ("play", name, "a", "gpt-4o")
    assert (miss["action"], miss["status"], miss["recording"]) == ("miss", 404, None)
    assert 0 < play["first_ms"] <= play["ms"]
    assert (counts["played"], counts["missed"], counts["sent"]) == (1, 1, 0)


def test_no_key_is_told(server):
    """
    Not that of a header, a query, or one that a client put where none belongs.
    """
    with httpx.stream("GET", f"{server}/_understudy/events", timeout=20) as stream:
        lines = stream.iter_lines()
        next(lines)
        httpx.post(
            f"{server}{PATH}?key={KEY}",
            json=asked("one", model=f"model {KEY}"),
            headers={"authorization": f"Bearer {KEY}", "x-understudy-scope": f"scope {KEY}"},
        )
        said = next(line for line in lines if '"action"' in line)

    assert KEY not in said
    assert json.loads(said.removeprefix("data: "))[0]["action"] == "miss"


def test_counts_can_be_had_alone(server):
    """
    Who only counts misses makes nobody describe an answer.
    """
    with httpx.stream("GET", f"{server}/_understudy/events?of=counts", timeout=20) as stream:
        events = read(stream.iter_lines())
        next(events)
        httpx.post(server + PATH, json=asked("two"))
        assert next(events) == ("counts", pytest.approx({**zeros(), "missed": 1, "recordings": 1}))


def zeros():
    names = ("played", "repeated", "missed", "sent", "faults", "kept", "recordings", "tokens", "dollars", "unpriced")
    return dict.fromkeys(names, 0)


def test_a_server_that_stops_waits_for_no_page(store, chat):
    """
    A page that is open would otherwise take all the time that streams in flight have.
    """
    sites, ended = [], []

    def site(running):
        sites.append(Site(store, running))
        return sites[-1]

    def follow(address):
        with httpx.stream("GET", f"{address}/_understudy/events", timeout=30) as stream:
            for line in stream.iter_lines():
                ended.append(line)
        ended.append("end")

    with serving(ServeSettings(store, grace_s=25), site=site) as address:
        thread = threading.Thread(target=follow, args=(address,))
        thread.start()
        while not ended:
            time.sleep(0.05)
        begun = time.monotonic()
    thread.join(30)
    sites[0].close()

    assert ended[-1] == "end"
    assert time.monotonic() - begun < 20


def test_a_page_that_does_not_listen_loses_and_is_told(store, chat, running):
    """
    The server goes on, and holds no more than a bound for it.
    """
    chat("one")
    ran = running(Session(Directory(store), Mode.REPLAY))
    one = Answered("", "GET", "/", None, None, None, "play", None, 200, 0, 0.0, 0.0, None, None)

    async def slow():
        stream = told._all(ran)
        first = await anext(stream)
        for _ in range(MOST_HELD + 7):
            ran.traffic.tell(lambda: one)
        later = [await anext(stream) for _ in range(2)]
        await stream.aclose()
        return first, later

    first, (rows, lost) = asyncio.run(slow())

    assert first.startswith("event: counts\n")
    assert len(json.loads(rows.partition("data: ")[2])) == MOST_HELD
    assert lost == "event: lost\ndata: 7\n\n"
    assert ran.traffic.listeners == []


def test_a_store_alone_has_no_events(ask):
    """
    Nor pages about a run.
    """
    assert [ask(path).status_code for path in ("/events", "/live", "/misses")] == [404, 404, 404]
    page = ask("/").text
    assert 'href="/live"' not in page
    assert 'href="/misses"' not in page


def test_money_is_summed_up_now_and_then(store, chat, running, monkeypatch):
    """
    That reads recordings: not at each step, and not again while nothing was played.
    """
    name = chat("one")
    monkeypatch.setattr(told, "COUNTED_S", -1.0)
    ran = running(Session(Directory(store), Mode.REPLAY))
    asked = []
    counting = told.Counting(replace(ran, not_spent=lambda plays: asked.append(plays) or ran.not_spent(plays)))

    async def steps():
        await counting.now()
        ran.session.journal.play(name)
        assert (await counting.now()).played == 1
        assert asked == [{}]
        for _ in range(3):
            counting._next_priced_s = 0.0
            await counting.now()

    asyncio.run(steps())

    assert asked == [{}, {name: 1}]
