"""A certificate of our own, for a server that a test starts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


def certified(folder: Path, name: str) -> tuple[Path, Path]:
    """A key and a certificate that signs itself, both in the folder.

    Args:
        name: as certificates spell it, `DNS:api.example` or `IP:127.0.0.1`.
    """
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "1", "-subj", f"/CN={name.partition(':')[2]}"]
    command += ["-addext", f"subjectAltName={name}"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs openssl to make a certificate")
    return key, certificate
