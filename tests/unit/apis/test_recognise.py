from __future__ import annotations

import json

import pytest

from understudy.apis import GENERIC, MESSAGE, PROFILES, UPSTREAMS, profile_named, recognise
from understudy.apis.recognise import _compiled

# They look like one of the above, and are somebody else's.
OTHERS = [
    ("POST", "/users/1/messages"),
    ("POST", "/v2/messages"),
    ("POST", "/v1/messages/"),
    ("POST", "/v1/messages/1"),
    ("POST", "/v1/threads/t1/messages"),
    ("POST", "/team-7/v1/messages"),
    ("POST", "/v1/chat/completions/1"),
    ("POST", "/chatcompletions"),
    ("POST", "/xv1/chat/completions"),
    ("GET", "/v1/chat/completions"),
    ("post", "/v1/chat/completions"),
    ("POST", "/v1/models"),
    ("POST", "/api/tags"),
    ("GET", "/api/chat"),
    ("POST", "/proxy/api/chat"),
    ("POST", "/v1/api/chat"),
    ("POST", "/openai/v2/chat"),
    ("POST", "/v1/model/m/converse"),
    ("POST", "/v1/chat"),
    ("POST", "/v3/rerank"),
    ("POST", "/openai/v2/embed"),
    ("POST", "/v1/fim"),
    ("POST", "/model/a/b/converse"),
    ("POST", "/v1beta/models/g:deleteAll"),
    ("POST", "/deployments//chat/completions"),
    ("GET", "/"),
    # Paths of many servers, without a version.
    ("GET", "/files/file-abc"),
    ("POST", "/api/files"),
    ("GET", "/batches/batch_1"),
    ("GET", "/conversations/c"),
    ("GET", "/responses/r"),
    ("GET", "/api/responses/12"),
    ("DELETE", "/models/m"),
    ("POST", "/v1/chat"),
    ("POST", "/v1/classify"),
    ("POST", "/search"),
    ("POST", "/extract"),
    ("POST", "/llama/completion"),
    ("POST", "/api/generate_stream"),
    ("GET", "/score"),
    ("POST", "/v1/files/file-abc/content"),
    ("POST", "/v2/ml/v1/text/chat"),
    ("POST", "/x/serving-endpoints/m/invocations"),
]


@pytest.mark.parametrize("method, path", OTHERS)
def test_what_only_looks_alike_is_generic(method, path):
    """
    A path that no API has keeps all of its segments: they are meaning.
    """
    found = recognise(method, path)

    assert (found.profile, found.endpoint, found.model) == (GENERIC, path, None)


def test_a_braced_path_stays_as_it_is():
    """
    Braces in a path are no places for anything.
    """
    assert recognise("GET", "/v1/models/{kind}").endpoint == "/v1/models/{kind}"


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_can_be_used(profile):
    """
    Each profile is found by its name, has an upstream that exists, and an error that carries a message.
    """
    assert profile_named(profile.name) is profile
    assert profile.upstream in UPSTREAMS
    assert MESSAGE in json.dumps(profile.error)


@pytest.mark.parametrize("path", ["/v1/files", "/v1/batches/1", "/v1/conversations/1", "/v1/responses/1", "/search"])
def test_all_of_a_request_counts_where_a_path_is_that_of_many(path):
    """
    `project_id` says who pays where a model is asked. With files it may say whose they are.
    """
    assert recognise("GET", path).profile.identity == ()
    assert recognise("POST", path).profile.identity == ()


def test_what_is_unknown_costs_no_expression():
    """
    A path that has nothing in common with a route is told without compiling it: the first request is not slow.
    """
    before = _compiled.cache_info().currsize

    recognise("POST", "/what/ever/else")

    assert _compiled.cache_info().currsize == before


def test_an_unknown_profile_is_generic():
    """
    A file written by a newer version, with an API that this one does not know, still reads.
    """
    assert profile_named("mistral-agents-of-2031") is GENERIC
