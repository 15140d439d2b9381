"""The client files, by the SDK they are about, and how they are run: recorded from the servers, then replayed."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sdks.environments import python_of

HERE = Path(__file__).parent
PATIENCE_S = 300

SETTING = re.compile(
    r".*_(API_KEY|BASE_URL|API_BASE|HOST|TOKEN|PROXY)|.*_proxy"
    r"|(AWS|AZURE|GOOGLE|HF|LANGCHAIN|LANGSMITH|LITELLM|OPENAI|UNDERSTUDY|PYTEST)_.*|CI"
    r"|PYTHON(PATH|HOME|WARNINGS|DONTWRITEBYTECODE)"
)
"""What would change how a client behaves, and on one machine only."""


@dataclass(frozen=True)
class Sdk:
    """Client files about the same distributions."""

    name: str
    environment: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Run:
    """All its cases, recorded and replayed; one document of `play.py` for each file."""

    sdk: Sdk
    recorded: list[dict[str, Any]]
    replayed: list[dict[str, Any]]

    @property
    def cases(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Each case as it was recorded, and as it was replayed."""
        both = zip(self.recorded, self.replayed, strict=True)
        return [pair for live, again in both for pair in zip(live["cases"], again["cases"], strict=True)]

    @property
    def stderr(self) -> str:
        """What was said beside, the last of it."""
        return "\n".join(document["stderr"] for document in (*self.recorded, *self.replayed))


def sdks() -> list[Sdk]:
    """All that have a client file, by name."""
    found: defaultdict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in sorted((HERE / "clients").glob("*.py")):
        constants = _constants(path)
        found[constants["DISTRIBUTIONS"][0], constants["ENVIRONMENT"]].append(path)
    return [Sdk(name, environment, tuple(paths)) for (name, environment), paths in sorted(found.items())]


def run(sdk: Sdk, servers: dict[str, str], folder: Path) -> Run:
    """Record what the servers say, then replay it without them."""
    live = [_play(path, sdk, "record", servers, folder / path.stem) for path in sdk.files]
    again = [_play(path, sdk, "replay", servers, folder / path.stem) for path in sdk.files]
    return Run(sdk, live, again)


def _play(client: Path, sdk: Sdk, mode: str, servers: dict[str, str], store: Path) -> dict[str, Any]:
    command = [python_of(sdk.environment), HERE / "play.py", client]
    options = ["--store", store, "--mode", mode, "--servers", json.dumps(servers)]
    environment = {name: value for name, value in os.environ.items() if not SETTING.fullmatch(name)}
    done = subprocess.run(
        [*command, *options], env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert done.returncode == 0, f"{client.name}, {mode}: {done.stderr[-3000:]}"
    document = json.loads(done.stdout)
    # Read where a case has gone wrong.
    document["stderr"] = done.stderr[-3000:]
    return document


def _constants(path: Path) -> dict[str, Any]:
    """What a client file says of itself. Its imports are not here to be imported."""
    statements = (each for each in ast.parse(path.read_text("utf-8")).body if isinstance(each, ast.Assign))
    named = ((each.targets[0], each.value) for each in statements)
    wanted = ("DISTRIBUTIONS", "ENVIRONMENT")
    return {
        target.id: ast.literal_eval(value)
        for target, value in named
        if isinstance(target, ast.Name) and target.id in wanted
    }
