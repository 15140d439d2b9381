"""Markdown and source texts as HTML in which nothing runs, and that loads nothing.

HTML within Markdown stays text; a picture becomes its address, as looking at a recording asks nobody anything; a link
says nothing of where it was followed from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LONGEST_MARKDOWN = 20_000
"""Characters. A longer text is no message that a person wrote, and is shown as it is."""

LONGEST_COLOURED = 100_000

_formatter = HtmlFormatter(nowrap=True)


def markdown_html(text: str) -> Markup:
    """Markdown."""
    if len(text) > LONGEST_MARKDOWN:
        return Markup('<pre class="plain">{}</pre>').format(text)
    return Markup(_markdown.render(text))


def code_html(text: str, language: str) -> Markup:
    """Source text in a language that Pygments knows by this name; as it is in any other."""
    return Markup('<pre class="code" tabindex="0"><code>{}</code></pre>').format(_coloured(text, language))


def _coloured(text: str, language: str) -> Markup:
    if len(text) > LONGEST_COLOURED:
        return escape(text)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(text)
    return Markup(highlight(text, lexer, _formatter))


def _fence(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    words = tokens[at].info.split()
    return str(code_html(tokens[at].content, words[0] if words else "text"))


def _code_block(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return str(code_html(tokens[at].content, "text"))


def _picture(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    html = Markup('<span class="elsewhere">{} <code>{}</code></span>')
    return str(html.format(token.content or "picture", token.attrs.get("src", "")))


def _link(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    address = tokens[at].attrs.get("href", "")
    return str(Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">').format(address))


def _cell(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    # Its column's alignment comes as an inline style, which the policy refuses.
    style = str(tokens[at].attrs.pop("style", ""))
    if style:
        tokens[at].attrs["class"] = style.rpartition(":")[2]
    return str(self.renderToken(tokens, at, options, env))


def _made() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    rules = {
        "fence": _fence,
        "code_block": _code_block,
        "image": _picture,
        "link_open": _link,
        "th_open": _cell,
        "td_open": _cell,
    }
    for name, rule in rules.items():
        made.add_render_rule(name, rule)
    return made


_markdown = _made()
