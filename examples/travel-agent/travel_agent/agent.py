"""The agent: asks a model, does what it wants done, until it answers."""

from typing import Any

from travel_agent.clients import CHAT_MODEL, openai_client
from travel_agent.tools import TOOLS, run

INSTRUCTIONS = "You are a travel agent. Take facts from your tools, and answer in one or two sentences."


class TooManyRounds(Exception):
    """The model wanted one more tool, and one more."""


class Agent:
    """One conversation."""

    def __init__(self, rounds: int = 5) -> None:
        self.rounds = rounds
        self.messages: list[dict[str, Any]] = [{"role": "system", "content": INSTRUCTIONS}]
        self.used: list[str] = []
        """The tools that were used, in order."""

    def ask(self, question: str) -> str:
        """The model's answer."""
        self.messages.append({"role": "user", "content": question})
        for _ in range(self.rounds):
            said = self._next()
            if not said.tool_calls:
                self.messages.append({"role": "assistant", "content": said.content})
                return said.content
            self._use(said.tool_calls)
        raise TooManyRounds(question)

    def _next(self) -> Any:
        answer = openai_client().chat.completions.create(model=CHAT_MODEL, messages=self.messages, tools=TOOLS)
        return answer.choices[0].message

    def _use(self, calls: Any) -> None:
        wanted = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.function.name, "arguments": call.function.arguments},
            }
            for call in calls
        ]
        self.messages.append({"role": "assistant", "tool_calls": wanted})
        for call in calls:
            found = run(call.function.name, call.function.arguments)
            self.messages.append({"role": "tool", "tool_call_id": call.id, "content": found})
            self.used.append(call.function.name)
