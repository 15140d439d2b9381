"""What many clients ask in the same words: a greeting, and a tool in the shape that OpenAI's chat has."""

from __future__ import annotations

from typing import Any

HI: Any = [{"role": "user", "content": "hi"}]
USE_A_TOOL: Any = [{"role": "user", "content": "use a tool"}]
TOOLS: Any = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "parameters": {"type": "object", "properties": {"location": {"type": "string"}}},
        },
    }
]
