from __future__ import annotations

import pytest

from understudy.engine.repeat import Repeat
from understudy.errors import WrongUse
from understudy.model.choice import choice


@pytest.mark.parametrize("name", ["last", Repeat.LAST])
def test_a_value_goes_by_its_name(name):
    """
    Or is given as it is.
    """
    assert choice(Repeat, "repeat", name) is Repeat.LAST


def test_a_word_that_is_none_is_told_with_those_that_are():
    """
    And with the setting that it was meant for.
    """
    with pytest.raises(WrongUse) as wrong:
        choice(Repeat, "repeat", "twice")

    assert str(wrong.value) == "repeat 'twice' does not exist\n\n  It is one of in-order, last, cycle."
