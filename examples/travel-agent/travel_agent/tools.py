"""What the agent can look up, and how the model is told of it."""

import json
from collections.abc import Callable

WEATHER = {"Vienna": "18 °C, light rain", "Lisbon": "26 °C, sunny", "Kyoto": "22 °C, cloudy"}
FLIGHTS = {("Vienna", "Lisbon"): ["TP1273 at 06:05", "OS353 at 17:20"], ("Vienna", "Kyoto"): []}
EUROS = {"EUR": 1.0, "JPY": 0.0061, "USD": 0.92}


def weather(city: str) -> str:
    """Today's weather."""
    return WEATHER[city]


def flights(origin: str, destination: str) -> str:
    """Direct flights of tomorrow."""
    return ", ".join(FLIGHTS[origin, destination]) or "none"


def convert(amount: float, source: str, target: str) -> str:
    """An amount of money in another currency."""
    return f"{amount * EUROS[source] / EUROS[target]:.2f} {target}"


FUNCTIONS: dict[str, Callable[..., str]] = {each.__name__: each for each in (weather, flights, convert)}


def run(name: str, arguments: str) -> str:
    """What a tool says; what is wrong with a question is an answer, too: the model can ask better."""
    try:
        return FUNCTIONS[name](**json.loads(arguments))
    except (KeyError, TypeError, ValueError) as error:
        return f"error: nothing is known of {error}"


def _tool(name: str, description: str, **parameters: str) -> dict[str, object]:
    properties = {parameter: {"type": kind} for parameter, kind in parameters.items()}
    schema = {"type": "object", "properties": properties, "required": list(parameters)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


TOOLS = [
    _tool("weather", "Today's weather in a city.", city="string"),
    _tool("flights", "Direct flights of tomorrow.", origin="string", destination="string"),
    _tool("convert", "Money in another currency.", amount="number", source="string", target="string"),
]
