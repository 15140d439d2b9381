"""Credentials of an environment."""

from __future__ import annotations

import pytest

from understudy.redact import secrets_in

VALUE = "v4Lue-9f8e7d"


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_API_KEY",
        "acme_apikey",
        "GITHUB_TOKEN",
        "CLIENT_SECRET",
        "SECRET_KEY_BASE",
        "DB_PASSWORD",
        "PGPASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_ACCESS_KEY_ID",
        "SSH_PRIVATE_KEY",
        "OPENAI_API_KEY_2",
        "OPENAI_ORG_ID",
        "REDIS_PASS",
    ],
)
def test_what_is_named_like_a_credential_is_one(name):
    """
    Whatever it belongs to.
    """
    assert [secret.value for secret in secrets_in({name: f" {VALUE}\n"})] == [VALUE]


@pytest.mark.parametrize(
    "name",
    [
        "HOME",
        "PATH",
        "PWD",
        "TOKENIZERS_PARALLELISM",
        "MAX_TOKENS",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "SECRETS_PATH",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "KEYBOARD",
        "UNDERSTUDY_ALLOW_SECRETS",
        "TOKEN_URL",
    ],
)
def test_what_says_where_something_is_is_none(name):
    """
    Nor what only has such a word in its name.
    """
    assert secrets_in({name: VALUE}) == ()


def test_dummies_are_none():
    """
    Test suites set them.
    """
    assert secrets_in({"OPENAI_API_KEY": "test", "A_TOKEN": "", "B_PASSWORD": "postgres"}) == ()


def test_a_password_in_an_address_is_one():
    """
    Also as it is without the escapes of URLs.
    """
    found = secrets_in({"DATABASE_URL": "postgres://me:p%40ss-w0rd@db.example/x"})

    assert {secret.value for secret in found} == {"p%40ss-w0rd", "p@ss-w0rd"}
