"""Media that no recording refers to: found, and deleted only where nothing can be lost by it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from understudy.errors import StoreUnusable, WrongUse
from understudy.operations.unreferenced import remove_media, unreferenced
from understudy.store.media_files import ATTRIBUTES, MediaFiles

LONG_AGO = (1_700_000_000, 1_700_000_000)


@pytest.fixture
def medium(store):
    """Put a medium, long ago, into a folder's `media`, and return its name."""

    def put(content, folder=store):
        name = f"{hashlib.sha256(content).hexdigest()}.png"
        MediaFiles(folder).keep({name: content})
        os.utime(folder / "media" / name, LONG_AGO)
        return name

    return put


def refer(path, name):
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"a": [{"__media__": name}]}
    path.write_text(json.dumps({"request": {"body": body}, "response": {}, "understudy": {"format": 2}}, indent=2))


def names(found):
    return [Path(each.path).name for each in found.unreferenced]


def test_what_a_recording_refers_to_is_no_waste(store, medium):
    """
    Wherever below the recording lies; the other medium is found with its size.
    """
    used, unused = medium(b"used"), medium(b"unused")
    refer(store / "test_x" / "test_y" / "a.json", used)

    found = unreferenced(store)

    assert (names(found), found.count) == ([unused], 2)
    assert found.unreferenced[0].size_bytes == len(b"unused")


@pytest.mark.parametrize(
    "place",
    [
        "recordings/.pending-a/0-1/new/x.json",
        "recordings/m/.recording-t-0/x.json",
        ".pending-recordings/0-1/new/x.json",
        ".recording-recordings-00/x.json",
        "recordings/m/.writing-0",
    ],
)
def test_what_waits_counts(store, medium, place):
    """
    A recording that waits for its review or for the end of its test refers to its media already.
    """
    refer(store.parent / place, medium(b"new"))

    assert unreferenced(store).unreferenced == ()


def test_several_stores(store, medium):
    """
    From above, each store's media are held against its own recordings.
    """
    other = store.parent / "other"
    name = medium(b"same")
    medium(b"same", other)
    refer(other / "a.json", name)

    found = unreferenced(store.parent)

    assert [each.path for each in found.unreferenced] == [str(store / "media" / name)]


def test_what_is_found_is_deleted(store, medium):
    """
    With the folder, once nothing of ours is in it.
    """
    medium(b"unused")

    removed = remove_media(unreferenced(store))

    assert len(removed.deleted) == 1
    assert not (store / "media").exists()


def test_a_damaged_recording_keeps_everything(store, medium):
    """
    What it referred to is not known.
    """
    name = medium(b"unused")
    (store / "a.json").write_text('{"request": {')

    found = unreferenced(store)

    assert ([each.name for each in found.unreadable], names(found)) == ([str(store / "a.json")], [name])
    assert remove_media(found).deleted == ()
    assert (store / "media" / name).exists()


def test_what_was_just_written_stays(store, medium):
    """
    A run writes a medium before the recording that refers to it.
    """
    name = medium(b"unused")
    os.utime(store / "media" / name)

    removed = remove_media(unreferenced(store))

    assert (removed.deleted, len(removed.kept)) == ((), 1)


def test_what_is_in_use_again_stays(store, medium):
    """
    Between the look and the deletion a run may have come.
    """
    name = medium(b"unused")
    found = unreferenced(store)
    MediaFiles(store).keep({name: b"unused"})

    removed = remove_media(found)

    assert (removed.deleted, removed.kept[0].why) == ((), "it has changed meanwhile")


def test_files_of_others_are_not_looked_at(store, medium):
    """
    A folder of that name may be a project's own.
    """
    medium(b"unused")
    (store / "media" / "logo.png").write_bytes(b"")

    remove_media(unreferenced(store))

    assert sorted(path.name for path in (store / "media").iterdir()) == [ATTRIBUTES, "logo.png"]


def test_a_linked_folder_forbids(store, medium):
    """
    No store follows a link to a folder: what is behind it may refer to any medium, and so none goes.
    """
    name = medium(b"used")
    refer(store.parent / "elsewhere" / "a.json", name)
    (store / "linked").symlink_to(store.parent / "elsewhere")
    (store / "circle").symlink_to(store)

    found = unreferenced(store)

    assert ([Path(each.name).name for each in found.unreadable], found.can_go) == (["circle", "linked"], False)


def test_a_folder_that_shares_its_media(store, medium):
    """
    One test's folder does not tell what the others refer to.
    """
    medium(b"unused")
    (store / "test_x" / "test_y").mkdir(parents=True)

    with pytest.raises(WrongUse, match=f"understudy gc {store}"):
        unreferenced(store / "test_x" / "test_y")


def test_no_folder(store):
    """
    Nothing at that path is wrong use.
    """
    with pytest.raises(StoreUnusable):
        unreferenced(store)
