"""Files of strangers: read where they are files, of a bounded size, and within the store."""

from __future__ import annotations

import os
import sys

import pytest

from understudy.store.untrusted import bytes_of, leads_out

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")


@pytest.fixture
def store(tmp_path):
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


def complaint(path, **more):
    with pytest.raises(OSError) as caught:
        bytes_of(path, 100, **more)
    return caught.value.strerror


@pytest.mark.parametrize("size", [0, 1, 99, 100])
def test_a_file_is_read_whole(store, size):
    """
    Up to the largest size that is allowed.
    """
    (store / "a").write_bytes(b"x" * size)

    assert bytes_of(store / "a", 100) == b"x" * size


def test_a_file_that_is_too_large(store):
    """
    Not a byte of it is read; the error says both sizes.
    """
    (store / "a").write_bytes(b"x" * 101)

    assert complaint(store / "a").startswith("it has 101 bytes, and none has more than 100\n")


def test_a_folder_is_no_file(store):
    """
    The error says what it is.
    """
    assert complaint(store).startswith("it is a folder, no file\n")


@LINKS
def test_a_pipe_is_not_waited_for(store):
    """
    Nobody may ever write into it.
    """
    os.mkfifo(store / "a")

    assert complaint(store / "a").startswith("it is a named pipe, no file\n")


@LINKS
def test_a_link_within_the_store_is_followed(store):
    """
    However it is spelt.
    """
    (store / "a").write_bytes(b"x")
    (store / "below").mkdir()
    (store / "below" / "b").symlink_to("../a")

    assert bytes_of(store / "below" / "b", 100, store) == b"x"
    assert not leads_out(store / "below" / "b", store)


@LINKS
@pytest.mark.parametrize("target", ["../outside", "/etc/hostname", "../store-of-another"])
def test_a_link_out_of_the_store_is_not(store, target):
    """
    A folder beside it whose name begins with the store's is another one.
    """
    (store.parent / "outside").write_bytes(b"secret")
    (store.parent / "store-of-another").write_bytes(b"secret")
    (store / "a").symlink_to(target)

    assert complaint(store / "a").startswith("it is a link that leads out of its store\n")
    assert leads_out(store / "a", store)


@LINKS
def test_a_store_may_be_a_link(store):
    """
    Whoever names it knows where it leads.
    """
    (store / "a").write_bytes(b"x")
    (store / "b").symlink_to("a")
    (store.parent / "named").symlink_to(store)

    assert bytes_of(store.parent / "named" / "b", 100, store.parent / "named") == b"x"
