"""What waits for a review, and is hostile: manifests that lead out of their store."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.trust.hostile.builder import hostile, outside, recording, write


def _waits(store: Path, change: dict[str, Any] | None = None, of: str = "store") -> Path:
    write(store, recording(), "good.json")
    folder = store.parent / f".pending-{store.name}" / "0123456789ab-x"
    changes = [{"name": "new.json", "kind": "add", "was": None, "made": "2026-01-01", **(change or {})}]
    manifest = {"pending": 1, "test": "t::t", "store": of, "changes": changes}
    write(folder, manifest, "manifest.json")
    write(folder / "new", recording(), "new.json")
    return folder


@hostile(refused=False)
def _manifest_of_another_store(store: Path) -> None:
    outside(store)
    _waits(store, of="outside")


@hostile(refused=False)
def _manifest_that_removes_what_is_outside(store: Path) -> None:
    outside(store)
    _waits(store, change={"name": "../outside/secret.json", "kind": "remove"})


@hostile(refused=False)
def _manifest_that_writes_a_program(store: Path) -> None:
    folder = _waits(store, change={"name": "conftest.py"})
    write(folder / "new", recording(), "conftest.py")


@hostile(refused=False)
def _manifest_that_is_a_pipe(store: Path) -> None:
    folder = _waits(store)
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")


@hostile(refused=False)
def _manifest_nested_deeply(store: Path) -> None:
    write(_waits(store), "[" * 100_000, "manifest.json")


@hostile(refused=False)
def _manifest_of_other_kinds(store: Path) -> None:
    write(_waits(store), json.dumps([1, 2, {"pending": []}]), "manifest.json")


@hostile(refused=False)
def _new_recording_that_is_a_link_out(store: Path) -> None:
    folder = _waits(store)
    (folder / "new" / "new.json").unlink()
    (folder / "new" / "new.json").symlink_to(outside(store) / "secret.json")


@hostile(refused=False)
def _new_recording_for_a_link_out(store: Path) -> None:
    """Accepting it must put a file there, not write through the link."""
    folder = _waits(store, change={"name": "bad.json"})
    write(folder / "new", recording(), "bad.json")
    (store / "bad.json").symlink_to(outside(store) / "secret.json")
