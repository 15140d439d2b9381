"""`understudy gc`: what it prints, and when it deletes."""

from __future__ import annotations

import hashlib
import os

import pytest

from understudy.store.media_files import MediaFiles

CONTENT = bytes(12_345)
NAME = f"{hashlib.sha256(CONTENT).hexdigest()}.png"


@pytest.fixture
def unused(here):
    """A medium that nothing refers to, written long ago."""
    MediaFiles(here / "recordings").keep({NAME: CONTENT})
    path = here / "recordings" / "media" / NAME
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_nothing_to_collect(run):
    """
    Said in one line.
    """
    ran = run("gc", "recordings")

    assert (ran.status, ran.out) == (0, "0 media, all of them referred to\n")


def test_what_is_found_is_listed(run, golden, unused):
    """
    With its size and the command that deletes it; nothing is deleted.
    """
    ran = run("gc", "recordings")

    assert ran.status == 1
    assert unused.exists()
    golden("gc", ran.out)


def test_deleted_on_request(run, unused):
    """
    And the exit status says that nothing is left.
    """
    ran = run("gc", "--delete", "--yes")

    assert (ran.status, ran.out.splitlines()[-1]) == (0, "1 file deleted")
    assert not unused.exists()


def test_nobody_can_answer(run, unused):
    """
    A deletion is never taken for granted.
    """
    ran = run("gc", "--delete")

    assert (ran.status, unused.exists()) == (2, True)
    assert "add --yes" in ran.err


def test_a_damaged_recording(run, here, unused):
    """
    Is named, and nothing goes.
    """
    (here / "recordings" / "b.json").write_text("{")

    ran = run("gc", "recordings", "--delete", "--yes")

    assert (ran.status, unused.exists()) == (1, True)
    assert "unreadable  recordings/b.json: cut short" in ran.out
    assert "Nothing can go before all can be read." in ran.out


def test_a_folder_that_cannot_be_looked_through(run, here, unused, monkeypatch):
    """
    Is named, and nothing goes: what lies in it may be what refers to a medium.
    """
    (here / "recordings" / "locked").mkdir()
    scan = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)

    ran = run("gc", "--delete", "--yes")
    unused.unlink()
    without = run("gc")

    assert (ran.status, without.status) == (1, 1)
    assert "unreadable  ./recordings/locked: cannot be looked through: Permission denied" in ran.out
    assert "ls -ld ./recordings/locked" in ran.out
    assert "Nothing can go before all can be read." in ran.out
    assert without.out.endswith("0 media, all of them referred to; there may be more\n")


def test_for_programs(run, unused):
    """
    The same as JSON.
    """
    ran = run("gc", "recordings", "--json")

    assert ran.json == {
        "unreferenced": [{"path": f"recordings/media/{NAME}", "size_bytes": 12_345}],
        "unreadable": [],
        "count": 1,
        "deleted": [],
        "kept": [],
    }
