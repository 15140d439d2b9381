"""A real miss of every reason: real stores in the current folder, and sessions that refuse."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from understudy.engine import Forward, Refuse, Session
from understudy.engine.decision import Run
from understudy.misses import Commands, Miss
from understudy.model import Call, Mode, Request, Returned
from understudy.store import Directory

CHAT = "https://api.openai.com/v1/chat/completions"
STORE = "recordings"
SYSTEM = {"role": "system", "content": "You are a travel agent. Answer in one or two sentences."}
ASKED = {"model": "gpt-4o", "messages": [SYSTEM, {"role": "user", "content": "Which country is Lisbon in?"}]}
OTHER = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Write a poem on rain, in forty lines."}], "n": 2}
TEST = "tests/test_agent.py::test_answers"
PYTEST = Commands(f"pytest {TEST} --understudy=record-if-missing", '@pytest.mark.understudy(repeat="last")')
PNG = b"\x89PNG\r\n\x1a\n"


def request(body: dict[str, Any], url: str = CHAT) -> Request:
    """A request with this body."""
    return Request("POST", url, (("content-type", "application/json"),), json.dumps(body).encode())


def picture(name: bytes) -> dict[str, Any]:
    """A question about a picture."""
    url = f"data:image/png;base64,{base64.b64encode(PNG + name * 40).decode()}"
    content = [
        {"type": "text", "text": "What is in this picture?"},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}


def recorded(*bodies: dict[str, Any], scope: str | None = None) -> list[str]:
    """Record these, and give the recordings' names."""
    session = Session(Directory(STORE), Mode.RECORD, scope=scope)
    for body in bodies:
        decision = session.decide(request(body))
        assert isinstance(decision, Forward)
        decision.capture.head(200, (("content-type", "application/json"),))
        decision.capture.chunk(b'{"id":"chatcmpl-1"}', 5)
        decision.capture.complete()
    return list(session.journal.kept)


def session(mode: Mode = Mode.REPLAY, **settings: Any) -> Session:
    """A session on the store."""
    return Session(Directory(STORE), mode, **settings)


def refused(session: Session, what: Request | Call) -> Miss:
    """The miss of a request or a call that this session refuses."""
    decision = session.decide_call(what) if isinstance(what, Call) else session.decide(what)
    assert isinstance(decision, Refuse)
    return decision.miss


def no_store() -> Miss:
    """The folder does not exist. Asked by a test."""
    test = session(scope=TEST, mode_source="the default", commands=PYTEST)
    return refused(test, request(ASKED))


def nothing_recorded() -> Miss:
    """The folder is empty. Asked of a server."""
    Path(STORE).mkdir()
    serve = f"understudy serve {STORE} --port=8080"
    commands = Commands(f"{serve} --mode record-if-missing", f"{serve} --repeat last")
    return refused(session(mode_source="--mode", commands=commands), request(ASKED))


def nothing_in_scope() -> Miss:
    """Only another test has recorded anything."""
    recorded(OTHER, scope="tests/test_poems.py::test_rain")
    test = session(scope=TEST, mode_source="CI is set, record was asked for by UNDERSTUDY_MODE", commands=PYTEST)
    return refused(test, request(ASKED))


def other_scope() -> Miss:
    """The test was renamed."""
    recorded(ASKED, scope="tests/test_agent.py::test_says_where_lisbon_is")
    return refused(session(scope=TEST, mode_source="the default", commands=PYTEST), request(ASKED))


def nothing_similar() -> Miss:
    """Something else is recorded."""
    recorded(OTHER)
    return refused(session(), request(ASKED))


def differs() -> Miss:
    """A prompt was changed, a message was put in, and a number was added."""
    recorded(ASKED, OTHER)
    system = {**SYSTEM, "content": SYSTEM["content"].replace("one or two sentences", "one sentence")}
    greeting = {"role": "assistant", "content": "Where would you like to go?"}
    asked = {**ASKED, "messages": [system, greeting, ASKED["messages"][1]], "temperature": 0.2}
    return refused(session(), request(asked))


def another_day() -> Miss:
    """A prompt that names the day."""
    monday, tuesday = (
        {"model": "gpt-4o", "messages": [{"role": "system", "content": f"Today is {day}."}, ASKED["messages"][1]]}
        for day in ("2026-11-23", "2026-11-24")
    )
    recorded(monday)
    return refused(session(), request(tuesday))


def another_picture() -> Miss:
    """The same question about another picture."""
    recorded(picture(b"Italy"))
    return refused(session(), request(picture(b"France")))


def already_played() -> Miss:
    """What is recorded once is asked twice."""
    recorded(ASKED)
    replay = session()
    replay.decide(request(ASKED))
    return refused(replay, request(ASKED))


def unreadable(mode: Mode = Mode.REPLAY) -> Miss:
    """The file was cut short after the session began."""
    [name] = recorded(ASKED)
    replay, path = session(mode), Path(STORE, name)
    path.write_text(path.read_text("utf-8")[:400], "utf-8")
    return refused(replay, request(ASKED))


def unreadable_while_recording() -> Miss:
    """The same where what is missing is recorded."""
    return unreadable(Mode.RECORD_IF_MISSING)


def medium_unreadable() -> Miss:
    """The file of the picture was deleted."""
    recorded(picture(b"Italy"))
    [path] = Path(STORE, "media").glob("*.png")
    path.unlink()
    return refused(session(), request(picture(b"Italy")))


def not_servable() -> Miss:
    """What was recorded is a failure of the program that recorded it."""
    Path(STORE).mkdir()
    asked = {"method": "POST", "url": CHAT, "headers": {}, "body": ASKED, "endpoint": "/chat/completions"}
    failure = {"category": "generic", "type": "ValueError", "message": "x"}
    response = {"body": None, "is_streaming": False, "is_exception": True, "exception_data": failure}
    document = {"test_id": None, "request": asked, "response": response | {"exception_message": "x"}}
    Path(STORE, "odd.json").write_text(json.dumps(document))
    return refused(session(), request(ASKED))


def call() -> Miss:
    """A function was called with another argument."""
    decision = session(Mode.RECORD).decide_call(Call("tavily", "search", {"query": "weather", "api_key": "s3cr3t"}))
    assert isinstance(decision, Run)
    decision.capture.came_to(Returned("builtins.dict", {"found": []}))
    return refused(session(), Call("tavily", "search", {"query": "the weather", "api_key": "0th3r"}))


EVERY: dict[str, Callable[[], Miss]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        no_store,
        nothing_recorded,
        nothing_in_scope,
        other_scope,
        nothing_similar,
        differs,
        another_day,
        another_picture,
        already_played,
        unreadable,
        unreadable_while_recording,
        medium_unreadable,
        not_servable,
        call,
    )
}
