"""Calls and their results, together."""

from __future__ import annotations

from understudy.operations.conversation.pairs import Called, PairedTurn, paired
from understudy.operations.conversation.parts import Text, ToolCall, ToolResult, Turn

ASK = Turn("user", (Text("hi"),))


def test_a_result_stands_beside_its_call():
    """
    By the call's id, whatever their order; the turn that held it is gone.
    """
    one, two = ToolCall("f", {}, "1"), ToolCall("f", {}, "2")
    first, second = ToolResult("f", (Text("a"),), "1"), ToolResult("f", (Text("b"),), "2")

    turns = paired((ASK, Turn("assistant", (one, two)), Turn("tool", (second,)), Turn("tool", (first,))))

    assert turns == (
        PairedTurn("user", (Text("hi"),), ""),
        PairedTurn("assistant", (Called(one, first), Called(two, second)), ""),
    )


def test_without_ids_names_and_order_decide():
    """
    As Gemini has it.
    """
    call, result = ToolCall("f", {}), ToolResult("f", (Text("a"),))
    again = ToolResult("f", (Text("b"),))

    turns = paired((Turn("model", (call,)), Turn("user", (result,)), Turn("model", (call,)), Turn("user", (again,))))

    assert [turn.parts for turn in turns] == [(Called(call, result),), (Called(call, again),)]


def test_what_has_no_partner_stays():
    """
    A call that was never answered, a result of an earlier request's call.
    """
    call, result = ToolCall("f", {}, "1"), ToolResult("g", (), "2")

    turns = paired((Turn("tool", (result,)), Turn("assistant", (call,)), Turn("assistant", ())))

    assert [turn.parts for turn in turns] == [(result,), (Called(call, None),), ()]
