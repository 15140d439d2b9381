from __future__ import annotations

import json

import pytest

from understudy.match import NO_RULES, parse_rules
from understudy.misses.declarable import declarable
from understudy.model import Call, Request

UUIDS = "5f2c1d7e-0a94-4a53-9c7b-1f1f6f6d2b11", "0b8d2f6a-3f6e-4a0c-8a59-7a6f3c2e1d00"


def asked(text, **more):
    body = {"messages": [{"role": "user", "content": text}], **more}
    return Request("POST", "https://api.openai.com/v1/chat/completions", (), json.dumps(body).encode())


@pytest.mark.parametrize(
    "recorded, sent, kinds",
    [
        pytest.param(asked("on 2026-11-23"), asked("on 2026-11-24"), ("iso-date",), id="date"),
        pytest.param(asked("at 2026-11-23T10:00Z"), asked("at 2026-11-24T11:30Z"), ("iso-time",), id="time"),
        pytest.param(
            asked(f"2026-11-23 {UUIDS[0]}"), asked(f"2026-11-24 {UUIDS[1]}"), ("iso-date", "uuid"), id="two-kinds"
        ),
        pytest.param(asked("on 2026-11-23"), asked("at 2026-11-23"), (), id="words"),
        pytest.param(asked("on 2026-11-23"), asked("on 2026-11-24", n=2), (), id="more-than-that"),
        pytest.param(
            asked("2026-11-23 2026-11-23"), asked("2026-11-23 2026-11-24"), (), id="equal-values-in-other-places"
        ),
        pytest.param(Call("p", "f", {"id": UUIDS[0]}), Call("p", "f", {"id": UUIDS[1]}), ("uuid",), id="calls"),
        pytest.param(Call("p", "f", {}), asked(""), (), id="a-call-and-a-request"),
    ],
)
def test_what_declares_the_difference(recorded, sent, kinds):
    """
    The kinds that make the two requests the same, and none that is not needed.
    """
    assert declarable(recorded, sent, NO_RULES) == kinds


def test_what_is_declared_is_not_declared_again():
    """
    A kind is named once.
    """
    one, other = (asked(f"{day} {uuid}") for day, uuid in zip(("2026-11-23", "2026-11-24"), UUIDS, strict=True))

    assert declarable(one, other, parse_rules(volatile=["uuid"])) == ("iso-date",)
