"""Runs every reader on every hostile store, each in a process of its own that is bounded and watched.

`python -m tests.trust.hostile.watched FOLDER [NAME …]` prints a JSON line for each: how it ended, what it said, and
what it did that no reader may. Limits are the kernel's: memory, processor time, and an alarm for what only waits.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from tests.trust.hostile import EVERY
from tests.trust.hostile.builder import WHOLE, recording, write
from tests.trust.hostile.readers import CASSETTES, STORES, Reader

MEMORY = 2**31
"""Bytes beyond those of a process that has read nothing: room for the largest file there may be, read and parsed."""

PROCESSOR_S, WAITING_S = (900, 1800) if os.environ.get(WHOLE) else (20, 60)
"""Of which only what hundred thousand files take needs so much."""

LIGHTEST = "ls"

OURS = {"understudy", "tests"}
NEEDED = {"rich", "pygments", "markdown_it", "mdurl", "yaml", "_yaml", "brotli", "_brotli", "zstandard", "backports"}
NEEDED |= {"genai_prices", "httpx", "httpcore", "httpx2", "httpcore2", "PIL", "uvicorn", "httptools", "uvloop", "h11"}
NEEDED |= {"websockets", "h2", "certifi", "anyio", "sniffio", "idna", "click", "truststore", "pydantic", "cryptography"}
NEEDED |= {"starlette", "jinja2", "markupsafe", "_markupsafe", "typing_extensions"}
NAMED_BY_STRANGERS = {"antigravity", "this"}
PYTHON = tuple({sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()})
SYSTEM = ("/dev/null", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo", "/etc/mime.types", "/proc/self/")
SHARED_MEDIUM = re.compile(r"/media/[0-9a-f]{64}\.[a-z0-9]{1,8}")
"""A recording finds its media in a folder above, too, by their digests."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}


class Watch:
    """An audit hook. What it saw cannot be taken back, not even by whoever catches what it raises."""

    def __init__(self, root: Path, *, may_listen: bool) -> None:
        self.seen: list[str] = []
        self._root, self._cache = os.path.realpath(root), os.path.realpath(os.environ["XDG_CACHE_HOME"])
        self._may_listen = may_listen
        self._is_busy = False
        self.is_on = True

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on or self._is_busy:
            return
        self._is_busy = True
        try:
            if problem := self._problem(event, arguments):
                self.seen.append(problem)
        finally:
            self._is_busy = False

    def _problem(self, event: str, arguments: tuple[Any, ...]) -> str:
        if event == "import":
            top = str(arguments[0]).partition(".")[0]
            known = top in sys.stdlib_module_names or top in OURS | NEEDED
            return "" if known and top not in NAMED_BY_STRANGERS else f"imported {arguments[0]}"
        if event == "open":
            path, mode, flags = arguments
            return "" if self._may_open(path, mode, flags) else f"opened {path!r}"
        if event in CHANGES:
            paths = [each for each in arguments[:2] if isinstance(each, (str, bytes, os.PathLike))]
            return "" if all(map(self._is_within, paths)) else f"{event} {paths}"
        if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn"):
            return f"started {arguments!r:.200}"
        if event.startswith("socket."):
            return "" if self._may_reach(event, arguments) else f"{event} {arguments[1:]!r}"
        return ""

    def _may_open(self, path: Any, mode: Any, flags: Any) -> bool:
        if isinstance(path, int) or path is None:
            return True
        is_read = not (flags or 0) & WRITING and not set(str(mode or "")) & set("wax+")
        if is_read and os.path.isdir(path) and not self._is_within(path):
            return True  # synchronises a folder, or looks for a module there
        real = os.path.realpath(os.fsdecode(path))
        is_system = real.startswith((*PYTHON, *SYSTEM, f"{os.getcwd()}/src/"))
        return self._is_within(path) or (is_read and (is_system or bool(SHARED_MEDIUM.search(os.fsdecode(path)))))

    def _is_within(self, path: Any) -> bool:
        path = os.fsdecode(path)
        # What a link leads to is what is opened, unless it is not followed: then its folder counts.
        real = os.path.realpath(path if not os.path.islink(path) else os.path.dirname(path) or ".")
        within = real == self._root or real.startswith((self._root + "/", self._cache + "/")) or real == self._cache
        return within and not real.startswith(f"{self._root}/outside")

    def _may_reach(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if not self._may_listen:
            return False
        if event in ("socket.connect", "socket.bind"):
            return arguments[0].family == socket.AF_UNIX or arguments[1][0] in ("127.0.0.1", "::1")
        if event == "socket.getaddrinfo":
            return arguments[0] in ("127.0.0.1", "localhost", None)
        return True


def run(builder: str, reader: str, read: Reader, root: Path) -> dict[str, Any]:
    """One reader on one store, in a process of its own."""
    with tempfile.TemporaryFile("w+", errors="backslashreplace", encoding="utf-8", newline="") as said:
        results, results_in = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(results)
            _child(read, root, said, results_in, may_listen=reader in ("proxy", "pages"))
        os.close(results_in)
        with os.fdopen(results) as sent:
            seen = sent.read()
        _, status, used = os.wait4(child, 0)
        said.seek(0)
        result = json.loads(seen) if seen else {"seen": [], "status": None}
        killed = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else ""
        costs = {"processor_s": round(used.ru_utime + used.ru_stime, 3), "peak_kb": used.ru_maxrss}
        return {"builder": builder, "reader": reader, "said": said.read(60_000), "killed": killed, **costs, **result}


def _child(read: Reader, root: Path, said: Any, results: int, *, may_listen: bool) -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WAITING_S)
    watch = Watch(root, may_listen=may_listen)
    sys.addaudithook(watch)
    status: int | None = None
    try:
        with redirect_stdout(said), redirect_stderr(said):
            try:
                status = read(root / "store")
            except BaseException:
                traceback.print_exc()
    finally:
        watch.is_on = False
        said.flush()
        os.write(results, json.dumps({"seen": watch.seen[:20], "status": status}).encode())
        os._exit(0)


def main(folder: Path, names: list[str]) -> None:
    """All of these builders; what every reader loads once is loaded before they are watched."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    _warm(folder / "warm")
    for name in names or list(EVERY):
        builder, root = EVERY[name], folder / name
        root.mkdir()
        builder.build(root / "store")
        readers = CASSETTES if builder.is_cassette else STORES
        if builder.is_heavy and not os.environ.get(WHOLE):
            readers = {LIGHTEST: readers[LIGHTEST]}
        for reader, read in readers.items():
            print(json.dumps(run(name, reader, read, root)), flush=True)
        # Python's own way gives up where folders are nested this deeply.
        subprocess.run(["rm", "-rf", str(root / "store")], check=True)


def _warm(root: Path) -> None:
    write(root / "store", recording())
    cassettes = root / "cassettes"
    write(cassettes, "interactions: []\nversion: 1\n", "a.yaml")
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        for read in STORES.values():
            read(root / "store")
        CASSETTES["import"](cassettes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
