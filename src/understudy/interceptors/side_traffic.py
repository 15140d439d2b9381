"""What SDKs and frameworks send of their own accord: telemetry, traces, price lists, look-ups of a hub.

No test asks for it and its sender copes without it. In replay it gets a connection error, and nothing fails;
while recording it passes and is not recorded. A host's subdomains are meant, too. `target` is how path and query
begin, as a regular expression: an API, a prompt store or an inference server may live on the same host.

Each sender's own source says what it sends (releases of November 2026): the file is named beside each entry; where
there is no such file, it is what the receiver documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class SideTraffic:
    """One kind of it."""

    name: str
    host: str
    target: str = ""
    """Where it is empty, any request to the host is side traffic."""


_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

SIDE_TRAFFIC = (
    # litellm/__init__.py: model_cost_map_url, anthropic_beta_headers_url, blog_posts_url, …
    SideTraffic("litellm (price list)", "raw.githubusercontent.com", "/BerriAI/litellm/"),
    # agents/tracing/processors.py
    SideTraffic("OpenAI Agents (traces)", "api.openai.com", "/v1/traces/ingest"),
    # tiktoken_ext/openai_public.py; llama-index and langchain-openai count tokens with it
    SideTraffic("tiktoken (vocabularies)", "openaipublic.blob.core.windows.net", "/(encodings|gpt-2)/"),
    # huggingface_hub/utils/_telemetry.py
    SideTraffic("Hugging Face (telemetry)", "huggingface.co", "/api/telemetry/"),
    # huggingface_hub/hf_api.py and file_download.py. `expand=inferenceProviderMapping` says where an inference goes:
    # that one belongs to the application's request.
    SideTraffic(
        "Hugging Face (hub look-ups)", "huggingface.co", r"/api/models/(?!.*[?&]expand=inferenceProviderMapping)"
    ),
    SideTraffic("Hugging Face (hub look-ups)", "huggingface.co", "/[^?]+/resolve/"),
    # huggingface_hub/utils/_detect_agent.py
    SideTraffic("Hugging Face (hub look-ups)", "huggingface.co", "/api/agent-harnesses"),
    # langsmith/client.py
    # Prompts, examples and `/runs/query` are asked for.
    SideTraffic(
        "LangSmith (traces)", "smith.langchain.com", rf"/(api/v1/)?(info$|otel/|runs(/batch|/multipart|/{_UUID})?$)"
    ),
    # langfuse/_client/span_processor.py, and `ingestion` before release 3; prompts (`/v2/prompts`) are asked for
    SideTraffic("Langfuse (traces)", "cloud.langfuse.com", "/api/public/(ingestion|otel/)"),
    # logfire/_internal/auth.py: REGIONS; gateway.pydantic.dev is an AI gateway
    SideTraffic("Logfire (traces)", "logfire-us.pydantic.dev"),
    SideTraffic("Logfire (traces)", "logfire-eu.pydantic.dev"),
    SideTraffic("Logfire (traces)", "logfire-api.pydantic.dev"),
    # traceloop/sdk/__init__.py; prompts and evaluators are asked for
    SideTraffic("Traceloop (traces)", "api.traceloop.com", "/v1/(traces|metrics|logs)"),
    # phoenix/otel/otel.py, arize/otel/otel.py
    SideTraffic("Arize Phoenix (traces)", "app.phoenix.arize.com", ".*/v1/traces"),
    SideTraffic("Arize (traces)", "otlp.arize.com"),
    # opik/config.py
    SideTraffic("Opik (traces)", "www.comet.com", "/opik/api/v1/private/(traces|spans)"),
    SideTraffic("Opik (telemetry)", "stats.comet.com"),
    # weave/trace/env.py; api.inference.wandb.ai is an inference server
    SideTraffic("Weights & Biases (runs)", "api.wandb.ai"),
    SideTraffic("Weave (traces)", "trace.wandb.ai"),
    # crewai/telemetry/constants.py
    SideTraffic("CrewAI (telemetry)", "telemetry.crewai.com"),
    # ragas/_analytics.py
    SideTraffic("Ragas (telemetry)", "t.explodinggradients.com"),
    # posthog/request.py: us.i., eu.i. and app.posthog.com; chromadb, mem0, haystack, deepeval, … send to it
    SideTraffic("PostHog (telemetry)", "posthog.com"),
    # segment/analytics/request.py; rasa, prefect, … send to it
    SideTraffic("Segment (telemetry)", "api.segment.io"),
    # sentry_sdk/utils.py: Auth.get_api_url, with the host of the project's DSN
    SideTraffic("Sentry (errors)", "sentry.io", r"/api/\d+/"),
    # As documented: static.scarf.sh, and a name for each project.
    SideTraffic("Scarf (downloads)", "scarf.sh"),
    # As documented: LLM Observability without an agent, and telemetry of the tracer.
    SideTraffic("Datadog (traces)", "datadoghq.com", "/api/(v2/(llmobs|apmtelemetry|apmlogs)|v0.2/|intake/)"),
    SideTraffic("Datadog (traces)", "datadoghq.eu", "/api/(v2/(llmobs|apmtelemetry|apmlogs)|v0.2/|intake/)"),
    # Any OTLP exporter; the paths are those of the specification, "OTLP/HTTP Request".
    SideTraffic("OpenTelemetry (Honeycomb)", "api.honeycomb.io", "/v1/(traces|metrics|logs)$"),
    SideTraffic("OpenTelemetry (New Relic)", "otlp.nr-data.net"),
    SideTraffic("OpenTelemetry (Grafana Cloud)", "grafana.net", "/otlp/v1/(traces|metrics|logs)$"),
)

SOCKET_HOSTS = {
    "raw.githubusercontent.com": "litellm (price list)",
    "huggingface.co": "Hugging Face (hub look-ups)",
    "openaipublic.blob.core.windows.net": "tiktoken (vocabularies)",
    "cloud.langfuse.com": "Langfuse (traces)",
    "smith.langchain.com": "LangSmith (traces)",
    "api.traceloop.com": "Traceloop (traces)",
    "sentry.io": "Sentry (errors)",
    "datadoghq.com": "Datadog (traces)",
    "datadoghq.eu": "Datadog (traces)",
    "api.honeycomb.io": "OpenTelemetry (Honeycomb)",
    "grafana.net": "OpenTelemetry (Grafana Cloud)",
}
"""Hosts that are side traffic where only the host is known: no API is asked there by a client that is not hooked."""

API_HOSTS = frozenset({"router.huggingface.co", "api-inference.huggingface.co"})
"""APIs in their domains (huggingface_hub/constants.py)."""


_BY_HOST: dict[str, list[SideTraffic]] = {}
for _each in SIDE_TRAFFIC:
    _BY_HOST.setdefault(_each.host, []).append(_each)


@lru_cache(maxsize=1024)
def side_traffic_of(url: str) -> str | None:
    """The name of the side traffic that this request is, or None. Cached: clients ask the same few URLs."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    found = (each for host in _parents(parts.hostname or "") for each in _BY_HOST.get(host, ()))
    return next((each.name for each in found if re.match(each.target, target)), None)


def side_traffic_to(host: str) -> str | None:
    """The same where only the host is known."""
    if host in API_HOSTS:
        return None
    for each in _parents(host):
        if name := next((kind.name for kind in _BY_HOST.get(each, ()) if not kind.target), SOCKET_HOSTS.get(each)):
            return name
    return None


def _parents(host: str) -> Iterator[str]:
    """The host, and the domains that it is in."""
    while host:
        yield host
        _, _, host = host.partition(".")
