"""The tools by themselves: they ask no model, and so nothing is recorded."""

from travel_agent.tools import TOOLS, run


def test_a_tool_is_told_what_it_needs_in_json():
    assert run("convert", '{"amount": 10, "source": "USD", "target": "EUR"}') == "9.20 EUR"


def test_the_model_is_told_of_every_tool():
    assert [tool["function"]["name"] for tool in TOOLS] == ["weather", "flights", "convert"]
