"""Amazon Bedrock runtime.

Source: Amazon Bedrock API reference, Converse and InvokeModel, seen 2026-11-22.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route

ERROR = {"message": MESSAGE}


def _routes(*verbs: str) -> tuple[Route, ...]:
    path = "/model/(?P<model>[^/]+)/"
    return tuple(Route("POST", path + verb, f"/model/{{model}}/{verb}", is_rooted=True) for verb in verbs)


PROFILES = (
    Profile(
        "bedrock-converse",
        "bedrock",
        _routes("converse", "converse-stream"),
        ERROR,
        text=("delta.text", "output.message.content.*.text"),
    ),
    Profile("bedrock-invoke", "bedrock", _routes("invoke", "invoke-with-response-stream"), ERROR),
)
