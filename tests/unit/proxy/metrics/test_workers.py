"""The page of a server with workers."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

CHAT, PLAYS = "/v1/chat/completions", 40

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")


@pytest.fixture
def recording(keep):
    """All that is in the store."""
    return keep(CHAT, {"model": "m"}, {"usage": {"prompt_tokens": 3, "completion_tokens": 2}})


@pytest.fixture
def address(store, recording):
    """Of a server with two workers."""
    command = [sys.executable, "-c", "import sys; from understudy.cli import main; sys.exit(main())"]
    command += ["serve", str(store), "--workers", "2", "--repeat", "last"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield re.search(r"http://\S+", process.stdout.readline())[0]
        process.terminate()
        process.communicate(timeout=20)


def test_the_page_is_that_of_all(recording, address, eventually):
    """
    Whichever process is asked, and whichever played.
    """
    for _ in range(PLAYS):
        httpx.post(f"{address}{CHAT}", json={"model": "m"})

    def values():
        page = httpx.get(f"{address}/_understudy/metrics").text
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
        }

    eventually(lambda: values()["understudy_requests_total", "play"] == PLAYS)
    counts = values()
    assert counts["understudy_not_spent_tokens_total", "m", "input"] == 3 * PLAYS
    assert counts["understudy_response_body_bytes_total", "play"] == PLAYS * len(recording.response.body)
