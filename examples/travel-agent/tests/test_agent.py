"""The agent and its tools."""

import pytest
from travel_agent.agent import Agent, TooManyRounds


def test_answers_what_needs_no_tool():
    agent = Agent()

    assert "Portugal" in agent.ask("Which country is Lisbon in?")
    assert not agent.used


def test_looks_up_the_weather():
    agent = Agent()

    assert "18" in agent.ask("What is the weather in Vienna?")
    assert agent.used == ["weather"]


def test_finds_a_flight():
    agent = Agent()

    assert "OS353" in agent.ask("When can I fly from Vienna to Lisbon tomorrow evening?")
    assert agent.used == ["flights"]


def test_says_when_there_is_no_flight():
    agent = Agent()

    assert "no direct flight" in agent.ask("Is there a direct flight from Vienna to Kyoto?")
    assert agent.used == ["flights"]


def test_converts_money():
    agent = Agent()

    assert "61" in agent.ask("How many euros are 10000 yen?")
    assert agent.used == ["convert"]


def test_uses_one_tool_after_another():
    agent = Agent()

    answer = agent.ask("Find me a flight from Vienna to Lisbon, then tell me what to wear there.")

    assert "TP1273" in answer
    assert agent.used == ["flights", "weather"]


def test_uses_two_tools_at_once():
    agent = Agent()

    assert "Lisbon" in agent.ask("Where is it warmer today, in Vienna or in Lisbon?")
    assert agent.used == ["weather", "weather"]


def test_tells_the_model_what_a_tool_does_not_know():
    agent = Agent()

    assert "do not know" in agent.ask("What is the weather in Atlantis?")
    assert agent.messages[-2]["content"] == "error: nothing is known of 'Atlantis'"


def test_remembers_what_was_said():
    agent = Agent()

    assert "Kyoto" in agent.ask("I would like to see temples. Where should I go?")
    assert "November" in agent.ask("And in which month?")


def test_gives_up_after_its_last_round():
    agent = Agent(rounds=1)

    with pytest.raises(TooManyRounds):
        agent.ask("Is it raining in Vienna?")
