"""The texts within a JSON value."""

from __future__ import annotations

from understudy.wire.texts import each_text


def test_every_text_in_order_and_no_name():
    """
    However deep it stands; numbers are none.
    """
    assert list(each_text({"a": ["one", {"b": "two"}, 3, None], "c": ("three",), "d": "four"})) == [
        "one",
        "two",
        "three",
        "four",
    ]
    assert list(each_text("alone")) == ["alone"]
    assert list(each_text(5)) == []
