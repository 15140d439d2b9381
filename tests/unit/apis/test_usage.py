"""Tokens by each API's names for them."""

from __future__ import annotations

import pytest

from understudy.apis.usage import Usage, usage_of


@pytest.mark.parametrize(
    ("events", "usage"),
    [
        ([{"usage": {"prompt_tokens": 3, "completion_tokens": 4}}], Usage(3, 4)),
        ([{"usage": None}, {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}], Usage(3, 4)),
        ([{"response": {"usage": {"input_tokens": 3, "output_tokens": 4}}}], Usage(3, 4)),
        (
            [{"message": {"usage": {"input_tokens": 3, "output_tokens": 1}}}, {"usage": {"output_tokens": 4}}],
            Usage(3, 4),
        ),
        ([{"usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 4}}], Usage(3, 4)),
        ([{"prompt_eval_count": 3, "eval_count": 4}], Usage(3, 4)),
        ([{"usage": {"inputTokens": 3, "outputTokens": 4}}], Usage(3, 4)),
        ([{"interaction": {"usage": {"total_input_tokens": 3, "total_output_tokens": 4}}}], Usage(3, 4)),
        ([{"usage": {"prompt_tokens": 3}}], Usage(3, None)),
        ([{"choices": []}], None),
        ([], None),
    ],
    ids=[
        "chat",
        "chat stream",
        "responses",
        "anthropic",
        "gemini",
        "ollama",
        "bedrock",
        "interactions",
        "embeddings",
        "none",
        "empty",
    ],
)
def test_usage_is_what_the_answer_states(events, usage):
    """
    The last count wins; nothing is counted that is not stated.
    """
    assert usage_of(events) == usage


@pytest.mark.parametrize("count", [-1, 2**53 + 1, 10**40, True, "7", 1.5])
def test_what_is_no_count_counts_nothing(count):
    """
    An answer may say anything; no price is asked for less than nothing.
    """
    assert usage_of([{"usage": {"prompt_tokens": count, "completion_tokens": 3}}]) == Usage(None, 3)
