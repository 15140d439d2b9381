"""Where the authority of the forward proxy lies, and how long its certificate holds."""

from __future__ import annotations

import os
import ssl
import time
from datetime import timedelta
from pathlib import Path

SECRET = "authority.pem"
"""Key and certificate in one file: two could be of two authorities."""

CERTIFICATE = "understudy-ca.pem"

RENEWED_BEFORE = timedelta(days=30)
"""So long before it ends a certificate is made anew."""


def is_current(folder: Path) -> bool:
    """Whether an authority is there and need not be made anew."""
    certificate = certificate_in(folder)
    if not (certificate.is_file() and (folder / SECRET).is_file()):
        return False
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(certificate)
    except (OSError, ssl.SSLError):
        return False
    ends = [str(each["notAfter"]) for each in context.get_ca_certs()]
    limit = time.time() + RENEWED_BEFORE.total_seconds()
    return bool(ends) and all(ssl.cert_time_to_seconds(end) > limit for end in ends)


def certificate_in(folder: Path | None) -> Path:
    """The certificate that clients have to trust; None is the user's own authority."""
    return (authority_folder() if folder is None else folder) / CERTIFICATE


def authority_folder() -> Path:
    """The user's own. Not in the cache folder: somebody may have told another program to trust it."""
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or "~/.local/share"
    return Path(base).expanduser() / "understudy" / "authority"
