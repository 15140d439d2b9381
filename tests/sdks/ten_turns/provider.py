"""A provider that keeps a conversation of ten turns going, with new ids and times in every answer.

It knows the ids that it has given out, and refuses every other one. What it says is the same each time: it repeats the
date and the UUID of the prompt, in a tool call's arguments and in the last answer's text.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from understudy.testing import Answer, Received

TURNS = 10
PARALLEL = 6
"""The turn that calls the tool twice; chat completions stream both calls at a time."""

PIECE = 7
"""Characters of a text in one frame: fewer than a date has."""

ASKED = re.compile(r"Run ([0-9a-f-]{36})\. Today is ([0-9-]{10})\.")


@dataclass(frozen=True)
class Turn:
    """What is to be said."""

    number: int
    date: str
    run: str
    body: dict[str, Any]

    @property
    def arguments(self) -> list[str]:
        """Of each call of the tool."""
        count = 0 if self.number == TURNS else 2 if self.number == PARALLEL else 1
        steps = (self.number * 10 + place for place in range(count))
        return [json.dumps({"step": step, "date": self.date, "run": self.run}) for step in steps]

    @property
    def text(self) -> str:
        """The report, in the last turn."""
        return f"On {self.date}, run {self.run} noted all its steps." if self.number == TURNS else ""


class Unknown(Exception):
    """An id that was never given out, or what is no request of this program."""


class Provider:
    """The part that is the same for all APIs. Called with a request, it answers."""

    def __init__(self) -> None:
        self.tokens = 10
        """What an answer is said to have cost."""
        self.has_uuids = False
        """Whether an id holds a UUID as it is usually written."""
        self._turns: dict[str, int] = {}
        """Every id that was given out, and in which turn."""

    def new_id(self, prefix: str, turn: int) -> str:
        """An id that nobody has had before."""
        new = uuid.uuid4()
        made = f"{prefix}{new if self.has_uuids else new.hex}"
        self._turns[made] = turn
        return made

    def turn_of(self, *ids: str) -> int:
        """The turn that gave out these ids; 0 for none.

        Raises:
            Unknown: one of them it never was.
        """
        if unknown := [each for each in ids if each not in self._turns]:
            raise Unknown(f"no such id: {', '.join(unknown)}")
        return max((self._turns[each] for each in ids), default=0)

    def __call__(self, asked: Received) -> Answer:
        try:
            return self.answer(json.loads(asked.body))
        except Unknown as error:
            return self.refusal(str(error))

    def answer(self, body: dict[str, Any]) -> Answer:
        """What this request is answered with.

        Raises:
            Unknown: it names an id that was never given out.
        """
        raise NotImplementedError

    def refusal(self, text: str) -> Answer:
        """As OpenAI says it."""
        return whole({"error": {"message": text, "type": "invalid_request_error", "param": None, "code": None}}, 404)


def turn(number: int, body: dict[str, Any]) -> Turn:
    """The turn that this request asks for."""
    found = ASKED.search(json.dumps(body))
    if not found:
        raise Unknown("the prompt has no date and no run")
    return Turn(number, found[2], found[1], body)


def pieces(text: str) -> Iterator[str]:
    """As a stream cuts it."""
    return (text[at : at + PIECE] for at in range(0, len(text), PIECE))


def padding() -> str:
    """What OpenAI adds so that the sizes of frames tell nothing."""
    return uuid.uuid4().hex[: 1 + time.time_ns() % 16]


def whole(content: Any, status: int = 200) -> Answer:
    """An answer in one piece."""
    return Answer.of(status, _headers("application/json"), [json.dumps(content).encode()], framing="length")


def streamed(frames: list[bytes]) -> Answer:
    """An answer in frames."""
    return Answer.of(200, _headers("text/event-stream; charset=utf-8"), frames)


def _headers(content_type: str) -> dict[str, str]:
    new = uuid.uuid4().hex
    return {"content-type": content_type, "x-request-id": f"req_{new}", "request-id": f"req_{new}", "cf-ray": new[:16]}
