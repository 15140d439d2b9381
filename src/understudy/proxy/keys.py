"""The operator's keys: lent to requests whose client has none of its own, on their way to an upstream.

A client's own key passes through. No key is written anywhere: recordings, reports and logs never hold these headers.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from understudy.apis import UPSTREAMS
from understudy.apis.keys import BEARER, DEFAULT, KEYS, PLACES, Place, is_dummy
from understudy.errors import UnderstudyError, WrongUse
from understudy.model import Headers, Request
from understudy.proxy.troubles import Troubles
from understudy.redact import Secret, label_of_key
from understudy.upstream.signing import ALGORITHM

OWN_HEADER = Place("x-understudy-key")
"""For clients that have a key of their own for the upstream, beside that for us."""

BASIC = "basic"
"""The scheme by which a browser asks a person."""

SIGNED = "bedrock"
"""The upstream that wants a signature for a key: what is lent is that one is made, `upstream.signing` makes it."""


class NotLent(UnderstudyError):
    """A client that has no key may not have the operator's."""


class Keys:
    """Keys by upstream, and the one that lets clients in."""

    def __init__(
        self,
        named: Mapping[str, str],
        inbound: str | None,
        upstreams: Mapping[str, str],
        environment: Mapping[str, str],
        troubles: Troubles,
    ) -> None:
        """Read the environment.

        Args:
            named: the environment variable that holds an upstream's key. For others it is their provider's usual one,
                and only where the upstream is that provider's own: a key goes to nobody else unasked.
            inbound: the variable that holds what a client has to send to be let in; None lets all in.
            upstreams: base URL by name, as they were given.

        Raises:
            WrongUse: a variable that was named is not set.
        """
        self._lent = dict(_usual(upstreams, environment))
        for upstream, variable in named.items():
            self._lent[upstream] = _read(variable, f"--upstream-key {upstream}=env:{variable}", environment)
        self._inbound = inbound and _read(inbound, f"--inbound-key env:{inbound}", environment)
        self.is_locked = self._inbound is not None
        self._troubles, self._told = troubles, set[str]()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All of them, for who has to keep them out of a text."""
        lent = [Secret(key, label_of_key(upstream)) for upstream, key in self._lent.items()]
        return (*lent, Secret(self._inbound, label_of_key("understudy"))) if self._inbound else tuple(lent)

    def admits(self, headers: Headers, query: str) -> bool:
        """Whether a request holds the inbound key."""
        return any(self._is_inbound(key) for _, key in _sent(headers, query))

    def admits_to_pages(self, headers: Headers) -> bool:
        """Whether a request for a page of ours holds the inbound key: as an API's, or as the password that a browser
        asked a person for. Not in its address, which browsers remember."""
        return self.admits(headers, "") or any(map(self._is_inbound, _passwords(headers)))

    def for_upstream(self, request: Request, upstream: str, *, wrong: str | None = None) -> Request:
        """The request as its upstream gets it: with the operator's key where the client has none of its own.

        Args:
            wrong: why it is lent none, if so. The operator is told, once for each upstream.
        """
        parts = urlsplit(request.url)
        keyed = KEYS.get(upstream, DEFAULT)
        sent = [
            (place, key)
            for place, key in _sent(request.headers, parts.query)
            # Elsewhere `key` may be any word of an API's own.
            if not place.parameter or place == keyed.parameter or self._is_inbound(key)
        ]
        # It is no key of the client's: the operator's takes its place. For a stranger none is made.
        claimed = [place for place, key in sent if wrong and upstream == SIGNED and key.startswith(ALGORITHM)]
        own = [place for place, key in sent if place not in claimed and not (is_dummy(key) or self._is_inbound(key))]
        key = None if own else self._lent.get(upstream, ALGORITHM if upstream == SIGNED else None)
        if key is not None and wrong is not None:
            key = None
            if upstream not in self._told:
                self._told.add(upstream)
                self._troubles.note(NotLent(f"a request has no key, and none is lent: {wrong}"), f"asking {upstream}")
        # What lets a client in is between it and us.
        emptied = [
            place for place, sent_key in sent if key is not None or place in claimed or self._is_inbound(sent_key)
        ]
        if not emptied and key is None:
            return request
        names = {place.header for place in emptied}
        headers = tuple(pair for pair in request.headers if pair[0].lower() not in names)
        if key is not None:
            scheme = "" if key == ALGORITHM else keyed.place.scheme
            headers = (*headers, (keyed.place.header, f"{scheme} {key}".lstrip()))
        if without := {place.parameter for place in emptied if place.parameter}:
            query = "&".join(pair for pair in parts.query.split("&") if pair.partition("=")[0] not in without)
            request = replace(request, url=urlunsplit(parts._replace(query=query)))
        return replace(request, headers=headers)

    def _is_inbound(self, key: str) -> bool:
        return self._inbound is not None and hmac.compare_digest(key.encode(), self._inbound.encode())


def _sent(headers: Headers, query: str) -> Iterator[tuple[Place, str]]:
    """Every key of a request. An authorization of another scheme is one as it stands."""
    places = {place.header: place for place in (*PLACES, OWN_HEADER) if place.header}
    for name, value in headers:
        if place := places.get(name.lower()):
            scheme, _, key = value.partition(" ")
            is_scheme = place == BEARER and scheme.lower() == BEARER.scheme.lower()
            yield place, key.strip() if is_scheme else value
    parameters = {place.parameter: place for place in PLACES if place.parameter}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if place := parameters.get(name):
            yield place, value


def _passwords(headers: Headers) -> Iterator[str]:
    """Of `Basic` credentials (RFC 7617), whatever the name beside them."""
    for name, value in headers:
        scheme, _, credentials = value.partition(" ")
        if name.lower() == BEARER.header and scheme.lower() == BASIC:
            with suppress(ValueError):
                yield base64.b64decode(credentials.strip(), validate=True).decode("utf-8").partition(":")[2]


def _usual(upstreams: Mapping[str, str], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for upstream, keyed in KEYS.items():
        given, own = upstreams.get(upstream), UPSTREAMS.get(upstream)
        is_own = given is None or own is None or urlsplit(given).hostname == urlsplit(own).hostname
        if is_own and (key := next(filter(None, map(environment.get, keyed.variables)), None)):
            yield upstream, key


def _read(variable: str, option: str, environment: Mapping[str, str]) -> str:
    if key := environment.get(variable, "").strip():
        return key
    raise WrongUse(f"{option}: {variable} is not set in the environment\n\n  Set it first: export {variable}=…")
