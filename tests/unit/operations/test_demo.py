"""The demo: three servers, one answer."""

from __future__ import annotations

import sys

import pytest

from understudy.errors import StoreUnusable, WrongUse
from understudy.operations.demo import Act, demo
from understudy.operations.verify import Verdict, verify


class Listener:
    def __init__(self):
        self.acts, self.heard = [], {}

    def begins(self, act, address, asked):
        assert address.startswith("http://127.0.0.1:")
        assert asked == "what teams are playing in this image?"
        self.acts.append(act)

    def hears(self, text):
        self.heard[self.acts[-1]] = self.heard.get(self.acts[-1], "") + text

    def ends(self, act):
        assert act is self.acts[-1]


def test_the_recorded_answer_is_the_bundled_one_byte_for_byte(tmp_path):
    """
    Offline, twice into the same folder.
    """
    listener = Listener()

    found = [demo(tmp_path / "demo", listener if at else Listener()) for at in range(2)][-1]

    assert found.is_equal
    assert found.first == found.again
    assert found.text == "The teams playing in the image are the Cleveland Cavaliers and the Brooklyn Nets."
    assert listener.heard == dict.fromkeys(Act, found.text)
    assert [each.verdict for each in verify([tmp_path / "demo"])] == [Verdict.OK]
    assert [path.name for path in (tmp_path / "demo").iterdir()] == [found.recording]


def test_without_the_sdk_it_says_how_to_get_it(tmp_path, monkeypatch):
    """
    One command mends it.
    """
    monkeypatch.setitem(sys.modules, "openai", None)

    with pytest.raises(WrongUse, match=r"pip install 'understudy\[demo\]'"):
        demo(tmp_path, Listener())


def test_a_folder_that_cannot_be_written_ends_it_before_it_begins(tmp_path):
    """
    With another one to name.
    """
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreUnusable, match="Name another folder"):
        demo(tmp_path / "file" / "demo", Listener())
