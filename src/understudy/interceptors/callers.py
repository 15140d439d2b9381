"""Who asked: the first line of code on the way up that is neither Python's, nor a client library's, nor ours."""

from __future__ import annotations

import sys
import sysconfig
import threading
from pathlib import Path
from types import FrameType

LIBRARIES = frozenset(
    {"aiohappyeyeballs", "aiohttp", "aiosignal", "anyio", "boto3", "botocore", "gevent", "h11", "h2", "httpcore"}
    | {"httpcore2", "httplib2", "httpx", "httpx2", "niquests", "redis", "requests", "s3transfer", "sniffio"}
    | {"tornado", "trio", "uvloop", "urllib3", "urllib3_future", "websocket", "websockets"}
)
"""Packages that connect on behalf of others."""

_STDLIB = tuple({sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})
_OURS = str(Path(__file__).parents[1])


def caller() -> str:
    """`file:line in function`, or the name of the thread where nobody else is left."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if not _is_passed_over(frame.f_code.co_filename):
            return f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"
        frame = frame.f_back
    return f"the thread {threading.current_thread().name!r}"


def _is_passed_over(filename: str) -> bool:
    if filename.startswith(("<frozen", _OURS)):
        return True
    parts = Path(filename).parts
    for folder in ("site-packages", "dist-packages"):
        if folder in parts:
            package = parts[len(parts) - parts[::-1].index(folder) :][0]
            return package.removesuffix(".py") in LIBRARIES
    return filename.startswith(_STDLIB)
