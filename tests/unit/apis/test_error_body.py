"""Errors that no provider sent."""

from __future__ import annotations

import json

import pytest

from understudy.apis import PROFILES, error_body, fault_body, profile_named


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("made", [error_body, fault_body])
def test_every_profile_has_a_place_for_the_text(made, profile):
    """
    Whatever the text holds, it is JSON, and says it.
    """
    text = 'a "quoted" ünd \\ \n\ud800'
    body = made(profile, 502, text)

    assert text.replace("\ud800", "?") in list(strings(json.loads(body)))
    assert b"404" not in body


def strings(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    else:
        yield value


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_fault_is_not_called_a_miss(profile):
    """
    Whoever reads the body is not led astray.
    """
    body = fault_body(profile, 500, "x").decode()

    assert not any(word in body for word in ("understudy_miss", "not_found", "NOT_FOUND"))


def test_a_status_has_the_name_that_its_api_gives_it():
    """
    Applications look at it.
    """
    assert json.loads(fault_body(profile_named("anthropic-messages"), 529, "x"))["error"]["type"] == "overloaded_error"


@pytest.mark.parametrize(
    ("status", "code"), [(429, "rate_limit_exceeded"), (500, "server_error"), (529, "understudy_fault")]
)
def test_openai_has_a_code_for_it(status, code):
    """
    What it has no code for is said to be ours.
    """
    assert json.loads(fault_body(profile_named("openai-chat"), status, "x"))["error"]["code"] == code
