"""When the hooks are on: while a session is open, on every class once, whenever the library was imported."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

import understudy

METHODS = [
    (httpx.HTTPTransport, "handle_request"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (httpx2.HTTPTransport, "handle_request"),
    (httpx2.AsyncHTTPTransport, "handle_async_request"),
]


def hooked() -> list[Any]:
    """What the methods do now."""
    return [getattr(class_, name).__code__ for class_, name in METHODS]


def python(code: str, *arguments: object) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-W", "error", "-c", code, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ})
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_hooks_are_on_while_a_session_is_open(tmp_path: Path) -> None:
    """
    All four do something else then, and the very same as before afterwards.
    """
    before = hooked()

    with understudy.use(tmp_path):
        during = hooked()

    assert all(one is not other for one, other in zip(before, during, strict=True))
    assert hooked() == before


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, asyncio.CancelledError])
def test_hooks_come_off_when_exceptions_fly(tmp_path: Path, error: type[BaseException]) -> None:
    """
    Of whatever kind, through nested sessions.
    """
    before = hooked()

    with pytest.raises(error), understudy.use(tmp_path), understudy.use(tmp_path / "inner"):
        raise error

    assert hooked() == before


def test_hooks_stay_on_until_the_last_session_ends(tmp_path: Path) -> None:
    """
    In whatever order they end.
    """
    before = hooked()
    first, second = understudy.use(tmp_path / "first"), understudy.use(tmp_path / "second")

    first.__enter__()
    second.__enter__()
    during = hooked()
    first.__exit__(None, None, None)
    between = hooked()
    second.__exit__(None, None, None)

    assert during == between != before
    assert hooked() == before


def test_a_session_that_cannot_open_leaves_nothing_behind(tmp_path: Path) -> None:
    """
    A damaged store is told on entry, and the clients are as they were.
    """
    (tmp_path / "damaged.json").write_text('{"test_id": null, "request": ')
    before = hooked()

    with pytest.raises(understudy.RecordingUnreadable), understudy.use(tmp_path):
        raise AssertionError("not reached")

    assert hooked() == before


IMPORTED_LATE = """
import sys
import understudy

assert not {"httpx", "httpx2", "httpcore", "httpcore2"} & set(sys.modules)
with understudy.use(sys.argv[1]):
    assert not {"httpx", "httpx2", "httpcore", "httpcore2"} & set(sys.modules)
    import importlib
    library = importlib.import_module(sys.argv[2])
    try:
        library.get("http://127.0.0.1:9/v1/models")
    except understudy.ReplayMiss:
        print("missed", end=" ")
    assert hasattr(library.HTTPTransport.handle_request, "__understudy_original__")
    default = sys.modules[sys.argv[2] + "._transports.default"]
    import inspect
    assert "class HTTPTransport" in inspect.getsource(default)
    assert type(default.__loader__).__module__ == "_frozen_importlib_external", default.__loader__
print(not hasattr(library.HTTPTransport.handle_request, "__understudy_original__"))
print([type(finder).__module__ for finder in sys.meta_path if "understudy" in type(finder).__module__])
"""


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_library_imported_during_a_session_is_hooked(tmp_path: Path, library: str) -> None:
    """
    Its classes are hooked as soon as they exist, and are its own again afterwards; so is its source.
    """
    assert python(IMPORTED_LATE, tmp_path, library).splitlines() == ["missed True", "[]"]


IMPORTED_BY_ANOTHER_THREAD = """
import sys, threading
import understudy
from importlib.machinery import PathFinder

entered, go_on = threading.Event(), threading.Event()

class Slow:
    def find_spec(self, name, path, target=None):
        if name != sys.argv[2] + "._transports.default":
            return None
        spec = PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module
        def slowly(module):
            entered.set()
            assert go_on.wait(10)
            execute(module)
        spec.loader.exec_module = slowly
        return spec

sys.meta_path.insert(0, Slow())
importing = threading.Thread(target=__import__, args=(sys.argv[2],))
importing.start()
assert entered.wait(10)
session = understudy.use(sys.argv[1])
threading.Timer(0.2, go_on.set).start()
with session:
    importing.join()
    library = sys.modules[sys.argv[2]]
    print(hasattr(library.HTTPTransport.handle_request, "__understudy_original__"))
"""


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_library_that_is_being_imported_when_a_session_begins_is_hooked(tmp_path: Path, library: str) -> None:
    """
    Another thread is halfway through it: the session waits until its classes are there.
    """
    assert python(IMPORTED_BY_ANOTHER_THREAD, tmp_path, library) == "True"


ALIASED = """
import sys
import understudy
import httpx2

httpx2.alias_httpx()
if sys.argv[2] == "import before":
    import httpx, httpx._transports.default
before = httpx2.HTTPTransport.handle_request.__code__
with understudy.use(sys.argv[1]) as session:
    import httpx, httpx._transports.default
    assert httpx.HTTPTransport is httpx2.HTTPTransport
    assert httpx.HTTPTransport.handle_request.__understudy_original__.__code__ is before
    try:
        httpx.get("http://127.0.0.1:9/v1/models")
    except understudy.ReplayMiss:
        pass
    print(len(session.misses), end=" ")
print(httpx2.HTTPTransport.handle_request.__code__ is before)
"""


@pytest.mark.parametrize("when", ["import before", "import during"])
def test_an_aliased_library_is_hooked_once(tmp_path: Path, when: str) -> None:
    """
    `httpx2.alias_httpx()` makes two modules one: a request is one exchange.
    """
    assert python(ALIASED, tmp_path, when) == "1 True"


ALIASED_DURING = """
import sys
import understudy

with understudy.use(sys.argv[1]) as session:
    import httpx2
    httpx2.alias_httpx()
    import httpx, httpx._transports.default
    before = httpx.HTTPTransport.handle_request.__understudy_original__
    try:
        httpx.get("http://127.0.0.1:9/v1/models")
    except understudy.ReplayMiss:
        pass
    print(len(session.misses), not hasattr(before, "__understudy_original__"), end=" ")
print(httpx2.HTTPTransport.handle_request.__code__ is before.__code__)
"""


def test_a_library_aliased_during_a_session_is_hooked_once(tmp_path: Path) -> None:
    """
    The same where all of it happens while a session is open.
    """
    assert python(ALIASED_DURING, tmp_path) == "1 True True"


IMPORTS = """
import sys
import understudy
first = sorted({name.partition(".")[0] for name in sys.modules})
with understudy.use(sys.argv[1]):
    second = sorted({name.partition(".")[0] for name in sys.modules})
clients = {"httpx", "httpx2", "httpcore", "httpcore2", "openai", "anthropic", "aiohttp", "requests", "urllib3",
           "botocore", "google", "ollama", "pydantic", "uvicorn", "rich", "anyio"}
print(sorted(clients & set(first)), sorted(clients & set(second)))
"""


def test_no_client_library_is_imported_by_us(tmp_path: Path) -> None:
    """
    Neither by importing the package nor by opening a session.
    """
    assert python(IMPORTS, tmp_path) == "[] []"
