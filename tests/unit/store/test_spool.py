"""`store/spool.py`: bytes that wait, in memory and beyond."""

from __future__ import annotations

import errno
import os
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.errors import StoreUnusable
from understudy.store import Spool


@given(st.lists(st.binary(max_size=20), max_size=30), st.integers(0, 100))
def test_what_goes_in_comes_back(chunks, in_memory):
    """
    Cut as it was, and whole, wherever the bytes lie.
    """
    spool = Spool(in_memory)
    for chunk in chunks:
        spool.append(chunk)

    assert [*spool.read(iter(map(len, chunks)))] == chunks
    assert spool.whole() == b"".join(chunks)
    assert spool.size == sum(map(len, chunks))
    assert spool.is_spilt is (spool.size > in_memory)
    spool.close()


def test_what_is_spilt_lies_in_no_folder(tmp_path, monkeypatch):
    """
    Nothing is left behind, even by a process that is killed.
    """
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spool = Spool(10)
    spool.append(b"x" * 2**21)

    assert spool.is_spilt
    assert [*tmp_path.iterdir()] == []
    spool.close()


def test_a_full_disk_says_what_to_do(tmp_path, monkeypatch):
    """
    And where the room is missing.
    """
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    spool = Spool(10)

    with pytest.raises(StoreUnusable, match=r"gone: an answer .* does not fit there: No such file.*\n\n.*TMPDIR="):
        spool.append(b"x" * 11)
    spool.close()


def test_a_disk_that_fills_up_later_does_no_harm_at_the_end(tmp_path, monkeypatch):
    """
    To forget what could not be written is no error.
    """
    spool = Spool(0)
    spool.append(b"x")
    os.close(spool._file.fileno())

    with pytest.raises(StoreUnusable, match=os.strerror(errno.EBADF)):
        spool.append(b"x" * 2**21)
    spool.close()
