"""Amazon Bedrock runtime.

Source: Amazon Bedrock API reference, and the service model of botocore 1.44; seen 2026-11-23. `p` is padding, of
another length in each event. What `invoke-with-response-stream` sends is base64 within JSON: its ids stay as they come.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable, routes

ERROR = {"message": MESSAGE}
ITEM = "{id}_{n}"


def _routes(*verbs: str) -> tuple[Route, ...]:
    path = "/model/(?P<model>[^/]+)/"
    return tuple(Route("POST", path + verb, f"/model/{{model}}/{verb}", is_rooted=True) for verb in verbs)


PROFILES = (
    Profile(
        "bedrock-converse",
        "bedrock",
        _routes("converse", "converse-stream"),
        ERROR,
        stable=(
            Stable("output.message.content.*.toolUse.toolUseId", ITEM, is_repeated=True),
            Stable("start.toolUse.toolUseId", ITEM, is_repeated=True),
        ),
        noise=("p", "metrics.latencyMs"),
        text=("delta.text", "output.message.content.*.text"),
        turns="messages",
    ),
    Profile(
        "bedrock-invoke",
        "bedrock",
        _routes("invoke", "invoke-with-response-stream"),
        ERROR,
        # Each maker's models answer in a shape of their own: Anthropic's, and OpenAI's.
        stable=(
            Stable("id", "{id}", begins=("msg_", "chatcmpl-")),
            Stable("content.*.id", ITEM, is_repeated=True, begins=("toolu_",)),
            Stable("choices.*.message.tool_calls.*.id", ITEM, is_repeated=True),
            Stable("created", 0),
        ),
        noise=("p",),
        turns="messages",
    ),
    Profile("bedrock-count-tokens", "bedrock", _routes("count-tokens"), ERROR),
    Profile(
        "bedrock-guardrail",
        "bedrock",
        routes("POST", "/guardrail/{guardrail}/version/{version}/apply", is_rooted=True),
        ERROR,
        noise=("assessments.*.invocationMetrics.guardrailProcessingLatency",),
        text=("outputs.*.text",),
    ),
)
