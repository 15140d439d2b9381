"""What an answer's tokens cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from understudy.apis import Usage
from understudy.operations import prices
from understudy.operations.prices import price_of, source

MILLION = Usage(1_000_000, 1_000_000)
ANSWER = {"choices": []}


@pytest.fixture
def recorded(keep):
    """A recording of a model at a provider."""
    return lambda host, model: keep("/v1/chat/completions", {"model": model}, ANSWER, host=host)


def test_a_known_model_has_a_price(recorded):
    """
    That of its provider, for what goes in and what comes out.
    """
    recording = recorded("https://api.openai.com", "gpt-4o")

    both, asked = price_of(recording, MILLION), price_of(recording, Usage(1_000_000, None))
    assert Decimal(0) < asked < both


@pytest.mark.parametrize(
    ("host", "model"),
    [
        ("https://api.openai.com", "made-up"),
        ("https://api.openai.com", ""),
        ("http://localhost:8000", "gpt-4o"),
        ("https://example.com", "gpt-4o"),
    ],
)
def test_what_is_not_known_has_none(recorded, host, model):
    """
    A model at a server that nobody knows may cost anything.
    """
    assert price_of(recorded(host, model), MILLION) is None


def test_without_the_package_nothing_has_a_price(recorded, monkeypatch):
    """
    It is optional; tokens are counted all the same.
    """
    monkeypatch.setattr(prices, "source", lambda: None)

    assert price_of(recorded("https://api.openai.com", "gpt-4o"), MILLION) is None


def test_prices_have_a_source():
    """
    Whose they are, and as of which release.
    """
    assert source().name == "genai-prices"
