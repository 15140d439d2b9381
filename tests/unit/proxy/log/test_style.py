"""How the log is written."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.proxy.log.style import LogStyle, parse_log


@pytest.mark.parametrize("style", LogStyle)
def test_a_style_is_given_by_its_name(style):
    """
    Each of them.
    """
    assert parse_log(style.value) is style


def test_an_unknown_style_is_told():
    """
    With those that exist.
    """
    with pytest.raises(WrongUse, match="log 'xml' does not exist\n\n  It is one of off, text, json"):
        parse_log("xml")
