"""Every API by its table of cases: `cases/cohere.py` for `understudy.apis.cohere`."""

from __future__ import annotations

import importlib
import pkgutil
from urllib.parse import urlsplit

import pytest

import understudy.apis
from tests.unit.apis.tables import ANSWERS, CASES, FILES, asked
from understudy.apis import PROFILES, profile_named, recognise
from understudy.match import fingerprint_of_json, stabilised, unmistakable

ID = "rec-a6ad8748dce1"


@pytest.mark.parametrize("method, url, profile, endpoint, model", CASES, ids=str)
def test_a_known_request_is_recognised(method, url, profile, endpoint, model):
    """
    Wherever a provider mounts an API, its requests get that API's profile and one endpoint.
    """
    found = recognise(method, *asked(url))

    assert (found.profile.name, found.endpoint, found.model) == (profile, endpoint, model)


@pytest.mark.parametrize("method, url, profile, endpoint, model", CASES, ids=str)
def test_the_host_is_no_part_of_what_is_asked(method, url, profile, endpoint, model):
    """
    What is recorded from a provider is found behind a proxy as well, whoever is known by the host alone.
    """
    there, here = (
        fingerprint_of_json(method, f"{host}{asked(url)[0]}", {"q": 1}) for host in (url_of(url), "http://h")
    )

    assert there == here


def url_of(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme else "http://other.example"


@pytest.mark.parametrize("profile, live, stable", ANSWERS, ids=str)
def test_what_an_answer_names_anew_becomes_stable(profile, live, stable):
    """
    Exactly what an API's profile lists, and what nobody lists stays as it came.
    """
    [result], renamed = stabilised([live], profile_named(profile), ID)

    assert result == stable
    assert all(ID in name or name.startswith("1970") for name in unmistakable(renamed).values())


def test_every_api_has_its_table():
    """
    A file of profiles has a file of cases by the same name, and no profile is without a case.
    """
    modules = {each.name for each in pkgutil.iter_modules(understudy.apis.__path__)}
    of_profiles = {name for name in modules if hasattr(importlib.import_module(f"understudy.apis.{name}"), "PROFILES")}

    assert set(FILES) == of_profiles - {"recognise"}
    assert {case[2] for case in CASES} == {profile.name for profile in PROFILES}
    assert {answer[0] for answer in ANSWERS} == {profile.name for profile in PROFILES if profile.stable}
