"""Two recordings beside each other."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest


def test_words_and_paths_that_differ_are_shown(ask, chat):
    """
    Each on its side.
    """
    one, other = chat("who won?", "Cleveland won by five"), chat("who won?", "Brooklyn won by five", model="gpt-5")

    page = ask("/compare", params={"pick": [one, other]}).text

    assert re.findall(r"<del>\s*([^<]*?)\s*</del>", page) == ["Cleveland"]
    assert re.findall(r"<ins>\s*([^<]*?)\s*</ins>", page) == ["Brooklyn"]
    assert "<code>model</code>" in page
    assert "<code>choices[0].message.content</code>" in page


def test_equal_ones_say_the_same(ask, chat):
    """
    Nothing is made up.
    """
    name = chat()

    assert "Both say the same." in ask("/compare", params={"pick": [name, name]}).text


def test_one_is_not_enough(ask, chat):
    """
    Nor are three.
    """
    name = chat()

    for names in ([], [name], [name] * 3):
        answer = ask("/compare", params={"pick": names})
        assert (answer.status_code, "choose two" in answer.text) == (404, True)


def test_a_version_is_compared_with_what_is_there_now(ask, chat, store):
    """
    Where git keeps the store.
    """
    if shutil.which("git") is None:
        pytest.skip("needs git")
    name = chat("who won?", "Cleveland won")
    identity = ["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "first of all"]):
        subprocess.run(["git", *words], cwd=store, check=True, capture_output=True)
    path = store / name
    path.write_text(path.read_text("utf-8").replace("Cleveland won", "Brooklyn won"), "utf-8")

    link = re.search(r'href="(/compare[^"]*)"', ask(f"/recording?name={name}").text)[1].replace("&amp;", "&")
    page = ask(link).text

    assert re.findall(r"<(del|ins)>\s*([^<]*?)\s*</", page) == [("del", "Cleveland"), ("ins", "Brooklyn")]
    assert ask(f"/compare?pick={name}&at=0000000").status_code == 404
