"""dspy, which has a socket stack of its own: refused by the network guard, served by the HTTP door.

With `engine="litellm"` it goes through clients that are hooked, and is served in process like any other.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.sdks.environments import ROOT, python_of
from tests.sdks.matrix.sdks import SETTING
from tests.sdks.servers import running
from tests.tls_edge import TlsEdge
from understudy.proxy.forward.authority import Signer

pytestmark = pytest.mark.timeout(300)

ASK = """
import asyncio, json, sys
import dspy

model = dspy.LM("openai/gpt-4o", api_base=sys.argv[1], api_key="none", cache=False, num_retries=0)
print(json.dumps([model("hi"), asyncio.run(model.acall("unicode"))]))
"""

ASK_IN_PROCESS = """
import asyncio, json, sys
import dspy
import understudy

store, mode, address, engine = sys.argv[1:]
model = dspy.LM("openai/gpt-4o", api_base=address, api_key="none", cache=False, num_retries=0, engine=engine)

def found(scope, ask):
    said = refused = None
    with understudy.use(store, mode, scope=scope) as session:
        try:
            said = ask()
        except understudy.LiveTraffic as error:
            refused = str(error)
    live = dict(session.journal.live_traffic)
    return {"said": said, "refused": refused, "live": live, "played": len(session.played)}

both = {"sync": lambda: model("hi"), "async": lambda: asyncio.run(model.acall("hi"))}
print(json.dumps({how: found(how, ask) for how, ask in both.items()}))
"""


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """Runs a script in the environment that has dspy; what it printed last."""
    settings = {name: value for name, value in os.environ.items() if not SETTING.fullmatch(name)}
    # dspy's own cache would answer before anything is sent. litellm's price list, which it fetches, is not the subject.
    settings |= {"DSPY_CACHEDIR": str(tmp_path / "cache"), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}

    def ask(script: str, *arguments: str, **more: str) -> Any:
        (tmp_path / "ask.py").write_text(script, "utf-8")
        command = [python_of("frameworks"), tmp_path / "ask.py", *arguments]
        done = subprocess.run(
            command, env={**settings, **more}, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return ask


@contextmanager
def served(*arguments: str) -> Iterator[str]:
    """The address of `understudy serve`, run as a user does."""
    command = [sys.executable, "-m", "understudy", "serve", *arguments]
    settings = {
        name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("UNDERSTUDY_")
    }
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.communicate(timeout=20)


def test_in_process_the_guard_refuses_it(ask: Any, tmp_path: Path) -> None:
    """
    In replay no socket of its own opens, sync or async; the error names the host and the line that tried.
    """
    found = ask(ASK_IN_PROCESS, str(tmp_path / "recordings"), "replay", "https://api.openai.com/v1", "lm15")

    for each in found.values():
        assert each["live"] == {"api.openai.com": 1}
        assert each["refused"].startswith("api.openai.com:443: a connection was refused: this session replays")
        assert re.search(r"Opened by \S+(dspy\S+|ask)\.py:\d+ in \S+", each["refused"])
        assert "understudy serve" in each["refused"]


def test_over_http_it_is_recorded_and_replayed(ask: Any, shared: Path, tmp_path: Path) -> None:
    """
    With the base URL of `understudy serve` it gets the same answers again, when the API is gone.
    """
    store = str(tmp_path / "recordings")
    with (
        running(shared / "upstreams" / "run_aimock.sh") as api,
        served(store, "--mode", "record", "--upstream", f"openai={api}") as door,
    ):
        recorded = ask(ASK, f"{door}/openai/v1")
    with served(store) as door:
        replayed = ask(ASK, f"{door}/openai/v1")

    assert len(list(Path(store).glob("*.json"))) == 2
    assert recorded == replayed
    assert "Hello" in recorded[0][0]


def test_through_a_forward_proxy_it_is_recorded_and_replayed(
    ask: Any, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Its address is the API's own: the environment alone leads it here, as `understudy run --via http` sets it up.
    """
    outside, ours = Signer(tmp_path / "outside"), Signer(tmp_path / "ours")
    monkeypatch.setenv("SSL_CERT_FILE", str(outside.certificate))
    store, options = str(tmp_path / "recordings"), ("--forward", "--ca-dir", str(tmp_path / "ours"))
    with (
        running(shared / "upstreams" / "run_aimock.sh") as plain,
        TlsEdge(plain, outside.context_for("localhost")) as edge,
        served(store, "--mode", "record", *options) as door,
    ):
        url = f"https://localhost:{edge.port}/v1"
        recorded = ask(ASK, url, HTTPS_PROXY=door, SSL_CERT_FILE=str(ours.certificate))
    with served(store, *options) as door:
        replayed = ask(ASK, url, HTTPS_PROXY=door, SSL_CERT_FILE=str(ours.certificate))

    assert len(list(Path(store).glob("*.json"))) == 2
    assert recorded == replayed
    assert "Hello" in recorded[0][0]


def test_through_litellm_it_is_recorded_and_replayed_in_process(ask: Any, shared: Path, tmp_path: Path) -> None:
    """
    The engine decides whether dspy is hooked.
    """
    store = str(tmp_path / "recordings")
    with running(shared / "upstreams" / "run_aimock.sh") as api:
        recorded = ask(ASK_IN_PROCESS, store, "record", f"{api}/v1", "litellm")
    replayed = ask(ASK_IN_PROCESS, store, "replay", f"{api}/v1", "litellm")

    assert replayed == {how: each | {"played": 1} for how, each in recorded.items()}
    assert {how: each["refused"] for how, each in recorded.items()} == {"sync": None, "async": None}
