"""What the log says of one request."""

from __future__ import annotations

import json
from dataclasses import replace

from understudy.proxy.log.line import Line
from understudy.proxy.log.style import LogStyle

LINE = Line(
    time="2026-11-22T12:00:00.123Z",
    method="POST",
    path="/openai/v1/chat/completions",
    scope=None,
    api="openai-chat",
    model="gpt-4o",
    action="play",
    recording="a.json",
    status=200,
    bytes=1234,
    ms=1.25,
    first_ms=0.5,
    fault=None,
    miss=None,
)


def test_for_people_it_is_what_there_is():
    """
    In one line.
    """
    assert LINE.written(LogStyle.TEXT) == (
        "2026-11-22T12:00:00.123Z POST /openai/v1/chat/completions 200 play "
        "recording=a.json api=openai-chat model=gpt-4o 1234 bytes, 1.2 ms"
    )


def test_for_programs_it_has_all_names():
    """
    What there is none of is null, so that a query never misses a field.
    """
    told = json.loads(LINE.written(LogStyle.JSON))

    assert list(told) == [
        *("time", "method", "path", "scope", "api", "model", "action", "recording", "status", "bytes", "ms"),
        *("first_ms", "fault", "miss"),
    ]
    assert (told["recording"], told["miss"]) == ("a.json", None)


def test_bodies_come_where_they_are_asked_for():
    """
    As fields, or on lines of their own.
    """
    line = replace(LINE, asked="{}", answered="")

    told = json.loads(line.written(LogStyle.JSON))
    assert (told["asked"], told["answered"]) == ("{}", "")
    assert line.written(LogStyle.TEXT).splitlines()[1:] == ["  asked    {}", "  answered "]


def test_nobody_writes_a_line_of_their_own():
    """
    A scope is a client's to name, and a body's text anybody's.
    """
    line = replace(LINE, scope="a\n2026 GET /x", asked="one\ntwo\x1b[2J")

    first, second = line.written(LogStyle.TEXT).splitlines()
    assert "scope=a\\n2026 GET /x 1234 bytes" in first
    assert second == "  asked    one\\ntwo\\u001b[2J"
    assert len(line.written(LogStyle.JSON).splitlines()) == 1
