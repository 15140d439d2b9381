"""`engine/conversation.py`: what a recorded server says, and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.engine.conversation import Conversation, Unexpected
from understudy.match.parse_rules import parse_rules
from understudy.wire.websocket import BINARY, FROM_CLIENT, FROM_SERVER, TEXT, Message, closing

messages = st.builds(
    Message, st.sampled_from([FROM_SERVER, FROM_CLIENT]), st.sampled_from([TEXT, BINARY]), st.binary(max_size=9)
)


def body_of(*said: Message) -> bytes:
    return b"".join(message.raw() for message in said)


def server(text: str) -> Message:
    return Message(FROM_SERVER, TEXT, text.encode())


def client(text: str) -> Message:
    return Message(FROM_CLIENT, TEXT, text.encode())


@given(st.lists(messages, max_size=20))
def test_the_server_says_all_and_nothing_before_its_time(said):
    """
    Whoever says what the recorded client said hears the recorded messages, each after those that were before it.
    """
    conversation = Conversation(body_of(*said))

    order = conversation.due()
    for message in (message for message in said if message.is_from_client):
        assert conversation.hear(message.kind, message.payload) is None
        order += [message, *conversation.due()]

    assert order == said
    assert conversation.is_over


@pytest.mark.parametrize(
    "recorded, sent, is_same",
    [
        ('{"a": 1, "b": [2]}', '{"b":[2],"a":1.0}', True),
        ('{"a": 1, "event_id": "x"}', '{"a": 1, "event_id": "y"}', True),
        ('{"a": 1}', '{"a": 2}', False),
        ('{"a": "on 2026-11-22"}', '{"a": "on 2026-11-23"}', True),
        ("plain", "plain", True),
        ("plain", "plain ", False),
    ],
)
def test_what_the_client_says_counts_as_in_a_request(recorded, sent, is_same):
    """
    The value of JSON, without what means nothing in this API and by the project's rules; the bytes of anything else.
    """
    rules = parse_rules(volatile=["iso-date"])
    conversation = Conversation(body_of(client(recorded)), noise=("event_id",), rules=rules)

    found = conversation.hear(TEXT, sent.encode())

    assert found == (None if is_same else Unexpected(1, sent.encode(), recorded.encode()))


def test_another_kind_is_another_message():
    """
    A text is no sound.
    """
    conversation = Conversation(body_of(client("{}")))

    assert conversation.hear(BINARY, b"{}") == Unexpected(1, b"{}", b"{}")


@pytest.mark.parametrize("end", [[], [closing(FROM_CLIENT, 1000, "")]], ids=["broken-off", "closed"])
def test_more_than_was_recorded_is_unexpected(end):
    """
    Whether the recorded client said that it was done, or just left.
    """
    conversation = Conversation(body_of(client("a"), server("b"), *end))
    conversation.hear(TEXT, b"a")
    conversation.due()

    assert conversation.hear(TEXT, b"c") == Unexpected(2, b"c", None)


@pytest.mark.parametrize(
    ("sent", "unexpected"),
    [
        (["2026-12-01", "2026-12-01", "2026-12-02"], None),
        (["2026-12-01", "2026-12-02", "2026-12-02"], 2),
        (["2026-12-01", "2026-12-01", "2026-12-01"], 3),
    ],
    ids=["as recorded", "no longer equal", "no longer different"],
)
def test_equal_volatile_values_of_two_messages_stay_equal(sent, unexpected):
    """
    As within one request: the conversation names its values as they first appear, in whichever message.
    """
    recorded = [f'{{"day": "{day}"}}' for day in ("2026-11-22", "2026-11-22", "2026-11-23")]
    conversation = Conversation(body_of(*map(client, recorded)), rules=parse_rules(volatile=["iso-date"]))

    found = [conversation.hear(TEXT, f'{{"day": "{day}"}}'.encode()) for day in sent]

    assert next((each.number for each in found if each), None) == unexpected
