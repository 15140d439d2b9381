"""What the fakes of three providers share: things by ids that are new each time, and a 404 for an id that is none."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from understudy.testing import Answer, Received

Handler = Callable[..., Answer]


class Unknown(Exception):
    """An id that this provider has not made."""


class Kept(dict[str, Any]):
    """Things by their ids."""

    def add(self, prefix: str, thing: Any) -> str:
        """The new thing's id."""
        id_ = f"{prefix}{uuid.uuid4().hex}"
        self[id_] = thing
        return id_

    def __missing__(self, id_: str) -> Any:
        raise Unknown(id_)


def answering(routes: Mapping[str, Handler], missing: Callable[[str], Any]) -> Callable[[Received], Answer]:
    """A provider by its routes, `GET /v1/files/([^/]+)`; what the groups hold are a handler's arguments."""

    def answer(asked: Received) -> Answer:
        path = asked.target.partition("?")[0]
        for pattern, handler in routes.items():
            if found := re.fullmatch(pattern, f"{asked.method} {path}"):
                try:
                    return handler(asked, *found.groups())
                except Unknown as unknown:
                    return as_json(missing(str(unknown)), 404)
        return as_json(missing(f"{asked.method} {path}"), 404)

    return answer


def as_json(content: Any, status: int = 200) -> Answer:
    """A whole answer. No SDK shall try again what is wrong."""
    headers = {"content-type": "application/json", "x-request-id": uuid.uuid4().hex, "x-should-retry": "false"}
    return Answer.of(status, headers, [json.dumps(content).encode()], framing="length")


def as_lines(contents: Iterable[Any], content_type: str) -> Answer:
    """JSON, one value in each line."""
    lines = [json.dumps(content).encode() + b"\n" for content in contents]
    return Answer.of(200, {"content-type": content_type}, lines)


def as_events(events: Iterable[Any]) -> Answer:
    """Server-sent events, named by their `type`."""
    pieces = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
    return Answer.of(200, {"content-type": "text/event-stream"}, pieces)


def body(asked: Received) -> Any:
    """The JSON of a request."""
    return json.loads(asked.body)


def now() -> int:
    """Another time with each call."""
    return int(time.time()) + uuid.uuid4().int % 1000


def today() -> str:
    """The same as ISO 8601 has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now()))
