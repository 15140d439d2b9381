"""Earlier versions of a recording, where git keeps its store. Git is only asked, and a stranger's checkout may be asked
about: nothing that its configuration names is run, and nothing is fetched."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.match import NO_RULES, Rules
from understudy.model import Recording
from understudy.operations.files import Files
from understudy.store import read
from understudy.store.media_files import MediaFiles
from understudy.store.untrusted import LARGEST_RECORDING

COMMIT = re.compile(r"[0-9a-f]{7,40}")
MOST = 30
PATIENCE_S = 10

# What would run a program: a file watcher, the check of a signature, hooks; and the fetching of what is not there.
HARMLESS = ("core.fsmonitor=false", "log.showSignature=false", f"core.hooksPath={os.devnull}", "protocol.allow=never")


@dataclass(frozen=True, slots=True)
class Version:
    """A commit in which a recording changed."""

    commit: str
    date: str
    subject: str


def versions_of(path: Path) -> tuple[Version, ...]:
    """The latest commits in which a file changed, the latest first; none where git does not keep it."""
    if not any((folder / ".git").exists() for folder in path.absolute().parents):
        return ()
    told = _git(path.parent, "log", f"-n{MOST}", "--no-show-signature", "--format=%h%x00%cs%x00%s", "--", path.name)
    lines = (line.split("\0") for line in (told or b"").decode("utf-8", "replace").splitlines())
    return tuple(Version(*words) for words in lines if len(words) == 3)


def commit_of(folder: Path, revision: str) -> str | None:
    """The commit that a revision such as `HEAD~1` or a branch names; None where git knows none."""
    told = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return None if told is None else told.decode("ascii", "replace").strip()


def version(files: Files, name: str, commit: str, rules: Rules = NO_RULES) -> Recording | None:
    """A recording as it was in a commit; None where that has none of this name.

    Raises:
        RecordingUnreadable: what it was then is no recording.
    """
    path = files.folder / name
    if not COMMIT.fullmatch(commit):
        return None
    content = _git(path.parent, "cat-file", "blob", f"{commit}:./{path.name}")
    if content is None or len(content) > LARGEST_RECORDING:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RecordingUnreadable(f"{name}: not a recording in {commit}: it is not UTF-8") from None
    return read(text, name, rules, MediaFiles(files.folder).beside(name))


def _git(folder: Path, *words: str) -> bytes | None:
    """What git prints; None where it fails, or is not there."""
    command = ["git", "--no-pager", *(word for setting in HARMLESS for word in ("-c", setting)), *words]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        ran = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout if ran.returncode == 0 else None
