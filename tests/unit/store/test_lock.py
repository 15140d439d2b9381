from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys

import pytest

from understudy.errors import StoreUnusable
from understudy.store import lock
from understudy.store.lock import locked

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="this system has no such locks")

HOLDS = """
import sys
from pathlib import Path
from understudy.store.lock import locked
with locked(Path(sys.argv[1])) as is_alone:
    print(is_alone, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of the folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"True\n"
        yield process
        process.kill()


def test_one_process_at_a_time(tmp_path, monkeypatch, holder):
    """
    Who waits too long for a process that was stopped is told so, and how to find it.
    """
    monkeypatch.setattr(lock, "LONGEST_S", 0)

    with pytest.raises(StoreUnusable, match="another process has been writing into it") as caught, locked(tmp_path):
        pass

    assert "\n\n  Nothing was written." in str(caught.value)
    assert "fuser -v " in str(caught.value)


def test_a_dead_process_holds_nothing(tmp_path, holder):
    """
    However it ended.
    """
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    with locked(tmp_path) as is_alone:
        assert is_alone


def test_a_folder_has_one_lock_by_whatever_path_it_is_reached(tmp_path, monkeypatch):
    """
    Links lead to the same folder.
    """
    monkeypatch.setattr(lock, "LONGEST_S", 0)
    (tmp_path / "link").symlink_to(tmp_path)

    with locked(tmp_path), pytest.raises(StoreUnusable), locked(tmp_path / "link"):
        pass


def test_nothing_is_written_beside_the_recordings(tmp_path):
    """
    The lock's file lies in the user's cache folder.
    """
    with locked(tmp_path / "recordings"):
        pass

    assert os.listdir(tmp_path) == []


def test_a_file_system_without_locks_is_written_without(tmp_path, monkeypatch):
    """
    So is a store whose user has no cache folder that could be written. The block learns that it may not be alone.
    """

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    (tmp_path / "file").write_bytes(b"")
    found = []

    monkeypatch.setattr(lock.fcntl, "flock", refuse)
    with locked(tmp_path) as is_alone:
        found.append(is_alone)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with locked(tmp_path) as is_alone:
        found.append(is_alone)

    assert found == [False, False]
