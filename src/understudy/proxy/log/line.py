"""What the log says of one request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from understudy.operations.traffic import Answered
from understudy.proxy.log.style import LogStyle


@dataclass(frozen=True, slots=True)
class Line(Answered):
    """One request."""

    asked: str | None = None
    answered: str | None = None
    """Bodies, where they are asked for."""

    def written(self, style: LogStyle) -> str:
        """In one line; as a text with bodies in three."""
        if style is LogStyle.JSON:
            return json.dumps(self._fields())
        return "\n".join((_plain(" ".join(self._words())), *self._bodies()))

    def _fields(self) -> dict[str, Any]:
        fields = asdict(self)
        return fields if self.asked is not None else {name: fields[name] for name in fields if name not in BODIES}

    def _words(self) -> Iterator[str]:
        yield from (self.time, self.method, self.path)
        yield "broken" if self.status is None else str(self.status)
        yield self.action
        for name in ("miss", "fault", "recording", "api", "model", "scope"):
            if value := getattr(self, name):
                yield f"{name}={value}"
        yield f"{self.bytes} bytes, {self.ms:.1f} ms"

    def _bodies(self) -> Iterator[str]:
        for name in BODIES:
            if (body := getattr(self, name)) is not None:
                yield f"  {name:<8} {_plain(body)}"


BODIES = ("asked", "answered")


def _plain(text: str) -> str:
    """What would end the line, or move a terminal's cursor, is spelt out."""
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
