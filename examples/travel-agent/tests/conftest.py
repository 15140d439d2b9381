"""The SDKs want a key even where nobody asks for it."""

import os

os.environ.setdefault("OPENAI_API_KEY", "not-needed-to-replay")
os.environ.setdefault("ANTHROPIC_API_KEY", "not-needed-to-replay")
