"""A document with one thing in it changed."""

from __future__ import annotations

import json


def edited(document, path, value):
    """The document with the value at this path replaced; `...` removes it."""
    result = json.loads(json.dumps(document))
    *steps, last = path
    inner = result
    for step in steps:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return result
