"""What credentials look like that nobody told us of: the beginnings and lengths of providers' keys, as data.

Sources, seen 2026-11: GitHub's list of supported secret scanning patterns, the rules of gitleaks 8, each provider's
page on its keys. A beginning alone is no credential: each pattern asks for the length as well, so that a text that
speaks of `sk-` passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from understudy.redact.secret import PLACEHOLDER


class Shape(NamedTuple):
    """What one kind of credential looks like."""

    name: str
    """With its article: `an OpenAI key`."""

    anchor: str
    """What stands in each of them, by which they are looked for."""

    pattern: str


class Shaped(NamedTuple):
    """Something in a text that looks like a credential."""

    name: str
    start: int
    end: int


START, WORD = r"(?<![A-Za-z0-9_-])", r"[A-Za-z0-9_-]"

SHAPES = (
    Shape("an OpenAI key", "T3BlbkFJ", rf"sk-{WORD}*T3BlbkFJ{WORD}{{16,}}"),
    Shape("an OpenAI key", "sk-proj-", rf"{START}sk-proj-{WORD}{{40,}}"),
    Shape("an OpenAI key", "sk-svcacct-", rf"{START}sk-svcacct-{WORD}{{40,}}"),
    Shape("an OpenAI key", "sk-admin-", rf"{START}sk-admin-{WORD}{{40,}}"),
    # What servers give whose SDK is OpenAI's, such as DeepSeek's and Moonshot's.
    Shape("a key as OpenAI's", "sk-", rf"{START}sk-(?=[a-zA-Z]*[0-9])[A-Za-z0-9]{{32,}}"),
    Shape("an OpenAI client secret", "ek_", rf"{START}ek_[0-9a-f]{{32,}}"),
    Shape("an Anthropic key", "sk-ant-", rf"{START}sk-ant-[a-z]{{3,6}}[0-9]{{2}}-{WORD}{{20,}}"),
    Shape("an OpenRouter key", "sk-or-", rf"{START}sk-or-v1-[0-9a-f]{{48,}}"),
    Shape("a Langfuse key", "sk-lf-", rf"{START}sk-lf-[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}"),
    Shape("a Google key", "AIza", rf"{START}AIza[0-9A-Za-z_-]{{35}}(?!{WORD})"),
    Shape("a Google key", "AQ.", rf"{START}AQ\.Ab{WORD}{{40,}}"),
    Shape("a Google access token", "ya29.", rf"{START}ya29\.{WORD}{{20,}}"),
    Shape("a Google client secret", "GOCSPX-", rf"{START}GOCSPX-{WORD}{{28}}"),
    Shape("an AWS access key", "AKIA", r"(?<![A-Za-z0-9])AKIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
    Shape("an AWS access key", "ASIA", r"(?<![A-Za-z0-9])ASIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
    Shape("a Bedrock key", "ABSK", rf"{START}ABSK[A-Za-z0-9+/]{{80,}}={{0,2}}"),
    Shape("a Bedrock key", "bedrock-api-key-", r"bedrock-api-key-[A-Za-z0-9+/=]{40,}"),
    Shape("a Groq key", "gsk_", rf"{START}gsk_[A-Za-z0-9]{{40,}}"),
    Shape("an xAI key", "xai-", rf"{START}xai-[A-Za-z0-9]{{60,}}"),
    Shape("a Perplexity key", "pplx-", rf"{START}pplx-[A-Za-z0-9]{{40,}}"),
    Shape("a Cerebras key", "csk-", rf"{START}csk-[a-z0-9]{{40,}}"),
    Shape("a Replicate token", "r8_", rf"{START}r8_[A-Za-z0-9]{{37,}}"),
    Shape("an NVIDIA key", "nvapi-", rf"{START}nvapi-{WORD}{{60,}}"),
    Shape("a Tavily key", "tvly-", rf"{START}tvly-(?:dev-|prod-)?[A-Za-z0-9]{{28,}}"),
    Shape("a Jina key", "jina_", rf"{START}jina_{WORD}{{50,}}"),
    Shape("a Hugging Face token", "hf_", rf"{START}hf_(?=[a-zA-Z]*[A-Z])[A-Za-z]{{34,}}|{START}api_org_[A-Za-z]{{34}}"),
    Shape("a Databricks token", "dapi", rf"{START}dapi[0-9a-f]{{32}}(?![0-9a-f])"),
    Shape("a LangSmith key", "lsv2_", rf"{START}lsv2_(?:pt|sk)_[0-9a-f]{{32}}_[0-9a-f]{{10}}"),
    Shape("a Pinecone key", "pcsk_", rf"{START}pcsk_[A-Za-z0-9_]{{50,}}"),
    *(
        Shape("a GitHub token", f"gh{kind}_", rf"{START}gh{kind}_[A-Za-z0-9]{{36,}}")
        for kind in ("p", "o", "u", "s", "r")
    ),
    Shape("a GitHub token", "github_pat_", rf"{START}github_pat_[A-Za-z0-9_]{{70,}}"),
    Shape("a GitLab token", "glpat-", rf"{START}glpat-{WORD}{{20,}}"),
    Shape("a Slack token", "xox", rf"{START}xox[abeoprs]-[0-9]+-[A-Za-z0-9-]{{10,}}"),
    Shape("a Slack token", "xapp-", rf"{START}xapp-[0-9]-[A-Z0-9]+-[0-9]+-[0-9a-f]{{20,}}"),
    Shape("a Slack webhook", "hooks.slack.com/services/", r"hooks\.slack\.com/services/T\w+/B\w+/\w{20,}"),
    Shape("a Stripe key", "k_live_", rf"{START}[sr]k_live_[A-Za-z0-9]{{20,}}"),
    Shape("a Stripe key", "k_test_", rf"{START}[sr]k_test_[A-Za-z0-9]{{20,}}"),
    Shape("a Stripe webhook secret", "whsec_", rf"{START}whsec_[A-Za-z0-9+/]{{30,}}"),
    Shape("a SendGrid key", "SG.", rf"{START}SG\.{WORD}{{22}}\.{WORD}{{43}}"),
    Shape("an npm token", "npm_", rf"{START}npm_[A-Za-z0-9]{{36}}(?![A-Za-z0-9])"),
    Shape("a PyPI token", "pypi-AgEI", rf"pypi-AgEI{WORD}{{50,}}"),
    Shape("an Azure storage key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}=="),
    Shape("a JSON web token", "eyJ", rf"{START}eyJ{WORD}{{10,}}\.eyJ{WORD}{{10,}}\.{WORD}{{20,}}"),
    Shape("a private key", "PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[^-]{40,}"),
)

EXAMPLES = re.compile(
    r"EXAMPLE|(?i:example|placeholder|redacted|your[-_]?(?:api[-_]?)?key)|(.)\1{7}|0123456789|1234567890"
)
"""What documentations write where a credential would stand: AWS's `AKIAIOSFODNN7EXAMPLE`, `sk-xxxxxxxx…`."""

_COMPILED = [(shape.name, shape.anchor, re.compile(shape.pattern)) for shape in SHAPES]


def shaped_in(text: str) -> Iterator[Shaped]:
    """All that looks like a credential, but for examples of documentations."""
    for name, anchor, pattern in _COMPILED:
        if anchor in text:
            for found in pattern.finditer(text):
                if not EXAMPLES.search(found.group()) and not PLACEHOLDER.search(found.group()):
                    yield Shaped(name, *found.span())
