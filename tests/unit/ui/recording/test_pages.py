"""The pages of one recording."""

from __future__ import annotations

import json

import pytest

from understudy.model import Mark
from understudy.ui.recording.raw import LONGEST

PARTS = ("", "/frames", "/raw", "/code", "/matching")


@pytest.mark.parametrize("part", PARTS)
def test_a_call_of_a_function_has_its_pages(ask, store, part):
    """
    Though it never was HTTP.
    """
    document = {
        "test_id": None,
        "request": {"test_id": None, "provider": "tavily", "tool_name": "web_search", "kwargs": {"query": "teams"}},
        "response": {"body": {"__type__": "x.ToolResult", "__data__": {"content": "Cleveland"}}, "is_streaming": False},
        "id_normalization_mapping": {},
    }
    (store / "search.json").write_text(json.dumps(document, indent=2) + "\n")

    answer = ask(f"/recording{part}?name=search.json")

    assert answer.status_code == 200
    if not part:
        assert "web_search" in answer.text
        assert "Cleveland" in answer.text


def test_the_exact_bytes_can_be_saved(ask, keep):
    """
    Of both sides; a browser shows them to nobody.
    """
    body = b'{"a":  1.10}\n'
    name = keep("/v1/chat/completions", {"model": "m"}, body).name

    answer, asked = ask(f"/recording/answer?name={name}"), ask(f"/recording/request?name={name}")

    assert (answer.content, asked.content) == (body, b'{"model": "m"}')
    assert answer.headers["content-disposition"] == f'attachment; filename="{name.removesuffix(".json")}.answer"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_bytes_that_are_no_text_are_shown_in_hexadecimal(ask, keep):
    """
    With letters beside them.
    """
    name = keep("/v1/audio/speech", {"input": "x"}, b"\xff\xfb\x90\x00ABC", content_type="audio/mpeg").name

    assert "00000000  ff fb 90 00 41 42 43" in ask(f"/recording/raw?name={name}").text


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_a_long_body_is_cut(ask, keep, letter):
    """
    Between two characters, and with a link to all of it.
    """
    name = keep("/v1/chat/completions", {"model": "m"}, {"said": letter * LONGEST}).name

    page = ask(f"/recording/raw?name={name}").text

    assert "The beginning of" in page
    assert "00000000 " not in page
    assert len(page) < 4 * LONGEST


def test_frames_come_page_by_page(ask, keep):
    """
    Five hundred at a time.
    """
    events = b"data: {}\n\n" * 700
    marks = tuple(Mark(10 * at, at) for at in range(700))
    name = keep("/v1/chat/completions", {"stream": True}, events, content_type="text/event-stream", marks=marks).name

    first, second = (ask(f"/recording/frames?name={name}&from={start}").text for start in (0, 500))

    assert ("frame-499" in first, "frame-500" in first) == (True, False)
    assert ("frame-499" in second, "frame-500" in second, "frame-699" in second) == (False, True, True)
    assert "699 ms" in second


@pytest.mark.parametrize("start", ["", "-1", "x", "9" * 30, "701"])
def test_a_start_that_is_none_is_harmless(ask, chat, start):
    """
    It stands in an address, where anybody may write.
    """
    assert ask("/recording/frames", params={"name": chat(), "from": start}).status_code == 200


def test_what_is_played_is_what_came(ask, keep, sse):
    """
    Each text at its time, and at its place in the drawing.
    """
    delta = {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}
    name = keep("/v1/chat/completions", {"stream": True}, sse(delta), content_type="text/event-stream").name

    told = ask(f"/recording/pace?name={name}").json()

    assert (told["is_timed"], told["last_ms"]) == (True, 5)
    assert [(at, text) for at, _, text in told["frames"]] == [(5, "Hi"), (5, "")]


def test_half_a_surrogate_pair_is_no_obstacle(ask, chat):
    """
    JSON may hold it, and UTF-8 has none.
    """
    name = chat("half \ud83d", "\udc00")

    for part in (*PARTS, "/file", "/pace"):
        assert ask(f"/recording{part}", params={"name": name}).status_code == 200
