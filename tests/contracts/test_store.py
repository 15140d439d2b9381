"""What every store promises. A new kind of store is one more line in `STORES`."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.match import canonical, fingerprint_of, fingerprint_of_call
from understudy.model import Call, ClosedByClient, Failed, FailureKind, Mark, Raised, Request, Response, Returned
from understudy.store import CallDraft, Directory, Draft, Store
from understudy.store.writing import document_of, text_of

JSON = (("content-type", "application/json"),)
CHAT = "https://api.openai.com/v1/chat/completions"
ANSWER = Response(200, JSON, b'{"id":"chatcmpl-live-1","choices":[{"message":{"content":"hi"}}]}', (Mark(0, 7),))


@dataclass(frozen=True)
class Kind:
    """A store, and how to reach its insides from without."""

    opened: Callable[[], Store]
    """The same store, opened anew."""

    at_rest: Callable[[], dict[str, tuple[bytes, int]]]
    """What is kept under each name, and when it was written, in ns."""

    put: Callable[[str, bytes], None]
    """Write something under a name, past the store."""

    media: Callable[[], dict[str, Path]]
    """The media that are kept, and where."""

    lock: Callable[[], None]
    """From now on nothing can be written."""


def directory(tmp_path: Path) -> Kind:
    folder = tmp_path / "recordings"

    def at_rest():
        found = (path for path in folder.iterdir() if path.is_file())
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}

    def media():
        return {path.name: path for path in (folder / "media").glob("*") if not path.name.startswith(".")}

    def put(name, content):
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    def lock():
        folder.rename(tmp_path / "away")
        folder.write_bytes(b"")

    return Kind(lambda: Directory(folder), at_rest, put, media, lock)


STORES = {"directory": directory}


@pytest.fixture(params=STORES)
def kind(request, tmp_path) -> Kind:
    return STORES[request.param](tmp_path)


def draft(question="hi", *, url=CHAT, scope=None, sequence=1, response=ANSWER, replaces=None, stable_ids=True):
    request = Request("POST", url, JSON, f'{{"model":"m","messages":[{{"content":"{question}"}}]}}'.encode())
    print_ = fingerprint_of(canonical(request))
    recorded = "2026-11-22T20:15:03Z"
    return Draft(scope, request, response, print_, sequence, recorded, stable_ids=stable_ids, replaces=replaces)


def test_a_new_store_is_empty(kind):
    """
    A store without recordings opens, has none, and says where it is.
    """
    assert list(kind.opened().entries()) == []
    assert kind.opened().describe()


RESPONSES = [
    pytest.param(ANSWER, id="json"),
    pytest.param(Response(429, (*JSON, ("retry-after", "2")), b'{"error":{}}', (Mark(0, 1),)), id="error"),
    pytest.param(Response(204, JSON), id="empty"),
    pytest.param(Response(200, (("content-type", "image/png"),), b"\x89PNG\xff", (Mark(0, 1),)), id="binary"),
    pytest.param(
        Response(
            200,
            (("content-type", "text/event-stream"),),
            b'event: a\ndata: {"n":1.10}\n\ndata: {"n": 2}\n\ndata: [DO',
            (Mark(0, 5), Mark(3, 6), Mark(30, 900)),
            ClosedByClient(50),
        ),
        id="stream",
    ),
    pytest.param(Response(None, ended=Failed(FailureKind.CONNECT_TIMEOUT, "no route", 0)), id="no-answer"),
]


@pytest.mark.parametrize("response", RESPONSES)
def test_what_is_saved_is_loaded(kind, response):
    """
    After saving, the exchange is there for whoever opens the store next: request, answer, times and ending.
    """
    ended = response.ended
    if not isinstance(ended, type(ANSWER.ended)):
        response = replace(response, ended=replace(ended, after=len(response.body)))
    wanted = draft(response=response, scope="t::a", stable_ids=False)

    saved = kind.opened().save(wanted)

    loaded = kind.opened().load(saved.entry.name)
    assert loaded.response == response
    assert loaded.response.chunks() == response.chunks()
    assert loaded.request == wanted.request
    assert (loaded.scope, loaded.sequence, loaded.fingerprints) == ("t::a", 1, (wanted.fingerprint,))
    assert loaded.recorded == wanted.recorded
    assert saved.is_changed


def test_what_is_saved_is_found(kind):
    """
    The entry that saving gives is the one that the next run sees.
    """
    store = kind.opened()

    saved = [
        store.save(draft(question, scope=scope, url=url)).entry
        for question in ("hi", "ho")
        for scope in (None, "t::a")
        for url in (CHAT, "http://127.0.0.1:8080/v1/embeddings")
    ]

    assert sorted(kind.opened().entries(), key=repr) == sorted(saved, key=repr)
    assert sorted(store.entries(), key=repr) == sorted(saved, key=repr)
    assert {(entry.scope, entry.origin, entry.endpoint, entry.model) for entry in saved} == {
        (scope, origin, endpoint, "m")
        for scope in (None, "t::a")
        for origin, endpoint in [
            ("https://api.openai.com", "/v1/chat/completions"),
            ("http://127.0.0.1:8080", "/v1/embeddings"),
        ]
    }


def test_equal_exchanges_are_recordings_of_their_own_in_their_order(kind):
    """
    A second equal one is sequence 2 with its own id, and stays behind the first, in whatever order they are saved.
    """
    store = kind.opened()
    for sequence in (2, 10, 1):
        store.save(draft(sequence=sequence))

    entries = kind.opened().entries()

    assert [entry.sequence for entry in entries] == [1, 2, 10]
    assert len({entry.name for entry in entries}) == 3
    assert len({entry.fingerprints for entry in entries}) == 1
    assert len({kind.opened().load(entry.name).response.body for entry in entries}) == 3


def test_entries_come_in_one_order(kind):
    """
    Among equal places the name decides: two runs play the same.
    """
    store = kind.opened()
    names = [store.save(draft(question)).entry.name for question in ("c", "a", "b")]

    assert [entry.name for entry in kind.opened().entries()] == sorted(names)


def test_a_recording_is_replaced_in_its_place(kind):
    """
    Recorded again with another answer, it keeps its name and gives the new answer.
    """
    name = kind.opened().save(draft()).entry.name
    other = replace(ANSWER, body=b'{"choices":[]}')

    saved = kind.opened().save(draft(response=other, replaces=name))

    assert (saved.is_changed, saved.entry.name) == (True, name)
    assert [entry.name for entry in kind.opened().entries()] == [name]
    assert kind.opened().load(name).response.body == b'{"choices":[]}'


def test_a_recording_that_says_the_same_is_not_touched(kind):
    """
    Recorded again with another id, at another time and another pace, not one byte and no time of change differs.
    """
    name = kind.opened().save(draft()).entry.name
    before = kind.at_rest()
    again = replace(ANSWER, body=ANSWER.body.replace(b"live-1", b"live-2"), marks=(Mark(0, 99),))
    again = replace(again, headers=(*JSON, ("x-request-id", "another")))

    saved = kind.opened().save(replace(draft(response=again, replaces=name), recorded="2027-01-01T00:00:00Z"))

    assert not saved.is_changed
    assert saved.entry in kind.opened().entries()
    assert kind.at_rest() == before


@pytest.mark.parametrize(
    "worse",
    [
        pytest.param(Response(503, JSON, b"{}"), id="503"),
        pytest.param(Response(None, ended=Failed(FailureKind.CONNECT, "refused", 0)), id="no-answer"),
        pytest.param(replace(ANSWER, ended=ClosedByClient(60)), id="client-left"),
    ],
)
def test_a_good_recording_is_not_replaced_by_a_worse_one(kind, worse):
    """
    Nothing is lost because the network had a bad day.
    """
    name = kind.opened().save(draft()).entry.name
    before = kind.at_rest()

    saved = kind.opened().save(draft(response=worse, replaces=name))

    assert not saved.is_changed
    assert kind.at_rest() == before


def test_ids_that_later_requests_send_back_are_told(kind):
    """
    Saving says which stable id stands for which live one, also where nothing had to be written.
    """
    url = "https://api.openai.com/v1/responses"
    first = draft(url=url, response=Response(200, JSON, b'{"id":"resp_live_1"}'))
    stable = f"rec-{first.fingerprint[3:15]}"

    saved = kind.opened().save(first)
    again = kind.opened().save(
        draft(url=url, response=Response(200, JSON, b'{"id":"resp_live_2"}'), replaces=saved.entry.name)
    )

    assert saved.live_ids == {stable: "resp_live_1"}
    assert again.live_ids == {stable: "resp_live_2"}
    assert not again.is_changed


TOOLS = b'{"id":"chatcmpl-%s","choices":[{"message":{"tool_calls":[{"id":"call_%s_a"},{"id":"call_%s_b"}]}}]}'


@pytest.mark.parametrize("stable_ids", [True, False])
def test_an_answer_in_the_place_of_another_keeps_its_names(kind, stable_ids):
    """
    Later turns repeat what an answer named, and they are recorded: also by other rules, or with its live ids.
    """
    before, now = (Response(200, JSON, TOOLS % ((name,) * 3), (Mark(0, 7),)) for name in (b"before", b"later1"))
    first = kind.opened().save(draft(response=before, stable_ids=stable_ids))
    recorded = kind.opened().load(first.entry.name).frames

    by_other_rules = replace(draft(response=now, replaces=first.entry.name), fingerprint="f1+00000000:" + "0" * 64)
    second = kind.opened().save(by_other_rules)

    loaded = kind.opened().load(first.entry.name)
    assert loaded.frames == recorded
    assert sorted(loaded.live_ids.values()) == ["call_later1_a", "call_later1_b"]
    assert second.live_ids == loaded.live_ids


def test_an_unreadable_recording_stops_the_opening_and_is_named(kind):
    """
    A store is never half read: the error names the recording and where it is.
    """
    name = kind.opened().save(draft()).entry.name
    kind.put("damaged.json", b'{"request": {')

    with pytest.raises(RecordingUnreadable) as caught:
        kind.opened().entries()

    assert "damaged.json: cut short" in str(caught.value)
    assert str(caught.value).startswith(kind.opened().describe())
    assert kind.opened().load(name).response.status == 200


@pytest.mark.parametrize("name", ["gone.json", "damaged.json"])
def test_an_unreadable_recording_is_never_an_answer(kind, name):
    """
    What is gone or damaged cannot be loaded, and says which recording it is.
    """
    kind.put("damaged.json", b'{"request": {')

    with pytest.raises(RecordingUnreadable) as caught:
        kind.opened().load(name)

    assert str(caught.value).startswith(f"{kind.opened().describe()}{os.sep}{name}: ")


def test_what_cannot_be_written_changes_nothing(kind):
    """
    The error says that nothing was written.
    """
    store = kind.opened()
    store.save(draft())
    kind.lock()

    with pytest.raises(StoreUnusable, match="Nothing was written"):
        store.save(draft("another"))


@pytest.mark.parametrize(
    "outcome", [Returned("json", {"hits": [1]}), Raised("ValueError", "no", ("Exception",))], ids=repr
)
def test_a_functions_call_is_kept_like_an_exchange(kind, outcome):
    """
    It is found by its fingerprint and its scope, comes back as it was, and the same again changes nothing.
    """
    call = Call("tavily", "web_search", {"query": "hi"})
    draft = CallDraft("a", call, outcome, fingerprint_of_call(call), 2, "2026-11-22T20:15:03Z")

    saved = kind.opened().save(draft)
    before = kind.at_rest()
    again = kind.opened().save(replace(draft, replaces=saved.entry.name, recorded="later"))

    assert (saved.is_changed, again.is_changed) == (True, False)
    assert kind.at_rest() == before
    assert list(kind.opened().entries()) == [saved.entry]
    assert (saved.entry.scope, saved.entry.fingerprints, saved.entry.sequence) == ("a", (draft.fingerprint,), 2)
    recording = kind.opened().load(saved.entry.name)
    assert (recording.request, recording.outcome, recording.scope, recording.sequence) == (call, outcome, "a", 2)


def pictured(picture, *, url=CHAT, sequence=1, replaces=None, answered=None):
    """A draft that sends a picture, and may get another one."""
    text = "data:image/png;base64," + base64.b64encode(picture).decode()
    body = json.dumps({"model": "m", "messages": [{"content": [{"image_url": {"url": text}}]}]}).encode()
    request = Request("POST", url, JSON, body)
    answer = {"data": [{"b64_json": base64.b64encode(answered).decode()}]} if answered else {"id": "x"}
    response = Response(200, JSON, json.dumps(answer).encode(), (Mark(0, 7),))
    print_ = fingerprint_of(canonical(request))
    return Draft(None, request, response, print_, sequence, "2026-11-22T20:15:03Z", replaces=replaces)


PICTURES = [b"\x89PNG\r\n\x1a\n" + bytes([number]) * 500 for number in range(10)]


def test_media_are_kept_once(kind):
    """
    A hundred recordings over ten pictures keep ten, and each comes back whole and is found by its bytes.
    """
    store = kind.opened()
    drafts = [pictured(picture, sequence=1 + round) for round in range(10) for picture in PICTURES]

    saved = [store.save(each).entry for each in drafts]

    opened = kind.opened()
    assert sorted(path.read_bytes() for path in kind.media().values()) == PICTURES
    assert [opened.load(entry.name).request for entry in saved] == [each.request for each in drafts]
    assert [opened.load_request(entry.name).request for entry in saved] == [each.request for each in drafts]
    assert {entry.name: entry.fingerprints for entry in opened.entries()} == {
        entry.name: (each.fingerprint,) for entry, each in zip(saved, drafts, strict=True)
    }


@pytest.mark.parametrize("content", [None, b"", PICTURES[1]], ids=["missing", "emptied", "another"])
@pytest.mark.parametrize("at", [0, 1], ids=["sent", "answered"])
def test_a_medium_that_is_not_what_it_was_is_never_an_answer(kind, content, at):
    """
    Whoever asks gets an error that names the recording and the file, in whichever part of the exchange it was.
    """
    entry = kind.opened().save(pictured(PICTURES[0], answered=PICTURES[9])).entry
    named = [path for path in kind.media().values() if path.read_bytes() == (PICTURES[0], PICTURES[9])[at]]
    named[0].unlink() if content is None else named[0].write_bytes(content)

    with pytest.raises(RecordingUnreadable) as raised:
        kind.opened().load(entry.name)

    first = str(raised.value).partition("\n")[0]
    assert entry.name in first
    assert named[0].name in first
    assert kind.opened().entries()[0].fingerprints == entry.fingerprints


def test_a_recording_with_media_that_says_the_same_is_not_touched(kind):
    """
    Recording it again changes nothing, and brings back a medium that was lost.
    """
    entry = kind.opened().save(pictured(PICTURES[0], answered=PICTURES[1])).entry
    before = kind.at_rest()
    for path in kind.media().values():
        path.unlink()

    saved = kind.opened().save(pictured(PICTURES[0], answered=PICTURES[1], replaces=entry.name))

    assert (saved.is_changed, kind.at_rest()) == (False, before)
    assert sorted(path.read_bytes() for path in kind.media().values()) == PICTURES[:2]


def test_a_recording_that_has_its_media_inline_says_the_same(kind):
    """
    A recording that somebody wrote with its picture in place is read, and stays as it is.
    """
    wanted = pictured(PICTURES[0], answered=PICTURES[1])
    kind.put("a.json", text_of(document_of(wanted)))

    saved = kind.opened().save(replace(wanted, replaces="a.json"))

    assert (saved.is_changed, kind.media()) == (False, {})
    assert kind.opened().load("a.json").request == wanted.request


def test_another_medium_is_another_answer(kind):
    """
    An answer with another picture takes the place of the one before.
    """
    entry = kind.opened().save(pictured(PICTURES[0], answered=PICTURES[1])).entry

    saved = kind.opened().save(pictured(PICTURES[0], answered=PICTURES[2], replaces=entry.name))

    assert saved.is_changed
    assert base64.b64encode(PICTURES[2]) in kind.opened().load(entry.name).response.body


def test_a_store_is_there_once_something_was_kept(kind):
    """
    A store that nobody made is told apart from one that is empty.
    """
    before = kind.opened().exists()
    kind.put("a.txt", b"")

    assert (before, kind.opened().exists()) == (False, True)


def test_what_two_record_alike_is_kept_once(kind):
    """
    Two processes asked the same and were answered the same.
    """
    first, second = kind.opened().save(draft()), kind.opened().save(draft())

    assert (second.entry.name, second.is_changed) == (first.entry.name, False)
    assert len(kind.at_rest()) == 1
