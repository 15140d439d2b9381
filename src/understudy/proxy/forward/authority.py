"""A certificate authority of the user's own: made on first use, and what it signs lives in memory.

Clients are told to trust it for as long as they run; nothing here ever adds it to what a system trusts.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from understudy.errors import WrongUse
from understudy.proxy.forward.places import RENEWED_BEFORE, SECRET, authority_folder, certificate_in

NAME = "Understudy (local authority)"
AUTHORITY_LASTS = timedelta(days=730)
LEAF_LASTS = timedelta(days=90)
CLOCKS_DIFFER = timedelta(days=1)
CONTEXTS_HELD = 500
LONGEST_NAME = 64
"""Of a common name (RFC 5280, appendix A.1)."""


class Signer:
    """The authority, opened: it signs for any host."""

    certificate: Path
    """The file that clients are told to trust."""

    def __init__(self, folder: Path | None = None) -> None:
        """Opens the authority of a folder, or makes it.

        Args:
            folder: None is the user's own.

        Raises:
            WrongUse: the folder cannot be used, or what lies there is no authority.
        """
        folder = authority_folder() if folder is None else folder
        self.certificate = certificate_in(folder)
        try:
            self._key, self._signed_by = _opened(folder)
            _write(self.certificate, self._signed_by.public_bytes(serialization.Encoding.PEM))
        except OSError as error:
            raise WrongUse(
                f"{folder}: cannot hold the authority of the forward proxy: {error.strerror}"
                f"\n\n  Take another folder: understudy serve STORE --forward --ca-dir FOLDER"
            ) from error
        # One key for all hosts: who could read it from memory could read the authority's as well.
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, ssl.SSLContext] = {}

    def context_for(self, host: str) -> ssl.SSLContext:
        """What a server that is this host shows its clients; made once, while not many others are asked for."""
        context = self._contexts.pop(host, None) or self._context(host)
        self._contexts[host] = context
        if len(self._contexts) > CONTEXTS_HELD:
            del self._contexts[next(iter(self._contexts))]
        return context

    def _context(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        key = self._leaf_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        leaf = self._leaf(host).public_bytes(serialization.Encoding.PEM)
        # `ssl` reads certificates from files alone.
        with tempfile.TemporaryDirectory(prefix="understudy-leaf-") as folder:
            path = Path(folder, "leaf.pem")
            path.touch(mode=0o600)
            path.write_bytes(key + leaf)
            context.load_cert_chain(path)
        return context

    def _leaf(self, host: str) -> x509.Certificate:
        now = datetime.now(UTC)
        name = [x509.NameAttribute(NameOID.COMMON_NAME, host)] if len(host) <= LONGEST_NAME else []
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name(name))
            .issuer_name(self._signed_by.subject)
            .public_key(self._leaf_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - CLOCKS_DIFFER)
            .not_valid_after(now + LEAF_LASTS)
            .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=not name)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        return builder.sign(self._key, hashes.SHA256())


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _opened(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    path = folder / SECRET
    if not path.exists():
        _make(folder, path, is_new=True)
    found = _read(path)
    if found[1].not_valid_after_utc - datetime.now(UTC) < RENEWED_BEFORE:
        _make(folder, path, is_new=False)
        found = _read(path)
    return found


def _read(path: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    text = path.read_bytes()
    try:
        key = serialization.load_pem_private_key(text, password=None)
        certificate = x509.load_pem_x509_certificate(text)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise WrongUse(
            f"{path}: is not the authority of a forward proxy\n\n  If nothing else needs it, make it anew: rm {path}"
        )
    return key, certificate


def _make(folder: Path, path: Path, *, is_new: bool) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    now, name = datetime.now(UTC), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = secret + certificate.public_bytes(serialization.Encoding.PEM)
    if not is_new:
        _write(path, text)
        return
    temporary = _temporary(folder, text)
    try:
        # Of several processes that make it at the same time, the first one's counts.
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)


def _write(path: Path, text: bytes) -> None:
    if not path.exists() or path.read_bytes() != text:
        os.replace(_temporary(path.parent, text), path)


def _temporary(folder: Path, text: bytes) -> str:
    handle, name = tempfile.mkstemp(dir=folder)  # for its owner alone
    with os.fdopen(handle, "wb") as file:
        file.write(text)
    return name
