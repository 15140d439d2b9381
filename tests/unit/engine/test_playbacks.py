from __future__ import annotations

from understudy.engine import playbacks
from understudy.engine.playback import playback_of
from understudy.engine.playbacks import Playbacks
from understudy.model import Recording, Request, Response


def made(name, size=10):
    response, request = Response(200, (), b"x" * size), Request("GET", "https://x/y")
    return playback_of(Recording(name, None, request, response, (), False, "generic", "/y", "", "", ("f1:x",)))


def test_what_was_made_is_found_until_it_is_dropped():
    """
    A recording is read once, and again once it has changed.
    """
    held, playback = Playbacks(), made("a")

    held.add(playback)

    assert held.get("a") is playback
    assert held.get("b") is None
    held.drop("a")
    held.drop("never there")
    assert held.get("a") is None


def test_the_oldest_give_way_when_all_together_are_too_large(monkeypatch):
    """
    A long run over a large store holds so many bytes and no more; one alone may be larger.
    """
    monkeypatch.setattr(playbacks, "HELD_BYTES", 30)
    monkeypatch.setattr(playbacks, "OVERHEAD", 0)
    held = Playbacks()

    for name in "abcd":
        held.add(made(name))
    assert [name for name in "abcd" if held.get(name)] == ["b", "c", "d"]

    held.add(made("c", 20))
    assert [name for name in "abcd" if held.get(name)] == ["c", "d"]

    held.add(made("large", 100))
    assert held.get("large").size == 100
    assert held.get("c") is None


def test_dropping_makes_room(monkeypatch):
    """
    What was let go of no longer counts.
    """
    monkeypatch.setattr(playbacks, "HELD_BYTES", 20)
    monkeypatch.setattr(playbacks, "OVERHEAD", 0)
    held = Playbacks()
    held.add(made("a"))
    held.add(made("a"))
    held.add(made("b"))
    held.drop("a")

    held.add(made("c"))

    assert [name for name in "abc" if held.get(name)] == ["b", "c"]
