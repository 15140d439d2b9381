from __future__ import annotations

import ast

import pytest

from understudy.misses.commands import commands_of_use


@pytest.mark.parametrize("scope", [None, "tests/test_x.py::test_y[it's]"])
def test_the_lines_are_python(scope):
    """
    Whatever the names, they can be pasted.
    """
    commands = commands_of_use("it's", scope)

    for line in (commands.record, commands.repeat):
        call = ast.parse(line, mode="eval").body
        assert isinstance(call, ast.Call)
        said = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
        assert ast.literal_eval(call.args[0]) == "it's"
        assert said.get("scope") == scope
