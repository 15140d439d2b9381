from __future__ import annotations

import errno
import os
import threading

import pytest

from understudy.errors import StoreUnusable
from understudy.store.whole_file import replace_file, write_new


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def full_disk(monkeypatch):
    """A disk that has no room once bytes are to stay on it."""

    def fsync(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_new_file_is_there_whole(tmp_path):
    """
    The folder is made, the first free name is taken, and nothing else lies there.
    """
    folder = tmp_path / "a" / "b"

    assert write_new(folder, ["x.json", "y.json"], b"1") == "x.json"
    assert write_new(folder, ["x.json", "y.json"], b"2") == "y.json"
    assert contents(folder) == {"x.json": b"1", "y.json": b"2"}


def test_a_new_file_never_takes_the_place_of_another(tmp_path):
    """
    Where no name is free nothing is written, and the error says which were tried.
    """
    write_new(tmp_path, ["x.json"], b"1")

    with pytest.raises(StoreUnusable, match=r"no free name among x\.json and 0 more"):
        write_new(tmp_path, ["x.json"], b"2")
    assert contents(tmp_path) == {"x.json": b"1"}


def test_parallel_writers_never_share_a_name(tmp_path):
    """
    Of several workers that record the same exchange at once, each gets a file of its own.
    """
    names = [f"{number}.json" for number in range(40)]
    taken = []

    def write(number):
        taken.extend((write_new(tmp_path, names, str(number).encode()), number) for _ in range(5))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert contents(tmp_path) == {name: str(number).encode() for name, number in taken}
    assert len(taken) == 40


@pytest.mark.parametrize("path", ["file/below", "file"])
def test_a_folder_that_cannot_be_one_is_named(tmp_path, path):
    """
    A store below a regular file is an error that says what to check, and leaves the file alone.
    """
    (tmp_path / "file").write_bytes(b"mine")

    with pytest.raises(StoreUnusable) as caught:
        write_new(tmp_path / path, ["x.json"], b"1")

    assert str(caught.value).startswith(f"{tmp_path / path}: cannot be written: ")
    assert str(caught.value).endswith(
        "\n\n  Nothing was written. Check the folder's permissions and free space, then run again."
    )
    assert contents(tmp_path) == {"file": b"mine"}


def test_a_full_disk_leaves_nothing_behind(tmp_path, full_disk):
    """
    There is never half a recording.
    """
    with pytest.raises(StoreUnusable, match="cannot be written: No space left on device"):
        write_new(tmp_path, ["x.json"], b"1" * 100)
    assert contents(tmp_path) == {}


def test_a_full_disk_leaves_the_old_content(tmp_path, full_disk):
    """
    A recording that cannot be replaced stays as it is.
    """
    (tmp_path / "x.json").write_bytes(b"old")

    with pytest.raises(StoreUnusable, match="cannot be written: No space left on device"):
        replace_file(tmp_path / "x.json", b"new")
    assert contents(tmp_path) == {"x.json": b"old"}


def test_a_write_that_fails_halfway_leaves_nothing_behind(tmp_path, monkeypatch):
    """
    Neither a name that cannot be given nor a rename that fails leaves a temporary file.
    """

    def refuse(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "replace", refuse)
    (tmp_path / "x.json").write_bytes(b"old")

    with pytest.raises(StoreUnusable):
        write_new(tmp_path, ["y.json"], b"1")
    with pytest.raises(StoreUnusable, match=r"x\.json: cannot be written"):
        replace_file(tmp_path / "x.json", b"new")
    assert contents(tmp_path) == {"x.json": b"old"}


def test_a_file_is_replaced_at_once(tmp_path):
    """
    Whoever reads meanwhile finds the old content or the new one, whole.
    """
    path = tmp_path / "x.json"
    versions = [bytes([digit]) * 200_000 for digit in b"ab"]
    path.write_bytes(versions[0])
    is_over = threading.Event()

    def write():
        for turn in range(60):
            replace_file(path, versions[turn % 2])
        is_over.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not is_over.is_set():
        seen.add(path.read_bytes())
    writer.join()

    assert seen <= set(versions)
    assert contents(tmp_path) == {"x.json": versions[1]}


def test_a_recording_can_be_read_by_everybody_who_reads_the_source(tmp_path):
    """
    Files are as readable as others in a repository, whatever made them.
    """
    write_new(tmp_path, ["x.json"], b"1")
    replace_file(tmp_path / "y.json", b"2")

    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}


@pytest.fixture
def no_links(monkeypatch):
    """A file system without hard links."""

    def link(*_):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "link", link)


def test_without_hard_links_who_is_alone_writes_all_the_same(tmp_path, no_links):
    """
    A name that is taken is not taken again.
    """
    assert write_new(tmp_path, ["x.json", "y.json"], b"1", is_alone=True) == "x.json"
    assert write_new(tmp_path, ["x.json", "y.json"], b"2", is_alone=True) == "y.json"
    assert contents(tmp_path) == {"x.json": b"1", "y.json": b"2"}


def test_without_hard_links_and_locks_nothing_is_written(tmp_path, no_links):
    """
    One of two processes might write over the other's; the error says what makes it possible.
    """
    with pytest.raises(StoreUnusable, match="has no hard links, and the cache folder no locks"):
        write_new(tmp_path, ["x.json"], b"1")
    assert contents(tmp_path) == {}


def test_a_write_that_is_cut_goes_on(tmp_path, monkeypatch):
    """
    A system may take fewer bytes than it was given.
    """
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:7]))

    write_new(tmp_path, ["x.json"], b"0123456789" * 5)

    assert contents(tmp_path) == {"x.json": b"0123456789" * 5}


@pytest.mark.parametrize(
    "number, remedy",
    [
        (errno.ENOSPC, "Make room on the disk, then run again: df -h "),
        (errno.EROFS, "Its file system is read-only. "),
        (errno.EIO, "The disk does not do its work. See what is left of the store: understudy verify "),
        (errno.EACCES, "Its permissions forbid it. See whose it is: ls -ld "),
    ],
)
def test_each_cause_has_its_own_remedy(tmp_path, monkeypatch, number, remedy):
    """
    After a first line that stands alone.
    """

    def fsync(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)

    with pytest.raises(StoreUnusable) as caught:
        write_new(tmp_path, ["x.json"], b"1")

    assert str(caught.value).startswith(f"{tmp_path}: cannot be written: {os.strerror(number)}\n\n  ")
    assert f"Nothing was written. {remedy}" in str(caught.value)


def test_a_folder_that_is_not_confirmed_is_told(tmp_path, monkeypatch):
    """
    The file is there and whole, and a loss of power may take it.
    """
    fsync, seen = os.fsync, []

    def fail_second(handle):
        seen.append(handle)
        if len(seen) == 2:
            raise OSError(errno.EIO, "Input/output error")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fail_second)

    with pytest.raises(StoreUnusable, match=r"x\.json: is written, and the disk does not confirm it"):
        write_new(tmp_path, ["x.json"], b"1")
    assert contents(tmp_path) == {"x.json": b"1"}
