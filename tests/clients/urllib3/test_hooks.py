"""When urllib3 is hooked: while a session is open, whenever it was imported, and at no cost where it is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

IMPORTED_LATE = """
import sys
import understudy

with understudy.use(sys.argv[1]):
    assert not {"urllib3", "requests", "botocore"} & set(sys.modules)
    import importlib
    library = importlib.import_module(sys.argv[2])
    try:
        if sys.argv[2] == "urllib3":
            library.request("GET", "http://127.0.0.1:9/v1/models")
        else:
            library.get("http://127.0.0.1:9/v1/models")
    except understudy.ReplayMiss:
        print("missed", end=" ")
    from urllib3.connectionpool import HTTPConnectionPool
    print(hasattr(HTTPConnectionPool._make_request, "__understudy_original__"), end=" ")
print(hasattr(HTTPConnectionPool._make_request, "__understudy_original__"))
"""

IMPORTED_BEFORE = """
import sys
import importlib
library = importlib.import_module(sys.argv[2])
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse
import understudy

def methods():
    hooked = HTTPConnectionPool._make_request, HTTPSConnectionPool._prepare_proxy, HTTPResponse._error_catcher
    return [method.__code__ for method in hooked]

before = methods()
try:
    with understudy.use(sys.argv[1]), understudy.use(sys.argv[1]):
        print(len(set(before) & set(methods())), end=" ")
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(methods() == before)
"""


def python(code: str, *arguments: object) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-W", "error", "-c", code, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.mark.parametrize("library", ["urllib3", "requests"])
def test_a_library_imported_during_a_session_is_hooked(tmp_path: Path, library: str) -> None:
    """
    And its own again afterwards.
    """
    assert python(IMPORTED_LATE, tmp_path, library) == "missed True False"


@pytest.mark.parametrize("library", ["urllib3", "requests"])
def test_a_library_imported_before_is_hooked_while_a_session_is_open(tmp_path: Path, library: str) -> None:
    """
    All three methods do something else then, and the very same as before afterwards, whatever flies.
    """
    assert python(IMPORTED_BEFORE, tmp_path, library) == "0 True"
