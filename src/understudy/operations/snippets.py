"""A recorded request as something to paste: a curl command, a Python program, a Node program. Never with a key.

A recording may be a stranger's: whatever stands in it is a text to the shell or the language, and never a part of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from shlex import quote
from typing import Any

from understudy.apis import profile_named
from understudy.apis.keys import DEFAULT, KEYS, Place
from understudy.model import Request
from understudy.operations.conversation import asked_content
from understudy.redact import redacted_url, without_secrets

LONGEST = 20_000
"""Characters of a body that is still pasted; a longer one is read from a file."""

BODY_FILE = "request.body"


@dataclass(frozen=True, slots=True)
class Snippet:
    """One program."""

    name: str
    language: str
    """By which Pygments knows it."""

    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all of them need."""

    method: str
    url: str
    headers: dict[str, str]
    variable: str
    """Of the environment, which holds the key."""

    place: Place
    content: Any
    """The body's JSON; None where it has none."""

    has_file: bool
    """Whether the body is too long, or no JSON: then it is in `BODY_FILE`."""


def snippets(request: Request, api: str) -> tuple[Snippet, ...]:
    """The programs that ask the same of the real API, with the key from its usual variable."""
    upstream = profile_named(api).upstream
    keyed = KEYS.get(upstream, DEFAULT)
    variable = next(iter(keyed.variables), "API_KEY")
    content = asked_content(request) if request.body else None
    spelt = json.dumps(content, ensure_ascii=False)
    asked = _Asked(
        request.method,
        redacted_url(request.url),
        {"content-type": request.header("content-type") or "application/json"} if request.body else {},
        variable,
        keyed.place,
        None if content is None else without_secrets(content),
        bool(request.body) and (content is None or len(spelt) > LONGEST),
    )
    return (_curl(asked), _python(asked), _node(asked))


def _key(asked: _Asked, variable: str) -> tuple[str, str]:
    """The header of the key, and its value with the variable as this language spells it."""
    header = asked.place.header or "authorization"
    return header, f"{asked.place.scheme} {variable}".strip()


def _curl(asked: _Asked) -> Snippet:
    header, value = _key(asked, f"${asked.variable}")
    lines = [f"curl {quote(asked.url)}"] if asked.method in ("GET", "POST") else []
    lines = lines or [f"curl -X {quote(asked.method)} {quote(asked.url)}"]
    lines.append(f'-H "{header}: {value}"')
    lines += [f"-H {quote(f'{name}: {text}')}" for name, text in asked.headers.items()]
    if asked.has_file:
        lines.append(f"--data-binary @{BODY_FILE}")
    elif asked.content is not None:
        lines.append(f"-d {quote(json.dumps(asked.content, indent=2, ensure_ascii=False))}")
    return Snippet("curl", "bash", " \\\n  ".join(lines))


def _python(asked: _Asked) -> Snippet:
    header, value = _key(asked, f"{{os.environ['{asked.variable}']}}")
    headers = [f'    "{header}": f"{value}",', *(f'    "{name}": {text!r},' for name, text in asked.headers.items())]
    lines = ["import os", "", "import httpx", "", "headers = {", *headers, "}"]
    body = ""
    if asked.has_file:
        lines += [f'with open("{BODY_FILE}", "rb") as file:', "    body = file.read()"]
        body = ", content=body"
    elif asked.content is not None:
        lines.append(f"body = {_python_value(asked.content)}")
        body = ", json=body"
    lines += [
        f"with httpx.stream({asked.method!r}, {asked.url!r}, headers=headers{body}, timeout=60) as answer:",
        "    for text in answer.iter_text():",
        '        print(text, end="", flush=True)',
    ]
    return Snippet("Python", "python", "\n".join(lines))


def _python_value(content: Any) -> str:
    from pprint import pformat

    return pformat(content, width=100, sort_dicts=False)


def _node(asked: _Asked) -> Snippet:
    header, value = _key(asked, f"${{process.env.{asked.variable}}}")
    lines = ['import { readFile } from "node:fs/promises";', ""] if asked.has_file else []
    lines += [
        f"const answer = await fetch({json.dumps(asked.url)}, {{",
        f"  method: {json.dumps(asked.method)},",
        "  headers: {",
    ]
    lines.append(f'    "{header}": `{value}`,')
    lines += [f'    "{name}": {json.dumps(text)},' for name, text in asked.headers.items()]
    lines.append("  },")
    if asked.has_file:
        lines.append(f'  body: await readFile("{BODY_FILE}"),')
    elif asked.content is not None:
        body = json.dumps(asked.content, indent=2, ensure_ascii=False).replace("\n", "\n  ")
        lines.append(f"  body: JSON.stringify({body}),")
    lines += ["});", "for await (const chunk of answer.body) process.stdout.write(chunk);"]
    return Snippet("Node", "javascript", "\n".join(lines))
