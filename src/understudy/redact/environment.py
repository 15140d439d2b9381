"""Credentials of an environment: the values of variables that are named like one.

The environment is handed in, as it is read once for a session, by whoever opens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from understudy.redact.secret import Secret, is_telling, label_of_name

NAMED = re.compile(
    r"(?:.*_)?(?:API_?KEY|TOKEN|SECRET(?:_.*)?|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|PRIVATE_KEY|ACCESS_KEY(?:_ID)?"
    r"|SIGNING_KEY|ENCRYPTION_KEY|SAS|CREDENTIALS?|AUTH(?:ORIZATION)?|COOKIE)(?:_?\d+)?"
    r"|.*(?:PASSWORD|PASSWD|PASSPHRASE|APIKEY)|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|OPENAI_ORG(?:ANIZATION)?(?:_ID)?|OPENAI_PROJECT(?:_ID)?"
)
"""Names in capitals. What ends in `_FILE`, `_PATH`, `_URL` or `_NAME` says where something is, and is none of them."""

PLACES = frozenset({"GOOGLE_APPLICATION_CREDENTIALS", "PWD", "OLDPWD"})
"""Paths of files, whatever their name says."""

IN_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/@\s:]*:(?P<password>[^/@\s]+)@")
"""`postgres://user:password@host`."""


def secrets_in(environment: Mapping[str, str]) -> tuple[Secret, ...]:
    """The credentials among the variables, in the order of their names; `redact/secret.py` says which values count."""
    return tuple(secret for name in sorted(environment) for secret in _of(name, environment[name].strip()))


def _of(name: str, value: str) -> Iterator[Secret]:
    if not value or name.startswith("UNDERSTUDY_"):
        return
    if found := IN_URL.match(value):
        for password in {found["password"], unquote(found["password"])}:
            if is_telling(password):
                yield Secret(password, label_of_name(name))
    elif NAMED.fullmatch(name.upper()) and name.upper() not in PLACES and is_telling(value):
        yield Secret(value, label_of_name(name))
