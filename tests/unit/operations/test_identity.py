"""What makes a request the one it is."""

from __future__ import annotations

from understudy.match import parse_rules
from understudy.operations.identity import identity_of


def test_what_counts_and_what_does_not(keep):
    """
    Each thing that is left out says by which rule.
    """
    body = {"model": "gpt-4o", "metadata": {"trace": "1"}, "messages": [{"role": "user", "content": "on 2026-11-22"}]}
    rules = parse_rules(["metadata.trace"], [{"name": "day", "pattern": r"\d{4}-\d\d-\d\d"}])

    identity = identity_of(keep("/v1/chat/completions", body, {}), rules)

    assert [(each.path, each.value) for each in identity.left_out] == [
        ("host", "http://127.0.0.1:1"),
        ("metadata.trace", '"1"'),
    ]
    assert identity.volatile == (("<day:1>", "2026-11-22"),)
    assert identity.body["messages"][0]["content"] == "on <day:1>"
    assert (identity.form.method, identity.form.endpoint) == ("POST", "/v1/chat/completions")


def test_who_is_asking_does_not_count(keep):
    """
    By the API's own profile.
    """
    body = {"model": "gpt-4o", "prompt_cache_key": "me", "messages": []}

    identity = identity_of(keep("/v1/chat/completions", body, {}))

    assert [each.path for each in identity.left_out] == ["host", "prompt_cache_key"]
    assert identity.has_rules is False


def test_a_medium_counts_by_its_digest(keep):
    """
    Not by how it is written.
    """
    url = "data:image/png;base64," + "QUJD" * 30
    body = {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]}

    identity = identity_of(keep("/v1/chat/completions", body, {}))

    shown = identity.body["messages"][0]["content"][0]["image_url"]["url"]
    assert shown.startswith("media:sha256:")
