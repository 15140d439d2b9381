"""A door that costs nothing until somebody comes."""

from __future__ import annotations

import json
import os
import ssl

import httpx
import pytest

from understudy.engine.journal import Journal
from understudy.operations.invitation import Invitation
from understudy.operations.reports import Reports
from understudy.proxy import on_demand
from understudy.proxy.on_demand import door
from understudy.testing import Answer, Upstream


@pytest.fixture
def invitation(tmp_path, monkeypatch):
    """For a session in this mode; its reports lie in `reports`."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    plain = {"scope": None, "stable_ids": True, "repeat": "in-order", "match": "exact", "rules": {}}
    folders = {"folder": str(tmp_path / "reports"), "store": str(tmp_path / "recordings"), "here": str(tmp_path)}
    return lambda mode: Invitation(mode=mode, ignore_hosts=[], renew=[], max_age=None, **folders, **plain)


def test_where_nobody_comes_there_is_no_server(invitation, monkeypatch, tmp_path):
    """
    Nor are its packages imported.
    """
    monkeypatch.setattr(on_demand, "ServeSettings", None)
    with door(invitation("replay"), os.environ) as opened:
        assert opened.given["OPENAI_BASE_URL"].startswith("http://127.0.0.1:")

    assert not opened.was_entered()
    assert not (tmp_path / "reports").exists()


def test_whoever_comes_is_answered_in_the_session(invitation, tmp_path):
    """
    By its upstreams, by its rules; what happened is reported as every process reports it.
    """
    answer = Answer.of(200, {"content-type": "application/json"}, [b'{"data": []}'])
    with Upstream([answer]) as upstream:
        with door(invitation("record"), {"OPENAI_BASE_URL": f"{upstream.url}/v1"}) as opened:
            recorded = httpx.get(f"{opened.given['OPENAI_BASE_URL']}/models", trust_env=False).json()
        with door(invitation("replay"), {}) as again:
            replayed = httpx.get(f"{again.given['OPENAI_BASE_URL']}/models", trust_env=False).json()
            httpx.get(f"{again.given['OPENAI_BASE_URL']}/missed", trust_env=False)

    journal = Journal()
    Reports(str(tmp_path / "reports")).add_to(journal)
    [path] = (tmp_path / "recordings").glob("*.json")
    assert recorded == replayed == {"data": []}
    assert json.loads(path.read_text())["request"]["url"] == f"{upstream.url}/v1/models"
    assert (journal.sent, len(journal.kept), sum(journal.played.values()), journal.missed) == (1, 1, 1, 1)
    assert opened.was_entered()


def test_the_files_go_with_the_door(invitation):
    """
    The authority stays, for the next one.
    """
    with door(invitation("replay"), {}) as opened:
        bundle = opened.given["SSL_CERT_FILE"]
        assert os.path.exists(bundle)

    assert not os.path.exists(bundle)


def test_where_no_authority_can_be_kept_there_is_one_for_the_run(invitation, monkeypatch, tmp_path):
    """
    A home that cannot be written is no reason not to run.
    """
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))

    with door(invitation("replay"), {}) as opened:
        trusted = ssl.create_default_context(cafile=opened.given["NODE_EXTRA_CA_CERTS"])
        client = httpx.Client(proxy=opened.given["HTTPS_PROXY"], verify=trusted, trust_env=False)
        with client:
            assert client.get("https://api.example/v1/models").status_code == 404


def test_a_server_that_cannot_start_says_so(invitation, tmp_path, capfd):
    """
    Its client is hung up on.
    """
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "x.json").write_text("{")

    with door(invitation("replay"), {}) as opened, pytest.raises(httpx.TransportError):
        httpx.get(opened.given["OPENAI_BASE_URL"], trust_env=False)

    assert "starting the server of this run: " in capfd.readouterr().err
