"""What is on a picture."""

import base64
from pathlib import Path

from travel_agent.clients import CHAT_MODEL, openai_client

QUESTION = "Which country's flag is this? Answer with its name alone."


def country_of(picture: Path) -> str:
    """The country whose flag it is."""
    url = f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}"
    content = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": url}}]
    answer = openai_client().chat.completions.create(model=CHAT_MODEL, messages=[{"role": "user", "content": content}])
    return answer.choices[0].message.content
