"""Values as a page shows them: filters and tests for templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup, escape

from understudy.operations.aligning import Gap
from understudy.operations.catalogue import MARKS
from understudy.operations.conversation import Media, Other, Reasoning, Text, ToolCall, ToolResult, Vectors
from understudy.operations.conversation.pairs import Called
from understudy.operations.words import counted, duration, size
from understudy.redact import redacted_text, without_secrets
from understudy.ui.markdown import code_html, markdown_html
from understudy.ui.plots import short

LONGEST_SHOWN = 200_000
"""Characters of one text on a page; all of it is a link away."""

LONGEST_JSON = 100_000

AGES = ((365 * 86400, "y"), (86400, "d"), (3600, "h"), (60, "min"))


def age(recorded: str) -> str:
    """How long ago an ISO date was, `3 d`; empty where it is none."""
    try:
        then = datetime.fromisoformat(recorded)
    except ValueError:
        return ""
    seconds = (datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds()
    return next((f"{int(seconds // length)} {unit}" for length, unit in AGES if seconds >= length), "now")


def dollars(price: float | None) -> str:
    """`$0.0123`, with two digits that say something; empty where it is not known."""
    if price is None:
        return ""
    return (
        "$0" if price == 0 else f"${price:,.2f}" if price >= 0.095 else f"${price:.2g}" if price >= 1e-4 else "<$0.0001"
    )


def number(value: int | None) -> str:
    """`12,345`; empty where it is not known."""
    return "" if value is None else f"{value:,}"


def found(piece: str) -> Markup:
    """A piece of text, what was looked for marked."""
    text = escape(redacted_text(piece))
    return Markup(text.replace(MARKS[0], Markup("<mark>")).replace(MARKS[1], Markup("</mark>")))


def said(text: str) -> Markup:
    """What somebody said: structured output pretty-printed, Markdown as it is meant."""
    text = redacted_text(text[:LONGEST_SHOWN])
    if (content := structured(text)) is not None:
        return code_html(pretty(content), "json")
    return markdown_html(text)


def structured(text: str) -> Any:
    """The JSON object or list that a text is; None where it is something else."""
    bare = text.strip()
    if not (bare.startswith(("{", "[")) and bare.endswith(("}", "]"))) or len(bare) > LONGEST_JSON:
        return None
    try:
        return json.loads(bare)
    except (ValueError, RecursionError):
        return None


def pretty(content: Any) -> str:
    """JSON, indented, without credentials."""
    return json.dumps(without_secrets(content), indent=2, ensure_ascii=False, default=str)


def as_json(content: Any) -> Markup:
    """JSON, indented and coloured; a text that is none as it is."""
    return code_html(redacted_text(content) if isinstance(content, str) else pretty(content)[:LONGEST_SHOWN], "json")


def code(text: str, language: str) -> Markup:
    """Source text, coloured."""
    return code_html(redacted_text(text[:LONGEST_SHOWN]), language)


def is_kind(kind: type) -> Callable[[Any], bool]:
    """A test for parts of a conversation."""
    return lambda part: isinstance(part, kind)


FILTERS: dict[str, Callable[..., Any]] = {
    "age": age,
    "as_json": as_json,
    "code": code,
    "counted": counted,
    "dollars": dollars,
    "duration": duration,
    "found": found,
    "number": number,
    "said": said,
    "short": short,
    "size": size,
}

TESTS: dict[str, Callable[..., bool]] = {
    "called": is_kind(Called),
    "gap": is_kind(Gap),
    "media": is_kind(Media),
    "other": is_kind(Other),
    "reasoning": is_kind(Reasoning),
    "text": is_kind(Text),
    "tool_call": is_kind(ToolCall),
    "tool_result": is_kind(ToolResult),
    "vectors": is_kind(Vectors),
}
