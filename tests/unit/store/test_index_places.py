from __future__ import annotations

import json
import shutil

import pytest

from understudy.store.index import SMALLEST, entries_of


@pytest.fixture
def store(tmp_path):
    """Makes a folder that is large enough to have an index."""

    def store(name):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(SMALLEST):
            request = {"method": "POST", "url": "https://x/v1/embeddings", "headers": {}, "body": {"n": number}}
            document = {"test_id": None, "request": request, "response": {}, "understudy": {"format": 2}}
            (folder / f"{number}.json").write_text(json.dumps(document, indent=2))
        return folder

    return store


def names(cache):
    return {path.name for path in cache.iterdir()}


def test_the_index_of_a_folder_that_is_gone_goes(store, cache):
    """
    When the next folder gets one. Those of all other folders stay.
    """
    gone, kept = store("gone"), store("kept")
    entries_of(gone)
    of_gone = names(cache)
    entries_of(kept)
    both = names(cache)
    shutil.rmtree(gone)

    entries_of(store("new"))

    assert len(of_gone) == 3
    assert names(cache) & both == both - of_gone


def test_nothing_is_looked_through_for_a_folder_that_has_an_index(store, cache):
    """
    Only a new one is worth the time.
    """
    gone, kept = store("gone"), store("kept")
    entries_of(gone)
    entries_of(kept)
    before = names(cache)
    shutil.rmtree(gone)
    (kept / "0.json").unlink()

    entries_of(kept)

    assert names(cache) == before


def test_the_index_of_an_older_version_goes(store, cache):
    """
    Nothing says which folder it is of.
    """
    cache.mkdir(parents=True)
    (cache / "index-0123456789abcdef.json").write_text("{}")

    entries_of(store("new"))

    assert "index-0123456789abcdef.json" not in names(cache)


def test_what_is_being_written_stays(store, cache):
    """
    Another process has made its file, and is about to write into it.
    """
    cache.mkdir(parents=True)
    for suffix in ("json", "place"):
        (cache / f"index-0123456789abcdef.{suffix}").write_bytes(b"")

    entries_of(store("new"))

    assert {"index-0123456789abcdef.json", "index-0123456789abcdef.place"} < names(cache)


def test_other_files_stay(store, cache):
    """
    Only what has the name of an index is one.
    """
    cache.mkdir(parents=True)
    (cache / "notes.json").write_text("{}")

    entries_of(store("new"))

    assert "notes.json" in names(cache)
