"""A project with an agent of ten turns, its recordings, its rules, and the provider while there is one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import understudy
from tests.sdks.ten_turns.agent import AGENTS, World
from tests.sdks.ten_turns.chat import Chat
from tests.sdks.ten_turns.messages import Messages
from tests.sdks.ten_turns.provider import Provider
from tests.sdks.ten_turns.responses import Responses
from understudy.engine import Session
from understudy.model import parse_mode
from understudy.proxy import ServeSettings, serving
from understudy.testing import Upstream

PROVIDERS: dict[str, Callable[[], Provider]] = {"chat": Chat, "responses": Responses, "messages": Messages}
RULES = 'volatile = ["iso-date", "uuid"]'


@dataclass(frozen=True)
class Day:
    """When a run takes place, and what it is called."""

    today: date
    run: UUID

    def of(self, seen: dict[str, Any], other: Day) -> dict[str, Any]:
        """What was seen on the other day, as it is seen on this one."""
        text = json.dumps(seen["calls"])
        calls = text.replace(other.today.isoformat(), self.today.isoformat()).replace(str(other.run), str(self.run))
        said = "".join(seen["pieces"])
        said = said.replace(other.today.isoformat(), self.today.isoformat()).replace(str(other.run), str(self.run))
        lengths = [len(piece) for piece in seen["pieces"]]
        starts = [sum(lengths[:number]) for number in range(len(lengths))]
        pieces = [said[at : at + length] for at, length in zip(starts, lengths, strict=True)]
        return {**seen, "calls": json.loads(calls), "pieces": pieces}


FIRST = Day(date(2026, 11, 22), UUID("8c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58"))
NEXT = Day(date(2026, 11, 23), UUID("1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"))
LATER = Day(date(2027, 1, 5), UUID("6fa459ea-ee8a-4ca4-894e-db77e160355e"))


class Project:
    """One agent's."""

    def __init__(self, folder: Path, api: str, no_network: Callable[[], AbstractContextManager[None]]) -> None:
        self.folder, self.api, self.store = folder, api, folder / "recordings"
        self._no_network = no_network
        self.provider = PROVIDERS[api]()
        self.upstream = Upstream(self.provider)
        self.declare(RULES)

    def declare(self, rules: str) -> None:
        """What the project's settings say."""
        (self.folder / "pyproject.toml").write_text(f"[tool.understudy]\n{rules}\n")

    def run(
        self, mode: str, day: Day, renew: Sequence[str] = (), stable_ids: bool = True
    ) -> tuple[dict[str, Any], Session]:
        """What the program sees, and the session that it ran in."""
        world = World(self.upstream.url, lambda: day.today, lambda: day.run)
        with understudy.use(self.store, mode, renew=renew, stable_ids=stable_ids) as session:
            return asdict(AGENTS[self.api](world)), session

    def served(self, mode: str, day: Day) -> dict[str, Any]:
        """What the program sees over HTTP; in replay its provider is gone."""
        if mode == "replay":
            self.upstream.close()
        upstreams = dict.fromkeys(("openai", "anthropic"), self.upstream.url)
        with serving(ServeSettings(self.store, parse_mode(mode), upstreams=upstreams)) as address:
            return asdict(AGENTS[self.api](World(address, lambda: day.today, lambda: day.run)))

    def replay(self, day: Day) -> tuple[dict[str, Any], Session]:
        """The same with no provider and no network."""
        self.upstream.close()
        with self._no_network():
            return self.run("replay", day)

    def files(self) -> dict[str, str]:
        """The digest of each recording, by name."""
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(self.store.glob("*.json"))}

    def document(self, name: str) -> Any:
        """One recording, read without us."""
        return json.loads((self.store / name).read_text("utf-8"))
