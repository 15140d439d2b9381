"""Our own errors, such as a recording that cannot be saved: told on stderr, counted, and kept from clients."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from understudy.errors import UnderstudyError
from understudy.operations.opening import now


class Troubles:
    """Counts and tells."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.count = 0
        self._as_json = as_json

    def note(self, error: Exception, during: str) -> None:
        """Tell of an error. One of ours says itself what to do; any other is a bug, and comes with its trace."""
        self.count += 1
        text = str(error) if isinstance(error, UnderstudyError) else "".join(traceback.format_exception(error))
        if self._as_json:
            said = json.dumps({"time": now(), "trouble": text.rstrip(), "during": during})
        else:
            said = f"understudy: {during}: {text.rstrip()}"
        print(said, file=sys.stderr, flush=True)

    @contextmanager
    def noted(self, during: str) -> Iterator[None]:
        """Errors of the block are noted and go no further: the client already has its answer."""
        try:
            yield
        except Exception as error:
            self.note(error, during)
