"""What an answer's tokens cost: by the prices of the package `genai-prices`, those of its release.

It is asked by the address that a request was recorded from: who serves a model under its usual name on a machine of
their own does not pay its provider. Discounts, such as those for cached prompts, are not known from input and output.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.util import find_spec

from understudy.apis import Usage
from understudy.model import Recording, Request

PACKAGE = "genai-prices"


@dataclass(frozen=True, slots=True)
class Source:
    """Where prices are from."""

    name: str
    version: str


@cache
def source() -> Source | None:
    """The package, if it is installed."""
    if find_spec("genai_prices") is None:
        return None
    # A server that tells no prices starts without it.
    from importlib.metadata import version

    return Source(PACKAGE, version(PACKAGE))


def price_of(recording: Recording, usage: Usage) -> Decimal | None:
    """US dollars that a recording's answer would cost today; None where no price is known."""
    request = recording.request
    if source() is None or not isinstance(request, Request) or not recording.model:
        return None
    # Takes half a second: only who asks for a price pays for it.
    import genai_prices

    counted = genai_prices.Usage(input_tokens=usage.input, output_tokens=usage.output)
    try:
        return genai_prices.calc_price(counted, recording.model, provider_api_url=request.url).total_price
    except (LookupError, ValueError):
        return None
