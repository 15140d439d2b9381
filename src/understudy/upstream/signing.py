"""AWS requests, signed anew: a client's signature names us, the upstream wants one that names it.

Source: AWS Signature Version 4 (AWS general reference), and botocore 1.44, which signs; seen 2026-11-23.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from understudy.errors import WrongUse
from understudy.model import Request

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "bedrock"
"""Bedrock's runtime signs with this name (its service model in botocore)."""

SCOPE = re.compile(r"Credential=[^/,]+/\d{8}/(?P<region>[^/,]+)/(?P<service>[^/,]+)/aws4_request")
HOST = re.compile(r"https?://bedrock-runtime(?:-fips)?\.(?P<region>[a-z0-9-]+)\.")

OF_A_SIGNATURE = frozenset({"authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"})
"""Headers that belong to one signature and go with it."""


def is_signed(request: Request) -> bool:
    """Whether the client signed it as AWS wants it."""
    return (request.header("authorization") or "").startswith(ALGORITHM)


class Signer:
    """The operator's AWS credentials, as botocore finds them: environment, profile, role. Found when first needed."""

    def __init__(self) -> None:
        self._session: Any = None

    def signed(self, request: Request) -> Request:
        """The request with the operator's signature in place of the client's. May read files and ask the machine's
        metadata service: not for an event loop.

        Raises:
            WrongUse: botocore is not installed, or there are no credentials.
        """
        try:
            from botocore.auth import SigV4Auth  # type: ignore[import-untyped]  # it has no types
            from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]  # it has no types
        except ModuleNotFoundError:
            raise WrongUse(
                "a request to Bedrock has to be signed, which needs botocore: it is not installed"
                "\n\n  Install it with: pip install 'understudy[bedrock]'"
            ) from None
        found = SCOPE.search(request.header("authorization") or "")
        kept = tuple(pair for pair in request.headers if pair[0].lower() not in OF_A_SIGNATURE)
        counted = {name: value for name, value in kept if name.lower().startswith(("content-type", "x-amz-"))}
        made = AWSRequest(method=request.method, url=request.url, data=request.body, headers=counted)
        SigV4Auth(self._credentials(), found["service"] if found else SERVICE, self._region(request, found)).add_auth(
            made
        )
        added = tuple((name, value) for name, value in made.headers.items() if name.lower() in OF_A_SIGNATURE)
        return replace(request, headers=(*kept, *added))

    def _credentials(self) -> Any:
        credentials = self._opened().get_credentials()
        if credentials is None:
            raise WrongUse(
                "a request to Bedrock has to be signed, and there are no AWS credentials"
                "\n\n  Give the server some: export AWS_PROFILE=… or AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…"
            )
        return credentials.get_frozen_credentials()

    def _region(self, request: Request, scope: re.Match[str] | None) -> str:
        """That of the upstream's host; of the client's signature; of the operator's settings."""
        found = HOST.match(request.url) or scope
        return found["region"] if found else self._opened().get_config_variable("region") or "us-east-1"

    def _opened(self) -> Any:
        if self._session is None:
            from botocore.session import get_session  # type: ignore[import-untyped]  # it has no types

            self._session = get_session()
        return self._session
