"""What a client says that starts a scope: JSON in, settings out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from understudy.engine import Repeat, parse_repeat
from understudy.errors import WrongUse
from understudy.model import Mode, parse_mode

KNOWN = ("scope", "mode", "repeat")
EXAMPLE = '{"scope": "tests/agent.test.mjs > it answers", "mode": "replay"}'


@dataclass(frozen=True, slots=True)
class Start:
    """A scope to be started; what is None is as the server has it."""

    scope: str
    mode: Mode | None = None
    repeat: Repeat | None = None


def parse_start(body: bytes) -> Start:
    """What a request's body says.

    Raises:
        WrongUse: it is no JSON object, or says what does not exist.
    """
    try:
        said: Any = json.loads(body)
        json.dumps(said, ensure_ascii=False).encode()  # half a surrogate pair has no UTF-8, and no address
    except (ValueError, RecursionError) as error:
        raise WrongUse(f"a scope is started with a JSON object: {error}\n\n  For example: {EXAMPLE}") from None
    if not isinstance(said, dict) or not isinstance(said.get("scope"), str) or not said["scope"]:
        raise WrongUse(f"a scope is started with its name\n\n  For example: {EXAMPLE}")
    if unknown := [name for name in said if name not in KNOWN]:
        raise WrongUse(f"starting a scope: unknown: {', '.join(unknown)}\n\n  Known are {', '.join(KNOWN)}.")
    mode, repeat = said.get("mode"), said.get("repeat")
    return Start(
        said["scope"],
        None if mode is None else parse_mode(_text("mode", mode)),
        None if repeat is None else parse_repeat(_text("repeat", repeat)),
    )


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise WrongUse(f"starting a scope: {name} is {json.dumps(value)}, expected a text\n\n  For example: {EXAMPLE}")
