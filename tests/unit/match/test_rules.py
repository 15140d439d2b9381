"""What a project declares to mean nothing."""

from __future__ import annotations

import base64

import pytest

from understudy.errors import WrongUse
from understudy.match.parse_rules import parse_rules
from understudy.match.ready_made import READY_MADE
from understudy.match.rules import NO_RULES, Naming

FOUND = {
    "iso-time": ["2026-11-22T10:05:00Z", "2026-11-22 10:05", "2026-11-22T10:05:00.123+01:00"],
    "iso-date": ["2026-11-22"],
    "uuid": ["8c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58", "8C6F0F6E-98C4-4D5C-A9A3-0BB2D94A1F58"],
    "temporary-path": ["/tmp/pytest-of-me/pytest-3/test_x0/a.txt", "/private/var/folders/ab/c_1/T/x.png"],
    "hostname": ["build-7.internal", "printer.local"],
    "long-float": ["0.1234567890123", "-12.000000001", "1.2345678e-05"],
    "git-hash": ["17f8e67dba1b4a3be2aa0a3f8e4d4f5a6b7c8d9e"],
}
NOT_FOUND = {
    "iso-time": ["2026-11-22", "12026-11-22T10:05:00Z", "at 10:05"],
    "iso-date": ["2026-13-22", "12026-11-22", "2026-11-221", "1-2026-11-22-3"],
    "uuid": ["8c6f0f6e98c44d5ca9a30bb2d94a1f58", "a8c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58"],
    "temporary-path": ["/tmp", "/home/me/tmp/x"],
    "port": ["example.com:8080", "10:45"],
    "hostname": ["api.openai.com", "thelocal"],
    "long-float": ["0.12345", "1.2.3456789"],
    "git-hash": ["17f8e67", "x17f8e67dba1b4a3be2aa0a3f8e4d4f5a6b7c8d9e"],
}


def named(text, *kinds):
    return Naming(parse_rules(volatile=kinds)).without_volatile(text)


@pytest.mark.parametrize("kind, value", [(kind, value) for kind, values in FOUND.items() for value in values])
def test_a_ready_made_kind_finds_its_values(kind, value):
    """
    The whole value, and nothing around it.
    """
    assert named(f"a {value}, b", kind) == f"a <{kind}:1>, b"


@pytest.mark.parametrize("kind, text", [(kind, text) for kind, texts in NOT_FOUND.items() for text in texts])
def test_a_ready_made_kind_leaves_the_rest(kind, text):
    """
    What only resembles its values is meaning.
    """
    assert named(text, kind) == text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"])
def test_a_port_of_this_machine_is_volatile(host):
    """
    The host stays.
    """
    assert named(f"http://{host}:43211/v1", "port") == f"http://{host}:<port:1>/v1"


def test_equal_values_have_equal_names():
    """
    Numbered by first appearance, in the order of the canonical form.
    """
    ticket = {"name": "ticket", "pattern": "T-[0-9]+"}

    assert named({"b": "T-2", "a": "T-1, T-9 and T-1"}, ticket) == {
        "a": "<ticket:1>, <ticket:2> and <ticket:1>",
        "b": "<ticket:3>",
    }


def test_a_text_that_reads_like_a_placeholder_is_no_value():
    """
    Whoever writes about our placeholders asks something else than whoever names a date.
    """
    texts = ["<iso-date:1>", "<\0iso-date:1>", "2026-11-22", "<ticket:1>"]

    assert len({named(text, "iso-date") for text in texts}) == 4
    assert named("<ticket:1>", "iso-date") == "<ticket:1>"


def test_what_looks_volatile_within_a_medium_is_not():
    """
    Its bytes are looked at as one.
    """
    picture = base64.b64encode(b"7" * 90).decode()

    assert named(picture, {"name": "letters", "pattern": "N[a-z0-9]"}) == picture


def test_a_group_is_the_value():
    """
    What stands around it has to match, and stays.
    """
    assert named("run 17 of 17", {"name": "run", "pattern": "run ([0-9]+)"}) == "run <run:1> of 17"


@pytest.mark.parametrize("number", [0.1234567890123, -1e-9 / 3])
def test_a_number_may_be_volatile(number):
    """
    JSON has numbers that are no texts.
    """
    assert named({"score": number}, "long-float") == {"score": "<long-float:1>"}


@pytest.mark.parametrize("number", [True, 1, 0.5, None])
def test_other_numbers_are_meaning(number):
    """
    Only what a kind matches from end to end is volatile.
    """
    assert named([number], "long-float", "iso-date") == [number]


def test_the_values_are_known():
    """
    For answers that repeat them.
    """
    naming = Naming(parse_rules(volatile=["iso-date"]))
    naming.without_volatile(["2026-11-22", "2026-11-23"])

    assert naming.named == {"<iso-date:1>": "2026-11-22", "<iso-date:2>": "2026-11-23"}


def test_an_ignored_path_is_left_out():
    """
    With every entry of a list, and nothing else.
    """
    rules = parse_rules(ignore=["metadata.trace_id", "messages.*.name"])
    asked = {"metadata": {"trace_id": 1, "user": 2}, "messages": [{"name": "a", "content": "b"}, {"content": "c"}]}

    assert Naming(rules).without_ignored(asked) == {
        "metadata": {"user": 2},
        "messages": [{"content": "b"}, {"content": "c"}],
    }


REFUSED = {
    "unknown kind": ((), ["iso-dates"], "Ready-made are"),
    "no table": ((), [{"pattern": "x"}], "name and pattern"),
    "no name": ((), [{"name": "To Day", "pattern": "x"}], "not a name"),
    "no expression": ((), [{"name": "x", "pattern": "("}], "regular expression"),
    "whole prompts": ((), [{"name": "x", "pattern": ".*"}], "erase whole prompts"),
    "words": ((), [{"name": "x", "pattern": r"[A-Za-z]+"}], "erase whole prompts"),
    "twice": ((), ["uuid", {"name": "uuid", "pattern": "x"}], "there twice"),
    "no path": (["messages..x"], (), "not a path"),
    "another language": (["$.messages"], (), "not a path"),
    "the prompt": (["messages"], (), "holds what is asked"),
    "each prompt": (["messages.*.content"], (), "holds what is asked"),
    "everything": (["*"], (), "holds what is asked"),
}


@pytest.mark.parametrize("ignore, volatile, text", REFUSED.values(), ids=list(REFUSED))
def test_a_rule_that_cannot_be_meant_is_refused(ignore, volatile, text):
    """
    With the reason, and what to write instead.
    """
    with pytest.raises(WrongUse, match=text):
        parse_rules(ignore, volatile)


def test_no_rules_are_false():
    """
    And any are true.
    """
    assert not NO_RULES
    assert all(map(bool, (parse_rules(["user"]), parse_rules(volatile=READY_MADE))))
