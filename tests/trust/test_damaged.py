"""A damaged recording is reported, in every mode and at every door; never recorded anew, never skipped."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx
import pytest

import understudy
from tests.trust.saving import draft
from understudy.errors import RecordingUnreadable, ReplayMiss
from understudy.store import Directory
from understudy.testing import Answer, Upstream

BODY = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture
def path(tmp_path):
    """A recording that is cut short in its last line but one."""
    store = Directory(tmp_path / "recordings")
    path = store.path / store.save(draft()).entry.name
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-3]))
    return path


@pytest.mark.parametrize("mode", ["replay", "record-if-missing", "record"])
def test_a_session_does_not_start_beside_it(path, mode):
    """
    The error names the file, the line, the reason and the way out; the file stays as it is.
    """
    damaged = path.read_bytes()
    line = damaged.count(b"\n") + 1

    with pytest.raises(RecordingUnreadable) as caught, understudy.use(path.parent, mode=mode):
        pass

    assert str(caught.value).startswith(f"{path}: cut short: the file ends in the middle of line {line}\n\n  ")
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("mode", ["replay", "record-if-missing", "record"])
def test_a_server_does_not_start_beside_it(path, mode):
    """
    Nothing is forwarded that a recording should have answered.
    """
    command = [sys.executable, "-m", "understudy", "serve", str(path.parent), "--mode", mode, "--port", "0"]

    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 1
    assert f"understudy: {path}: cut short: the file ends in the middle of line " in ran.stderr


@pytest.mark.parametrize("mode", ["replay", "record-if-missing"])
def test_an_answer_that_cannot_be_put_together_is_a_miss(tmp_path, mode):
    """
    No request goes to the upstream in its place, and nothing is written.
    """
    answer = Answer.of(200, {"content-type": "application/json"}, [b"{}"])
    with Upstream(lambda received: answer) as upstream:
        with understudy.use(tmp_path, mode="record"):
            httpx.post(f"{upstream.url}/v1/chat/completions", json=BODY)
        [path] = tmp_path.glob("*.json")
        document = json.loads(path.read_text())
        document["response"]["wire"]["framing"] = "pigeon"
        path.write_text(json.dumps(document))
        damaged, sent = path.read_bytes(), len(upstream.received)

        with pytest.raises(ReplayMiss, match="pigeon"), understudy.use(tmp_path, mode=mode):
            httpx.post(f"{upstream.url}/v1/chat/completions", json=BODY)

        assert len(upstream.received) == sent
    assert path.read_bytes() == damaged
    assert list(tmp_path.glob("*.json")) == [path]
