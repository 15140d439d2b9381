from __future__ import annotations

import json
import marshal
import os
from hashlib import blake2b
from pathlib import Path

import pytest

from understudy.errors import RecordingUnreadable
from understudy.match import features_of_json
from understudy.store import index
from understudy.store.index import SMALLEST, entries_of, read_text, similar_in

URL = "https://x/v1/embeddings"


def recording(number, scope=None):
    request = {"method": "POST", "url": URL, "headers": {}, "body": {"n": number}}
    return json.dumps({"test_id": scope, "request": request, "response": {}, "understudy": {"format": 2}}, indent=2)


@pytest.fixture
def folder(tmp_path):
    """A store that is large enough to have an index, some of it in a folder below."""
    folder = tmp_path / "recordings"
    (folder / "more").mkdir(parents=True)
    for number in range(SMALLEST):
        name = f"more/{number}.json" if number % 2 else f"{number}.json"
        (folder / name).write_text(recording(number))
    return folder


def scopes(folder):
    return {entry.name: entry.scope for entry in entries_of(folder)}


def read_files(monkeypatch):
    """The names of the files that are really read from now on."""
    names = []

    def noted(path, name):
        names.append(name)
        return read_text(path, name)

    monkeypatch.setattr(index, "read_text", noted)
    return names


def test_a_known_file_is_not_read_again(folder, cache, monkeypatch):
    """
    The second run opens a large store by its index alone, and finds the same.
    """
    first = entries_of(folder)
    names = read_files(monkeypatch)

    assert entries_of(folder) == first
    assert names == []
    assert len(first) == SMALLEST
    assert [entry.name for entry in first] == sorted(entry.name for entry in first)


def test_the_index_lies_outside_of_the_store(folder, cache):
    """
    No run leaves a file that would have to be committed or ignored.
    """
    before = sorted(folder.rglob("*"))

    entries_of(folder)

    assert sorted(folder.rglob("*")) == before
    assert len(list(cache.glob("*.entries"))) == 1


def test_an_edited_file_is_seen(folder, cache, monkeypatch):
    """
    A file that changed is read again, and only that one.
    """
    entries_of(folder)
    (folder / "2.json").write_text(recording(2, "t::new"))
    names = read_files(monkeypatch)

    assert scopes(folder)["2.json"] == "t::new"
    assert names == ["2.json"]


def test_an_edit_that_keeps_size_and_time_is_seen_by_its_inode(folder, cache):
    """
    A file that another one was moved over is another file, however alike they look from outside.
    """
    (folder / "2.json").write_text(recording(2, "t::old"))
    os.utime(folder / "2.json", ns=(1, 1))
    entries_of(folder)
    (folder / "new").write_text(recording(2, "t::new"))
    os.utime(folder / "new", ns=(1, 1))
    os.replace(folder / "new", folder / "2.json")

    assert scopes(folder)["2.json"] == "t::new"


def test_a_removed_file_is_gone_and_a_new_one_is_there(folder, cache):
    """
    The files decide, never the index.
    """
    entries_of(folder)
    (folder / "2.json").unlink()
    (folder / "more" / "new.json").write_text(recording(7, "t::x"))

    assert "2.json" not in scopes(folder)
    assert scopes(folder)["more/new.json"] == "t::x"
    assert len(scopes(folder)) == SMALLEST


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"[]",
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content.replace(b"t::", b"u::"),
        lambda content: content[:20] + b"\xff" + content[21:],
        lambda content: written("0 f0", content),
        lambda content: written(index.EDITION, b"five"),
    ],
    ids=["empty", "json", "cut", "longer", "altered", "no-marshal", "other-edition", "not-ours"],
)
def test_a_damaged_index_is_ignored_and_made_again(damage, folder, cache, monkeypatch):
    """
    Whatever happened to the index costs time and nothing else.
    """
    (folder / "2.json").write_text(recording(2, "t::a"))
    expected = entries_of(folder)
    [file] = cache.glob("*.entries")
    file.write_bytes(damage(file.read_bytes()))

    assert entries_of(folder) == expected
    names = read_files(monkeypatch)
    assert entries_of(folder) == expected
    assert names == []


def written(edition, kept):
    content = marshal.dumps((edition, kept))
    return blake2b(content, digest_size=16).digest() + content


def test_a_note_is_not_read_again(folder, cache, monkeypatch):
    """
    What was found to be no recording is none until it changes.
    """
    (folder / "note.txt").write_text("A note.")
    entries_of(folder)
    names = read_files(monkeypatch)

    assert entries_of(folder) == entries_of(folder)
    assert names == []


def test_entries_are_in_the_order_in_which_they_are_played(folder, cache):
    """
    Read anew or remembered: by sequence, then by name.
    """
    (folder / "0.json").write_text(recording(0).replace('"format": 2', '"format": 2, "sequence": 2'))

    for _ in range(2):
        found = entries_of(folder)
        assert found == sorted(found, key=lambda entry: (entry.sequence, entry.name))
        assert found[-1].name == "0.json"


def test_an_index_that_cannot_be_written_costs_nothing_but_time(folder, tmp_path, monkeypatch):
    """
    A cache folder that is none stops nobody.
    """
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert len(entries_of(folder)) == SMALLEST


def test_a_small_store_has_no_index(tmp_path, cache):
    """
    Where reading takes less than looking up, nothing is left anywhere.
    """
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a.json").write_text(recording(1))

    assert len(entries_of(tmp_path / "store")) == 1
    assert not cache.exists()


def test_what_is_no_recording_is_left_alone(tmp_path):
    """
    Hidden files, files of other kinds and notes in `.txt` are not ours; a `.txt` that begins like one is.
    """
    for name, text in {
        ".hidden.json": "{",
        ".git/x.json": "{",
        "README.md": "# x",
        "note.txt": "A note.",
        "seed.txt": f"\n {recording(1)}",
        "bom.json": f"\ufeff{recording(2)}",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    assert [entry.name for entry in entries_of(tmp_path)] == ["bom.json", "seed.txt"]


@pytest.mark.parametrize(
    "content, complaint",
    [
        (b"{", "more/bad.json: cut short"),
        (b"{}", "more/bad.json: not a recording: expected an object"),
        (b"hello", "more/bad.json: not a recording: line 1, column 1"),
        (b'{"a": "\xff"}', "more/bad.json: not a recording: byte 7 is not UTF-8"),
        (None, "more/bad.json: cannot be read: it leads nowhere"),
    ],
)
def test_an_unreadable_file_is_never_skipped(content, complaint, folder, cache):
    """
    One damaged file among many, or a link to nowhere, is an error that names it: a store is never half read.
    """
    if content is None:
        (folder / "more" / "bad.json").symlink_to(folder / "nowhere")
    else:
        (folder / "more" / "bad.json").write_bytes(content)

    for _ in range(2):
        with pytest.raises(RecordingUnreadable) as caught:
            entries_of(folder)
        assert str(caught.value).startswith(complaint)


def test_a_file_that_is_gone_says_so(tmp_path):
    """
    A file that disappeared is unreadable, not empty.
    """
    with pytest.raises(
        RecordingUnreadable,
        match=r"^a\.json: cannot be read: No such file or directory\n\n  It was there a moment ago\.",
    ):
        read_text(tmp_path / "a.json", "a.json")


def test_each_folder_has_its_own_index(folder, cache, tmp_path):
    """
    Two stores never see each other's entries, by whatever path they are reached.
    """
    other = tmp_path / "other"
    folder.rename(other)
    folder.mkdir()
    for number in range(SMALLEST):
        (folder / f"{number}.json").write_text(recording(number, "t::mine"))
    entries_of(other)
    (tmp_path / "link").symlink_to(folder)

    assert set(scopes(folder).values()) == {"t::mine"}
    assert entries_of(Path(tmp_path / "link")) == entries_of(folder)
    assert len(list(cache.glob("*.entries"))) == 2


def test_what_is_similar_is_remembered(folder, cache):
    """
    Also of recordings that were added, changed or deleted since.
    """
    entries_of(folder)
    (folder / "0.json").write_text(recording(1000))
    (folder / "2.json").unlink()
    (folder / "added.json").write_text(recording(2000))
    entries_of(folder)

    assert [nearest(folder, number) for number in (0, 2, 4, 1000, 2000)] == [
        [],
        [],
        ["4.json"],
        ["0.json"],
        ["added.json"],
    ]


def test_what_is_similar_is_made_again(folder, cache):
    """
    Where that file was lost, and the index was not.
    """
    entries_of(folder)
    for file in cache.glob("*.similar"):
        file.unlink()
    entries_of(folder)

    assert nearest(folder, 4) == ["4.json"]


def test_nothing_is_similar_before_the_folder_was_opened(folder, cache):
    """
    None is not the same as no similar recording.
    """
    assert similar_in(folder) is None


def nearest(folder, number):
    found = similar_in(folder)
    assert found is not None
    alone = set(features_of_json("POST", URL, {"n": number})) - set(features_of_json("POST", URL, {"n": -1}))
    return found.nearest(sorted(alone), 1)
