"""A client of Amazon Bedrock that needs no account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config


@pytest.fixture
def bedrock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Makes a `bedrock-runtime` client of boto3 for an address, that tries once."""
    # Whatever the machine is configured for, the credentials are these.
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)

    def make(url: str, **settings: Any) -> Any:
        usual: dict[str, Any] = {"retries": {"total_max_attempts": 1}, "read_timeout": 5, "connect_timeout": 5}
        return boto3.client(
            "bedrock-runtime",
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id="AKIAFAKEFAKEFAKE",
            aws_secret_access_key="s3cr3tvalue",
            config=Config(**{**usual, **settings}),
        )

    return make
