"""What SDKs and frameworks send of their own accord: telemetry, price lists, look-ups of a hub.

No test asks for it and its sender copes without it. In replay it gets a connection error, and nothing fails.
A host's subdomains are meant, too. Where `path` is empty, any request to the host is side traffic.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class SideTraffic:
    """One kind of it."""

    name: str
    host: str
    path: str = ""
    """How the path begins."""


SIDE_TRAFFIC = (
    SideTraffic("PostHog (telemetry)", "posthog.com"),
    SideTraffic("litellm (price list)", "raw.githubusercontent.com", "/BerriAI/litellm/"),
    SideTraffic("Hugging Face (hub look-ups)", "huggingface.co", "/api/models"),
    SideTraffic("Hugging Face (telemetry)", "huggingface.co", "/api/telemetry"),
    SideTraffic("OpenAI Agents (traces)", "api.openai.com", "/v1/traces"),
    SideTraffic("LangSmith (traces)", "api.smith.langchain.com"),
    SideTraffic("Langfuse (traces)", "cloud.langfuse.com"),
    SideTraffic("Logfire (traces)", "pydantic.dev"),
    SideTraffic("CrewAI (telemetry)", "telemetry.crewai.com"),
    SideTraffic("Sentry (errors)", "ingest.sentry.io"),
    SideTraffic("Sentry (errors)", "ingest.us.sentry.io"),
    SideTraffic("Sentry (errors)", "ingest.de.sentry.io"),
    SideTraffic("Scarf (downloads)", "scarf.sh"),
    SideTraffic("Datadog (telemetry)", "datadoghq.com"),
)

SOCKET_HOSTS = {"raw.githubusercontent.com": "litellm (price list)", "huggingface.co": "Hugging Face (hub look-ups)"}
"""Hosts that are side traffic where only the host is known: no API is served there."""


def side_traffic_of(url: str) -> str | None:
    """The name of the side traffic that this request is, or None."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    found = (each for each in SIDE_TRAFFIC if _is_under(host, each.host) and parts.path.startswith(each.path))
    return next((each.name for each in found), None)


def side_traffic_to(host: str) -> str | None:
    """The same where only the host is known."""
    whole = (each.name for each in SIDE_TRAFFIC if not each.path and _is_under(host, each.host))
    return next(whole, None) or next((name for each, name in SOCKET_HOSTS.items() if _is_under(host, each)), None)


def _is_under(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")
