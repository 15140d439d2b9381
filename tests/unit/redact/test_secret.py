"""Which values are worth replacing, and what they are called."""

from __future__ import annotations

import pytest

from understudy.redact import Secret, is_telling, label_of_key, label_of_name


@pytest.mark.parametrize(
    "value",
    ["sk-proj-4fX9aQ", "a1b2c3d4", "correct-horse-battery-staple", "Passw0rd", "sk-other-words", "1234567890123456"],
)
def test_what_may_be_a_key_is_replaced(value):
    """
    From eight characters on.
    """
    assert is_telling(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "test",
        "a1b2c3d",
        "dummy",
        "sk-test",
        "test-key",
        "not-needed",
        "my-secret-token",
        "postgres",
        "12345678",
        "<secret:openai-key:1>",
        "<redacted>",
        "sk-proj-dummy",
    ],
)
def test_words_and_dummies_are_not(value):
    """
    A prompt that has one of them stays as it is.
    """
    assert not is_telling(value)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("OPENAI_API_KEY", "secret:openai-key"),
        ("GOOGLE_API_KEY", "secret:gemini-key"),
        ("CO_API_KEY", "secret:cohere-key"),
        ("ACME_API_KEY", "secret:acme-key"),
        ("GITHUB_TOKEN", "secret:github-token"),
        ("AWS_SECRET_ACCESS_KEY", "secret:aws-secret-access-key"),
        ("X-Auth-Token", "secret:x-auth-token"),
        ("apiKey", "secret:api-key"),
    ],
)
def test_a_variable_and_a_header_of_one_api_agree(name, label):
    """
    So that it does not matter which of them told of a key.
    """
    assert label_of_name(name) == label


def test_an_api_names_its_key():
    """
    One that nobody knows has just a key.
    """
    assert label_of_key("anthropic") == "secret:anthropic-key"
    assert label_of_key("generic") == "secret:api-key"


def test_a_secret_does_not_show_itself():
    """
    Tracebacks show what they hold.
    """
    assert "a1b2c3d4" not in repr(Secret("a1b2c3d4", "secret:api-key"))
