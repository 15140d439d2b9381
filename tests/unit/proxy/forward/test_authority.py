"""The authority: made once, for its owner alone, and good enough for strict clients."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from understudy.errors import WrongUse
from understudy.proxy.forward import authority
from understudy.proxy.forward.authority import Signer
from understudy.proxy.forward.places import is_current


def test_it_is_made_once(tmp_path):
    """
    Whoever was told to trust it trusts it the next time.
    """
    first = Signer(tmp_path / "new").certificate.read_bytes()

    assert Signer(tmp_path / "new").certificate.read_bytes() == first


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_its_key_is_its_owners_alone(tmp_path):
    """
    The folder, too.
    """
    Signer(tmp_path / "new")

    modes = [(tmp_path / "new" / name).stat().st_mode & 0o777 for name in ("authority.pem", ".")]
    assert modes == [0o600, 0o700]


def test_several_that_make_it_at_once_have_one(tmp_path):
    """
    Key and certificate belong together.
    """
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(lambda _: Signer(tmp_path), range(8)))

    assert len({signer._signed_by for signer in signers}) == 1
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["authority.pem", "understudy-ca.pem"]


def test_it_is_made_anew_before_it_ends(tmp_path, monkeypatch):
    """
    A month before.
    """
    monkeypatch.setattr(authority, "AUTHORITY_LASTS", timedelta(days=29))
    ending = Signer(tmp_path).certificate.read_bytes()
    assert not is_current(tmp_path)
    monkeypatch.undo()

    assert Signer(tmp_path).certificate.read_bytes() != ending
    assert is_current(tmp_path)


@pytest.mark.parametrize("text", ["", "nothing", "-----BEGIN CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_not_current(tmp_path, text):
    """
    It is made then.
    """
    Signer(tmp_path)
    (tmp_path / "understudy-ca.pem").write_text(text)

    assert not is_current(tmp_path)


@pytest.mark.parametrize("name", ["understudy-ca.pem", "authority.pem"])
def test_half_an_authority_is_not_current(tmp_path, name):
    """
    The half that is left may be of another one.
    """
    Signer(tmp_path)
    (tmp_path / name).unlink()

    assert not is_current(tmp_path)


def test_what_is_no_authority_is_told(tmp_path):
    """
    And left as it is.
    """
    (tmp_path / "authority.pem").write_text("mine")

    with pytest.raises(WrongUse, match=r"authority\.pem: is not the authority of a forward proxy\n\n  .*rm "):
        Signer(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    """
    With another way.
    """
    (tmp_path / "file").write_text("")

    with pytest.raises(WrongUse, match=r"cannot hold the authority.*\n\n.*--ca-dir FOLDER"):
        Signer(tmp_path / "file" / "folder")


@pytest.mark.parametrize("host", ["api.openai.com", "127.0.0.1", "::1", f"{'a' * 60}.example.com", "under_score.local"])
def test_a_strict_client_trusts_what_it_signs(tmp_path, host):
    """
    Also one that checks every rule of RFC 5280, as Python's does from 3.13 on.
    """
    signer = Signer(tmp_path)
    strict = ssl.create_default_context(cafile=signer.certificate)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    strict.set_alpn_protocols(["h2", "http/1.1"])
    ours, theirs = socket.socketpair()
    server = threading.Thread(target=lambda: signer.context_for(host).wrap_socket(ours, server_side=True).close())
    server.start()

    with theirs, strict.wrap_socket(theirs, server_hostname=host) as client:
        assert client.selected_alpn_protocol() == "http/1.1"
    server.join()


def test_a_host_has_one_certificate(tmp_path):
    """
    It is signed once, and lies in no file.
    """
    signer = Signer(tmp_path)

    assert signer.context_for("a.example") is signer.context_for("a.example")
    assert len(list(tmp_path.iterdir())) == 2
