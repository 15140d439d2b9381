"""Environment variables that point clients of any language at a server of ours.

Each variable is read by what is named beside it (releases of November 2026): the file, or the receiver's documentation.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """A variable that holds the base URL of an API."""

    variable: str
    upstream: str
    tail: str = ""
    """How the base URL ends that clients have without the variable."""

    is_always_set: bool = True
    """Else only where somebody has set it: each customer has a URL of his own."""


BASE_URLS = (
    # openai/_client.py; openai-node src/client.ts; openai-go option/requestoption.go
    BaseUrl("OPENAI_BASE_URL", "openai", "/v1"),
    # openai/lib/azure.py; openai-node src/azure.ts
    BaseUrl("AZURE_OPENAI_ENDPOINT", "azure", is_always_set=False),
    # anthropic/_client.py; anthropic-sdk-typescript src/client.ts
    BaseUrl("ANTHROPIC_BASE_URL", "anthropic"),
    # google/genai/_base_url.py; js-genai src/_base_url.ts
    BaseUrl("GOOGLE_GEMINI_BASE_URL", "gemini"),
    BaseUrl("GOOGLE_VERTEX_BASE_URL", "vertex", is_always_set=False),
    # ollama/_client.py: _parse_host; ollama envconfig/config.go
    BaseUrl("OLLAMA_HOST", "ollama"),
    # cohere/client.py, cohere/client_v2.py
    BaseUrl("CO_API_URL", "cohere"),
    # groq/_client.py; groq-typescript src/client.ts
    BaseUrl("GROQ_BASE_URL", "groq"),
    # together/_client.py
    BaseUrl("TOGETHER_BASE_URL", "together", "/v1"),
    # botocore/configprovider.py; AWS SDKs and Tools Reference Guide, "Service-specific endpoints"
    BaseUrl("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "bedrock"),
)

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")

# curl reads http_proxy in lower case alone (curl's manual, "Environment"); Go, Node, requests, httpx read either.
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy")

NOT_PROXIED = ("NO_PROXY", "no_proxy")

HERE = "localhost,127.0.0.1,::1"
"""Development servers and databases. An API on this machine is found by its base URL."""

BUNDLES = (
    # OpenSSL's X509_get_default_cert_file_env(3); Go's crypto/x509 on Linux, Ruby, rustls-native-certs read it, too
    "SSL_CERT_FILE",
    # requests/sessions.py
    "REQUESTS_CA_BUNDLE",
    # curl's manual, --cacert
    "CURL_CA_BUNDLE",
    # botocore/session.py; aws-cli
    "AWS_CA_BUNDLE",
    # git-config(1), http.sslCAInfo
    "GIT_SSL_CAINFO",
    # cargo's reference, "Environment variables"
    "CARGO_HTTP_CAINFO",
)
"""Each holds all authorities that a client trusts."""

ADDED = (
    # Node's documentation, "Command-line API"; bun reads it, too
    "NODE_EXTRA_CA_CERTS",
    # Deno's documentation, "Environment variables"
    "DENO_CERT",
)
"""Each holds authorities that a client trusts beside its own."""

# Node's documentation, "Command-line API": from release 24 on `fetch` and `http` obey HTTPS_PROXY with it.
NODE_OBEYS = "NODE_USE_ENV_PROXY"

# grpc's documentation, "Environment variables": it comes before https_proxy, and an empty one means none. gRPC speaks
# HTTP/2 alone, which the forward proxy does not: a recorder lets it pass, in replay it reaches nothing.
GRPC_PROXY = "grpc_proxy"

SCHEME = re.compile(r"[a-z]+://")
OLLAMA_PORT = 11434


def upstreams_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Base URL by upstream: those that somebody has set, and Bedrock's in the region that is set."""
    found = {each.upstream: url for each in BASE_URLS if (url := _own(each, environment))}
    region = next((environment[name] for name in REGIONS if environment.get(name)), "")
    if "bedrock" not in found and re.fullmatch("[a-z0-9-]+", region):
        found["bedrock"] = f"https://bedrock-runtime.{region}.amazonaws.com"
    return found


def pointed(
    environment: Mapping[str, str], address: str, authority: Path, folder: Path, *, is_online: bool
) -> dict[str, str]:
    """What to set.

    Args:
        address: of the server, `http://127.0.0.1:54321`.
        authority: the certificate that clients have to trust.
        folder: for files that are needed as long as the variables are set.
        is_online: whether the server sends requests on. Then what has no upstream is better left alone.
    """
    changes: dict[str, str] = {}
    known = upstreams_in(environment)
    for each in BASE_URLS:
        own = _own(each, environment)
        if environment.get(each.variable) and not own:
            continue  # it is no URL: its reader will say so
        if own or (each.is_always_set and not (is_online and each.upstream == "bedrock" and "bedrock" not in known)):
            changes[each.variable] = f"{address}/{each.upstream}{'' if own else each.tail}"
    bundle, added = folder / "authorities.pem", folder / "added-authorities.pem"
    own_bundles = [Path(environment[name]) for name in BUNDLES if environment.get(name)]
    bundle.write_bytes(_joined([*(own_bundles or _system()), *_certifi(), authority]))
    added.write_bytes(_joined([*(Path(environment[name]) for name in ADDED if environment.get(name)), authority]))
    changes |= dict.fromkeys(PROXIES, address) | dict.fromkeys(NOT_PROXIED, HERE)
    changes |= {GRPC_PROXY: environment.get(GRPC_PROXY, "")} if is_online else {}
    return changes | dict.fromkeys(BUNDLES, str(bundle)) | dict.fromkeys(ADDED, str(added)) | {NODE_OBEYS: "1"}


def _own(each: BaseUrl, environment: Mapping[str, str]) -> str | None:
    """The base URL that somebody has set."""
    text = environment.get(each.variable, "").strip()
    if each.variable == "OLLAMA_HOST":
        text = _ollama(text)
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and parts.hostname and not parts.query and text.isascii()
    except ValueError:
        return None
    return text if is_url else None


def _ollama(text: str) -> str:
    """A URL: `host`, `:port` and the address that a server listens at are allowed, too."""
    if not text or SCHEME.match(text):
        return text
    host, colon, port = text.rpartition(":") if re.search(r":\d+$", text) else (text, ":", str(OLLAMA_PORT))
    return f"http://{'127.0.0.1' if host in ('', '0.0.0.0') else host}{colon}{port}"


def _system() -> list[Path]:
    paths = ssl.get_default_verify_paths()
    return [Path(path) for path in (paths.cafile, "/etc/ssl/certs/ca-certificates.crt") if path]


def _certifi() -> list[Path]:
    try:
        import certifi
    except ImportError:
        return []
    return [Path(certifi.where())]


CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def _joined(files: Iterable[Path]) -> bytes:
    """The certificates of all files, each once. A file that is not there had no effect either."""
    found: dict[bytes, None] = {}
    for file in files:
        if os.access(file, os.R_OK) and file.is_file():
            found |= dict.fromkeys(CERTIFICATE.findall(file.read_bytes()))
    return b"".join(each + b"\n" for each in found)
