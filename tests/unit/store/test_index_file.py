"""What an index's file gives back is what was put there, or nothing."""

from __future__ import annotations

import pytest

from understudy.store.contract import Entry
from understudy.store.index_file import Kept, read_index, write_index

STAMPS = {"a.json": (1, 2, 3), "b/ü.json": (2**62, 0, 2**40), "note.txt": (5, 5, 5)}
ENTRIES = [
    Entry("a.json", None, ("f1:x",), 1, "https://x", "/v1/x", "m", "openai-chat", "2026-01-02T03:04:05Z"),
    Entry("b/ü.json", "t::é", ("f1:x", "f1:y"), 2, "https://x"),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "x.entries"


def test_what_was_written_is_read(path):
    """
    Entries, their order, and the stamps of all files, recordings or not.
    """
    write_index(path, "1", Kept(STAMPS, ENTRIES))

    kept = read_index(path, "1")
    assert (kept.stamps(), kept.entries) == (STAMPS, ENTRIES)
    assert all(type(entry) is Entry for entry in kept.entries)


def test_a_folder_listed_in_another_order_is_as_it_was(path):
    """
    And one with a file changed, more or less is not.
    """
    write_index(path, "1", Kept(STAMPS, ENTRIES))
    kept = read_index(path, "1")

    assert kept.is_of(STAMPS)
    assert kept.is_of(dict(reversed(STAMPS.items())))
    assert not kept.is_of({**STAMPS, "a.json": (1, 2, 4)})
    assert not kept.is_of({**STAMPS, "c.json": (1, 2, 3)})
    assert not kept.is_of({"a.json": (1, 2, 3)})


def test_what_entries_share_is_held_once(path):
    """
    An origin, a model and an API are the same for most of a store.
    """
    origins = ["".join(["https://", "x"]) for _ in range(2)]
    write_index(
        path, "1", Kept({}, [Entry(name, None, (), 1, origin) for name, origin in zip("ab", origins, strict=True)])
    )

    one, other = read_index(path, "1").entries
    assert one.origin is other.origin


def test_another_edition_is_none(path):
    """
    Fingerprints of other rules are those of other requests.
    """
    write_index(path, "1", Kept(STAMPS, ENTRIES))

    assert read_index(path, "2") is None


def test_a_file_that_is_not_there_is_none(path):
    """
    Every index is missing once.
    """
    assert read_index(path, "1") is None


def test_every_altered_byte_is_seen(path):
    """
    Wherever it is, and at whichever length the file was cut.
    """
    write_index(path, "1", Kept(STAMPS, ENTRIES))
    content = path.read_bytes()

    for at in range(len(content)):
        for damaged in (content[:at], content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]):
            path.write_bytes(damaged)
            assert read_index(path, "1") is None
