"""Media that are hostile: names that lead elsewhere, wrong digests, links, one picture a million times."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from tests.trust.hostile.builder import hostile, outside, recording, write
from understudy.store.untrusted import LARGEST_MEDIUM

DIGEST = hashlib.sha256(b"a").hexdigest()
NAME = f"{DIGEST}.png"


def referring(name: Any, times: int = 1, **more: Any) -> dict[str, Any]:
    """A recording that refers to a medium."""
    return recording(request__body={"model": "m", "images": [{"__media__": name, **more}] * times})


@hostile(refused=True)
def _medium_by_a_path(store: Path) -> None:
    outside(store)
    write(store, referring("../outside/secret.json"))


@hostile(refused=True)
def _medium_by_an_absolute_path(store: Path) -> None:
    write(store, referring("/etc/passwd"))


@hostile(refused=True)
def _medium_by_a_digest_and_a_path(store: Path) -> None:
    write(store, referring(f"{DIGEST}.png/../../outside/secret.json"))


@hostile(refused=True)
def _medium_by_a_digest_and_a_nul(store: Path) -> None:
    write(store, referring(f"{DIGEST}.pn\0"))


@hostile(refused=True)
def _medium_by_an_object(store: Path) -> None:
    write(store, referring({"__media__": NAME}))


@hostile(refused=False)
def _medium_with_a_wrong_digest(store: Path) -> None:
    write(store, referring(NAME))
    write(store / "media", b"another", NAME)


@hostile(refused=False)
def _medium_that_is_a_link_out(store: Path) -> None:
    """Even where what it leads to is what the name promises."""
    write(store, referring(NAME))
    (store / "media").mkdir()
    write(outside(store), b"a", "a.png")
    (store / "media" / NAME).symlink_to(outside(store) / "a.png")


@hostile(refused=False)
def _media_in_a_linked_folder(store: Path) -> None:
    write(store, referring(NAME))
    write(outside(store) / "media", b"a", NAME)
    (store / "media").symlink_to(outside(store) / "media")


@hostile(refused=False)
def _medium_that_is_a_pipe(store: Path) -> None:
    write(store, referring(NAME))
    (store / "media").mkdir()
    os.mkfifo(store / "media" / NAME)


@hostile(refused=False)
def _medium_without_end(store: Path) -> None:
    write(store, referring(NAME))
    (store / "media").mkdir()
    with (store / "media" / NAME).open("wb") as file:
        file.truncate(LARGEST_MEDIUM + 1)


@hostile(refused=False, heavy=True)
def _one_medium_a_hundred_thousand_times(store: Path) -> None:
    content = bytes(100_000)
    name = f"{hashlib.sha256(content).hexdigest()}.png"
    write(store, referring(name, 100_000))
    write(store / "media", content, name)


@hostile(refused=False)
def _medium_that_refers_to_itself(store: Path) -> None:
    """A medium is bytes: what is written in it refers to nothing."""
    content = b'{"__media__": "' + NAME.encode() + b'"}'
    name = f"{hashlib.sha256(content).hexdigest()}.json"
    write(store, referring(name))
    write(store / "media", content, name)


@hostile(refused=True)
def _layout_that_does_not_exist(store: Path) -> None:
    write(store, referring(NAME, layout="lines-" + "9" * 1_000_000))


@hostile(refused=True)
def _form_without_parts(store: Path) -> None:
    write(store, recording(request__body={"__type__": "multipart", "__data__": {"media": "../x"}}))


@hostile(refused=True)
def _form_with_a_path(store: Path) -> None:
    parts = [{"head": ["a: b"], "media": "../outside/secret.json"}]
    headers = {"content-type": "multipart/form-data; boundary=x"}
    write(store, recording(request__headers=headers, request__body={"__type__": "multipart", "__data__": parts}))
