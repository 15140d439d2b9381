"""Reports of a process to whoever invited it: a file of lines for each process, written as things happen.

Nothing waits for an end that may not come: processes are killed, and forks of multiprocessing end without one.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress


class Reporter:
    """Writes this process's reports, and those of its forks."""

    def __init__(self, folder: str, *, is_inviter: bool = False) -> None:
        """`is_inviter`: this process keeps its own count, and only its forks report."""
        self._folder = folder
        self._home = os.getpid() if is_inviter else None
        self._writer: tuple[int, int] | None = None
        """Whose file it is, and the file."""

    def tell(self, event: str, **facts: object) -> None:
        """One line more."""
        process = os.getpid()
        if process == self._home:
            return
        # Whoever asked may have ended and taken the folder away: then nobody wants to know.
        with suppress(OSError):
            os.write(self._file(process), f"{json.dumps({'event': event, **facts})}\n".encode())

    def _file(self, process: int) -> int:
        if self._writer is None or self._writer[0] != process:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            name = f"{process}-{os.urandom(4).hex()}"
            handle = os.open(os.path.join(self._folder, name), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._writer = process, handle
        return self._writer[1]
