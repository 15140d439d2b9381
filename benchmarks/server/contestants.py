"""Who is measured, and how each is started: with the same answers, as far as it can give them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.exchanges import RESPONSE_HEADERS, exchange
from benchmarks.server.processes import Running, free_port, python, running

HERE = Path(__file__).parent
BESIDE = Path(__file__).parents[2] / ".venvs"
PATH = "/v1/chat/completions"
ENDPOINT = "/openai/v1/chat/completions"


class Missing(Exception):
    """Something that is not installed; the text says what, and what is left out for it."""


def understudy(store: Path, *options: str) -> AbstractContextManager[Running]:
    """The command, as anybody starts it."""
    port = free_port()
    return running(python("understudy", "serve", str(store), "--port", str(port), *options), port, ENDPOINT)


def constant(body: Path) -> AbstractContextManager[Running]:
    """The same server, with constant bytes."""
    port = free_port()
    return running(python("benchmarks.server.constant", str(port), str(body)), port, ENDPOINT)


def reverse(upstream: str) -> AbstractContextManager[Running]:
    """The same server as a plain reverse proxy."""
    port = free_port()
    return running(python("benchmarks.server.reverse", str(port), upstream), port, ENDPOINT)


def nginx(body: Path, folder: Path) -> AbstractContextManager[Running]:
    """nginx with the same bytes in a file.

    Raises:
        Missing: it is not installed.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise Missing("nginx is not installed (Debian package nginx): left out")
    port = free_port()
    folder.mkdir(exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    shutil.copy(body, folder / "answer")
    # As root it would read files as somebody else.
    user = "user root; " if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"""{user}daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; open_file_cache max=10; client_body_temp_path .;
  default_type "{RESPONSE_HEADERS["content-type"]}";
  server {{
    listen 127.0.0.1:{port}; root "{folder}";
    # It takes no POST for a file, but an error's page is a GET.
    location / {{ error_page 405 =200 /answer; try_files /answer =404; }}
    location = /answer {{ }}
  }}
}}
"""
    )
    return running([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], port, ENDPOINT)


AIMOCK_QUESTION = json.dumps(
    {
        "model": "gpt-4o",
        "stream": True,
        "messages": [{"role": "user", "content": "what teams are playing? number 00000"}],
    }
)
"""It looks at the last message alone, where the benchmarks' exchange has a picture."""


def aimock(size: int, folder: Path) -> AbstractContextManager[Running]:
    """@copilotkit/aimock with one fixture for each question.

    Raises:
        Missing: there is no npm, or it could not install it.
    """
    home = BESIDE / "aimock"
    program = home / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
    if not program.exists():
        if shutil.which("npm") is None:
            raise Missing("npm is not installed (Debian packages nodejs and npm): aimock is left out")
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", home)
        installed = subprocess.run(["npm", "install", "--silent"], cwd=home, capture_output=True, text=True)
        if installed.returncode:
            raise Missing(f"aimock could not be installed: {installed.stderr.strip()}")
    fixtures = folder / f"aimock-{size}.json"
    named = [(f"number {number:05}", exchange(number).text) for number in range(size)]
    made = [{"match": {"userMessage": name}, "response": {"content": text}} for name, text in named]
    fixtures.write_text(json.dumps({"fixtures": made}))
    port = free_port()
    command = ["node", str(program), "-h", "127.0.0.1", "-p", str(port), "-f", str(fixtures), "--log-level", "silent"]
    command += ["--chunk-size", "1000"]  # a frame or two, as the recording has
    return running(command, port, PATH)


def mitmdump(folder: Path) -> AbstractContextManager[Running]:
    """mitmproxy's server replay of one flow.

    Raises:
        Missing: it could not be installed.
    """
    home = BESIDE / "mitmproxy"
    program = home / "bin" / "mitmdump"
    if not program.exists():
        commands: list[Sequence[str]] = [
            [sys.executable, "-m", "venv", str(home)],
            [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", str(HERE / "mitmproxy.txt")],
        ]
        for command in commands:
            ran = subprocess.run(command, capture_output=True, text=True)
            if ran.returncode:
                raise Missing(f"mitmproxy could not be installed: {ran.stderr.strip()[-200:]}")
    question, answer, flows = folder / "question", folder / "reply", folder / "flows"
    question.write_bytes(exchange(0).request_body)
    answer.write_bytes(exchange(0).response_body)
    make = [str(home / "bin" / "python"), str(HERE / "flows.py"), str(flows), str(question), str(answer)]
    subprocess.run(make, check=True, capture_output=True)
    port = free_port()
    options = ["server_replay_reuse=true", "server_replay_extra=404", "connection_strategy=lazy", "http2=false"]
    command = [str(program), "-q", "--mode", "reverse:http://upstream.test:80", "--listen-host", "127.0.0.1"]
    command += ["--listen-port", str(port), "--server-replay", str(flows)]
    return running([*command, *(each for option in options for each in ("--set", option))], port, PATH)
