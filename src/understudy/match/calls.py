"""When two calls of functions are the same: same provider, same name, same arguments by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from understudy.match.canonical import DECODER, Canonical, canonical_json
from understudy.match.fingerprint import fingerprint_of
from understudy.match.media import by_digest
from understudy.match.rules import NO_RULES, Naming, Rules
from understudy.model import Call

METHOD = "(call)"
"""No HTTP method has brackets (RFC 9110, 5.6.2): no call is ever taken for a request."""

SECRET_ARGUMENTS = frozenset(
    {
        "api_key",
        "apikey",
        "access_token",
        "auth_token",
        "bearer_token",
        "refresh_token",
        "authorization",
        "password",
        "passwd",
        "secret",
        "secret_key",
        "client_secret",
        "private_key",
        "credentials",
    }
)
"""Names of arguments that are credentials. Not `key` or `token`, as in a query: functions mean other things by them."""


def counted(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments without credentials: what is compared, and what is written."""
    return {name: value for name, value in arguments.items() if name.lower() not in SECRET_ARGUMENTS}


def fingerprint_of_call(call: Call, rules: Rules = NO_RULES) -> str:
    """The fingerprint of a call whose arguments are JSON values, as a project's rules leave them."""
    # Through text, so that numbers are spelled as those of a request: `1` and `1.0` are the same.
    arguments = DECODER.decode(json.dumps(counted(call.arguments)))
    if rules:
        arguments = _as_ruled(arguments, Naming(rules))
    names = (("provider", call.provider), ("tool_name", call.name))
    return fingerprint_of(Canonical(METHOD, "", names, canonical_json(arguments)), rules)


def named_in_call(call: Call, rules: Rules) -> Mapping[str, str]:
    """The call's volatile values by their placeholders, `<today:1>` to `2026-11-22`."""
    naming = Naming(rules)
    _as_ruled(DECODER.decode(json.dumps(counted(call.arguments))), naming)
    return naming.named


def _as_ruled(arguments: Any, naming: Naming) -> Any:
    return naming.without_volatile(by_digest(naming.without_ignored(arguments)))
