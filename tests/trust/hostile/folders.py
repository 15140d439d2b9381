"""Folders that are hostile: links, loops, pipes, devices, files without end, names that a terminal would obey."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from tests.trust.hostile.builder import WHOLE, hostile, outside, recording, write
from understudy.store.untrusted import LARGEST_RECORDING


@hostile(refused=True)
def _link_out(store: Path) -> None:
    write(store, recording(), "good.json")
    (store / "bad.json").symlink_to(outside(store) / "secret.json")


@hostile(refused=True)
def _link_to_a_device(store: Path) -> None:
    store.mkdir()
    (store / "bad.json").symlink_to("/dev/zero")


@hostile(refused=True)
def _link_to_itself(store: Path) -> None:
    store.mkdir()
    (store / "bad.json").symlink_to(store / "bad.json")


@hostile(refused=True)
def _link_to_a_folder(store: Path) -> None:
    write(store, recording(), "good.json")
    (store / "bad").symlink_to(outside(store))


@hostile(refused=True)
def _link_to_everything(store: Path) -> None:
    store.mkdir()
    (store / "bad").symlink_to("/")


@hostile(refused=True)
def _folders_in_a_circle(store: Path) -> None:
    write(store, recording(), "good.json")
    for name in ("a", "b"):
        (store / name).mkdir()
        (store / name / "bad").symlink_to(store)


@hostile(refused=True)
def _folders_without_end(store: Path) -> None:
    write(store, recording(), "good.json")
    here = os.open(store, os.O_RDONLY)
    for _ in range(1500):  # beyond what a path can say in one word
        os.mkdir("bad", dir_fd=here)
        inner = os.open("bad", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


@hostile(refused=True)
def _named_pipe(store: Path) -> None:
    """Whoever opens it as a file waits for ever."""
    store.mkdir()
    os.mkfifo(store / "bad.json")


@hostile(refused=True)
def _socket(store: Path) -> None:
    store.mkdir()
    before = os.getcwd()
    os.chdir(store)  # a socket's path has at most a hundred characters
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("bad.json")
    finally:
        os.chdir(before)


@hostile(refused=True)
def _two_gigabytes_of_nothing(store: Path) -> None:
    store.mkdir()
    with (store / "bad.json").open("wb") as file:
        file.truncate(2**31)


@hostile(refused=True)
def _a_byte_too_many(store: Path) -> None:
    store.mkdir()
    with (store / "bad.json").open("wb") as file:
        file.truncate(LARGEST_RECORDING + 1)


@hostile(refused=True)
def _names_that_a_terminal_obeys(store: Path) -> None:
    write(store, "{", "\x1b[2Jbad\n\u202e\x9b.json")


@hostile(refused=True)
def _names_that_are_not_utf8(store: Path) -> None:
    store.mkdir()
    (store / os.fsdecode(b"bad\xff\xfe.json")).write_text("{")


@hostile(refused=False)
def _an_index_of_names_that_are_not_utf8(store: Path) -> None:
    """So many that they get an index."""
    store.mkdir()
    for number in range(70):
        (store / os.fsdecode(b"\xff%d.json" % number)).write_text(json.dumps(recording()))


@hostile(refused=False, heavy=True)
def _a_hundred_thousand_files(store: Path) -> None:
    """Where not everything is tried, two thousand."""
    write(store, recording(), "0.json")
    for number in range(1, 100_000 if os.environ.get(WHOLE) else 2_000):
        # A file has no more than 65,000 names on some file systems.
        first = number // 50_000 * 50_000
        if number == first:
            write(store, recording(), f"{number}.json")
        else:
            os.link(store / f"{first}.json", store / f"{number}.json")
