from __future__ import annotations

import pytest

from understudy.redact import is_secret, redacted_text, without_secrets

SECRET = ["api_key", "apiKey", "API-Key", "x-api-key", "Authorization", "access_token", "token", "password", "Cookie",
          "client_secret", "secret", "aws_secret_access_key", "key",
          "X-Amz-Signature"]  # fmt: skip  # a line for each is a page


@pytest.mark.parametrize("name", SECRET)
def test_names_of_credentials(name):
    """
    However they are spelt.
    """
    assert is_secret(name)


@pytest.mark.parametrize("name", ["max_tokens", "model", "keys", "tokens", "secretary", "author", "content", ""])
def test_names_of_other_things(name):
    """
    A number of tokens is none.
    """
    assert not is_secret(name)


def test_values_of_secret_fields_are_not_shown_however_deep():
    """
    Nor is anything within them; all else stays.
    """
    value = {"tools": [{"headers": {"Authorization": "Bearer s3cr3t"}, "n": 1}], "api_key": {"value": "s3cr3t"}}

    assert without_secrets(value) == {
        "tools": [{"headers": {"Authorization": "<redacted>"}, "n": 1}],
        "api_key": "<redacted>",
    }


@pytest.mark.parametrize(
    "text, shown",
    [
        ("see https://u:s3cr3t@x.y/a?sig=s3cr3t&n=1, please", "see https://x.y/a?sig=<redacted>&n=1, please"),
        ('{"api_key": "s3cr3t", "n": "1"}', '{"api_key": "<redacted>", "n": "1"}'),
        ('{"password":"s3\\"cr3t', '{"password":"<redacted>"'),
        ("no://[x", "<redacted>"),
        ("nothing to hide: a/b?c=d", "nothing to hide: a/b?c=d"),
    ],
)
def test_credentials_within_a_text_are_not_shown(text, shown):
    """
    Those of URLs, and of JSON that is an argument of a tool's call.
    """
    assert redacted_text(text) == shown
