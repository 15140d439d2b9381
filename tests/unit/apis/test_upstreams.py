from __future__ import annotations

import pytest

from understudy.apis.upstreams import own_upstreams


@pytest.mark.parametrize(
    "environment, expected",
    [
        ({}, {}),
        ({"AWS_REGION": "eu-west-1"}, {"bedrock": "https://bedrock-runtime.eu-west-1.amazonaws.com"}),
        (
            {"AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": ""},
            {"bedrock": "https://bedrock-runtime.us-east-1.amazonaws.com"},
        ),
        ({"AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com"}, {"azure": "https://mine.openai.azure.com"}),
        ({"DATABRICKS_HOST": "adb-1.azuredatabricks.net"}, {}),
        ({"GOOGLE_CLOUD_LOCATION": "europe-west4"}, {"vertex": "https://europe-west4-aiplatform.googleapis.com"}),
    ],
)
def test_a_customers_own_upstream_is_where_its_sdk_looks_for_it(environment, expected):
    """
    By the same environment variables; what is no address is none.
    """
    assert own_upstreams(environment) == expected
