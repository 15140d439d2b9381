"""Code that asks the same: it runs, and has no key in it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from understudy.model import Request
from understudy.operations.snippets import BODY_FILE, LONGEST, snippets
from understudy.testing import Answer, Upstream

SAID = 'it\'s "${HOME}" `x` \\n é\n true'
BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": SAID}], "n": None, "s": True}


def request_to(url, body=BODY, method="POST"):
    content = b"" if body is None else json.dumps(body).encode()
    return Request(method, url, (("content-type", "application/json"),), content)


def run(snippet, folder):
    """Run it as somebody who pasted it."""
    if snippet.name == "curl":
        command = ["bash", "-c", snippet.text]
    elif snippet.name == "Python":
        command = [sys.executable, "-c", snippet.text]
    else:
        command = ["node", "--input-type=module", "-e", snippet.text]
    if shutil.which(command[0]) is None or (snippet.name == "curl" and shutil.which("curl") is None):
        pytest.skip(f"needs {command[0]} or curl")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "OPENAI_API_KEY": "from-environment", "NO_PROXY": "*"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("is_long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("at", range(3), ids=["curl", "Python", "Node"])
def test_each_one_asks_the_same(tmp_path, at, is_long):
    """
    With the key from the environment, and the same JSON, whatever stands in it.
    """
    body = {**BODY, "more": "x" * LONGEST} if is_long else BODY
    with Upstream([Answer.of(200, {"content-type": "text/plain"}, [b"fine"])]) as upstream:
        asked = request_to(f"{upstream.url}/v1/chat/completions", body)
        (tmp_path / BODY_FILE).write_bytes(asked.body)
        ran = run(snippets(asked, "openai-chat")[at], tmp_path)
        received = upstream.received[0]

    assert (ran.returncode, ran.stdout) == (0, "fine"), ran.stderr
    assert json.loads(received.body) == body
    assert dict(received.headers)["authorization"] == "Bearer from-environment"


@pytest.mark.parametrize("at", range(3), ids=["curl", "Python", "Node"])
@pytest.mark.parametrize("quote", ["'", '"', "`", "\\", "$(", "${", "{"])
def test_a_strangers_recording_runs_nothing(tmp_path, at, quote):
    """
    Wherever in it something stands that would end a text.
    """
    asked = Request(
        f"GET{quote}",
        f"http://127.0.0.1:9/v1/chat/completions?q={quote};touch here;#",
        (("content-type", f"{quote}); touch here; open('here', 'w') //"),),
        json.dumps({f"{quote}; touch here": f"{quote}; touch here; open('here', 'w')"}).encode(),
    )

    run(snippets(asked, "openai-chat")[at], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_no_key_is_in_one():
    """
    Neither of the address nor of the body.
    """
    url = "https://user:s3cr3t@api.example/v1beta/models/g:generateContent?key=s3cr3t"

    texts = [each.text for each in snippets(request_to(url, {"api_key": "s3cr3t"}), "gemini-generate")]

    assert not any("s3cr3t" in text for text in texts)
    assert all("GEMINI_API_KEY" in text for text in texts)


def test_a_request_without_a_body_has_none():
    """
    A GET stays one.
    """
    curl, python, node = snippets(request_to("https://api.openai.com/v1/models", None, "GET"), "openai-models")

    assert curl.text == 'curl https://api.openai.com/v1/models \\\n  -H "authorization: Bearer $OPENAI_API_KEY"'
    assert "httpx.stream('GET'" in python.text
    assert "body" not in node.text.replace("answer.body", "")
