"""The way to a refused request, as far as its reader wrote it: what SDKs and we did in between explains nothing."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pytest

from understudy.errors import Refused

OURS = Path(__file__).parents[1]
LIBRARIES = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}


def shorten(call: pytest.CallInfo[None]) -> None:
    """Leave out the frames of libraries, unless that leaves nothing."""
    if call.excinfo is None or not isinstance(error := call.excinfo.value, Refused):
        return
    shortened: TracebackType | None = None
    for each in reversed([each for each in _frames(call.excinfo.tb) if not _is_foreign(each)]):
        shortened = TracebackType(shortened, each.tb_frame, each.tb_lasti, each.tb_lineno)
    if shortened is not None:
        call.excinfo = pytest.ExceptionInfo.from_exception(error.with_traceback(shortened))


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_foreign(traceback: TracebackType) -> bool:
    path = Path(traceback.tb_frame.f_code.co_filename)
    return path.is_relative_to(OURS) or any(path.is_relative_to(folder) for folder in LIBRARIES)
