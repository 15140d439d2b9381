"""Which test a cassette belongs to."""

from __future__ import annotations

import pytest

from understudy.formats.vcr import is_cassette, scope_of
from understudy.formats.vcr.trouble import Trouble


@pytest.mark.parametrize(
    ("cassette", "scope"),
    [
        ("tests/cassettes/test_chat/test_one.yaml", "tests/test_chat.py::test_one"),
        ("cassettes/test_chat/test_one.json", "test_chat.py::test_one"),
        ("tests/cassettes/test_chat/TestAll.test_one.yaml", "tests/test_chat.py::TestAll::test_one"),
        ("tests/cassettes/test_chat/test_one[gpt-4.1].yaml", "tests/test_chat.py::test_one[gpt-4.1]"),
        ("tests/cassettes/test_chat/TestAll.test_one[a.b].yaml", "tests/test_chat.py::TestAll::test_one[a.b]"),
        ("tests/cassettes/test_chat/test_one[gpt-4.1]", "tests/test_chat.py::test_one[gpt-4.1]"),
    ],
)
def test_the_layout_of_pytest_recording(cassette, scope, tmp_path):
    """
    The folder is the module, the file is the test.
    """
    assert scope_of(tmp_path / cassette, tmp_path) == scope


def test_a_module_that_is_there_decides(tmp_path):
    """
    Whatever the folder of cassettes is called, and wherever it lies.
    """
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_chat.py").touch()

    assert scope_of(tmp_path / "tests/data/vcr/test_chat/test_one.yaml", tmp_path) == "tests/test_chat.py::test_one"


@pytest.mark.parametrize(
    ("cassette", "reason"),
    [
        ("tests/cassettes/test_one.yaml", "its path does not say which test it belongs to"),
        ("data/test_chat/test_one.yaml", "expected cassettes/MODULE/TEST.yaml"),
        ("cassettes/test_chat/test_o..." + "0" * 32 + ".yaml", "a test cut short"),
        ("../elsewhere/cassettes/test_chat/test_one.yaml", "Run the command where pytest is run"),
    ],
)
def test_a_path_that_does_not_say_it(cassette, reason, tmp_path):
    """
    Nothing is guessed: a wrong scope would hide the recording.
    """
    with pytest.raises(Trouble, match=reason):
        scope_of(tmp_path / cassette, tmp_path)


def test_which_files_of_a_folder_should_be_cassettes(tmp_path):
    """
    By their suffix; without one, by their first words.
    """
    names = {"a.yaml": b"", "b.yml": b"", "c.json": b"", "d.txt": b"hi", "test_x[4.1]": b"interactions:\n- request"}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)

    assert [name for name in names if is_cassette(tmp_path / name)] == ["a.yaml", "b.yml", "c.json", "test_x[4.1]"]
