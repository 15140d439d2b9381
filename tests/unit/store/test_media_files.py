"""Media at rest: where they are written, where they are looked for, and what happens if they are not what they were."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.store.media_files import ATTRIBUTES, MediaFiles, media_folder

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(60)
NAME = f"{hashlib.sha256(CONTENT).hexdigest()}.png"


@pytest.mark.parametrize(
    ("store", "folder"),
    [
        ("recordings/test_x/test_y", "recordings/media"),
        ("tests/recordings/test_x/test_y", "tests/recordings/media"),
        ("recordings", "recordings/media"),
        ("recordings/test_x", "recordings/test_x/media"),
        ("stored", "stored/media"),
    ],
)
def test_where_media_are_written(store, folder):
    """
    In the store; those of one test with those of all tests beside it.
    """
    assert media_folder(Path(store)) == Path(folder)


def test_a_medium_is_written_once(tmp_path):
    """
    The second recording finds it there, and so does one in another folder below.
    """
    MediaFiles(tmp_path).keep({NAME: CONTENT})
    before = (tmp_path / "media" / NAME).stat().st_ino

    MediaFiles(tmp_path).keep({NAME: CONTENT})
    MediaFiles(tmp_path / "below").keep({NAME: CONTENT})

    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["media", ATTRIBUTES, NAME]
    assert (tmp_path / "media" / NAME).stat().st_ino == before


@pytest.mark.parametrize("above", ["a/b/media", "a/media", "media"])
def test_a_medium_is_found_beside_and_above(tmp_path, above):
    """
    Beside the recording, and in each folder above it.
    """
    (tmp_path / above).mkdir(parents=True)
    (tmp_path / above / NAME).write_bytes(CONTENT)

    assert MediaFiles(tmp_path / "a").beside("b/x.json")(NAME) == CONTENT


def test_a_missing_medium(tmp_path):
    """
    The error names the file and says how to get it back.
    """
    with pytest.raises(RecordingUnreadable) as raised:
        MediaFiles(tmp_path).beside("x.json")(NAME)

    path = tmp_path / "media" / NAME
    assert str(raised.value).startswith(f"its media file {path} is missing\n")
    assert f"git checkout -- {path}" in str(raised.value)


def test_an_altered_medium(tmp_path):
    """
    Other bytes under its name are never replayed.
    """
    MediaFiles(tmp_path).keep({NAME: CONTENT})
    (tmp_path / "media" / NAME).write_bytes(CONTENT + b"\n")

    with pytest.raises(RecordingUnreadable, match=r"media/.*\.png was altered: it has 69 bytes"):
        MediaFiles(tmp_path).beside("x.json")(NAME)


def test_an_altered_medium_is_mended(tmp_path):
    """
    Recording it again writes what its name says.
    """
    MediaFiles(tmp_path).keep({NAME: CONTENT})
    (tmp_path / "media" / NAME).write_bytes(b"")

    MediaFiles(tmp_path).keep({NAME: CONTENT})

    assert MediaFiles(tmp_path).beside("x.json")(NAME) == CONTENT


def test_a_pointer_of_git_lfs(tmp_path):
    """
    A checkout without the files of LFS is told apart from damage.
    """
    MediaFiles(tmp_path).keep({NAME: CONTENT})
    (tmp_path / "media" / NAME).write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")

    with pytest.raises(RecordingUnreadable, match="git lfs pull"):
        MediaFiles(tmp_path).beside("x.json")(NAME)


def test_a_medium_in_use_is_young(tmp_path):
    """
    A file that is referred to anew is as young as the recording that refers to it, so that nobody collects it before.
    """
    MediaFiles(tmp_path).keep({NAME: CONTENT})
    os.utime(tmp_path / "media" / NAME, (1, 1))

    MediaFiles(tmp_path).keep({NAME: CONTENT})

    assert (tmp_path / "media" / NAME).stat().st_mtime > 1


def test_a_folder_that_cannot_be_written(tmp_path):
    """
    Says so; the recording is not written then, either.
    """
    (tmp_path / "media").write_bytes(b"")

    with pytest.raises(StoreUnusable, match="cannot be written"):
        MediaFiles(tmp_path).keep({NAME: CONTENT})
