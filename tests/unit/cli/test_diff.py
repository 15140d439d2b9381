"""`understudy diff`."""

from __future__ import annotations

import shutil
import subprocess

import pytest

CHAT = "/v1/chat/completions"
ONE, OTHER = {"id": "c1", "said": "rain in Wien"}, {"id": "c1", "said": "snow in Wien"}


@pytest.fixture
def two(keep):
    """Names of two recordings that answer differently."""
    return keep(CHAT, {"model": "m", "n": 1}, ONE), keep(CHAT, {"model": "m", "n": 2}, OTHER)


def test_two_of_a_store(run, golden, two):
    """
    Side by side, under their names; what is equal is left out.
    """
    ran = run("diff", "recordings", *two)

    assert (ran.status, ran.err) == (1, "")
    golden("diff", ran.out)


def test_two_files(run, two):
    """
    The same, wherever they lie.
    """
    ran = run("diff", *(f"recordings/{name}" for name in two))

    assert ran.status == 1
    assert "rain" in ran.out
    assert "snow" in ran.out


def test_the_same_twice(run, two):
    """
    As `diff` has it: nothing was found.
    """
    ran = run("diff", "recordings", two[0], two[0])

    assert (ran.status, ran.out) == (0, "nothing differs but what differs with every call\n")


def test_for_programs(run, two):
    """
    Lines as they stand beside each other, and places in the JSON of both.
    """
    found = run("diff", "recordings", *two, "--json").json

    assert found["recordings"] == list(two)
    assert {"part": "answer", "old": '  "said": "rain in Wien"', "new": '  "said": "snow in Wien"'} in found[
        "differences"
    ]
    assert found["paths"]["request"] == [{"path": "n", "old": "1", "new": "2"}]
    assert {"path": "said", "old": '"rain in Wien"', "new": '"snow in Wien"'} in found["paths"]["answer"]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_what_a_recording_was(run, here, two):
    """
    In any commit that git knows, by hash, branch or `HEAD~1`.
    """
    name = two[0]
    path = here / "recordings" / name

    def git(*words):
        who = ["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=here, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    path.write_text(path.read_text("utf-8").replace("rain", "hail"), "utf-8")

    for arguments in (("recordings", name), (f"recordings/{name}",)):
        ran = run("diff", *arguments, "--at", "HEAD")
        assert ran.status == 1
        assert "rain" in ran.out
        assert "hail" in ran.out
    git("add", ".")
    git("commit", "-qm", "two")
    assert run("diff", "recordings", name, "--at", "HEAD").status == 0
    assert run("diff", "recordings", name, "--at", "HEAD~1").status == 1
    assert "zzz: no commit that git knows" in run("diff", "recordings", name, "--at", "zzz").err
    assert "--help: no commit" in run("diff", "recordings", name, "--at=--help").err
    git("rm", "-q", "--cached", "-r", "recordings")
    git("commit", "-qm", "three")
    gone = run("diff", "recordings", name, "--at", "HEAD")
    assert (gone.status, f"{name}: not in HEAD" in gone.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["recordings"], "diff compares two recordings, and 0 are named"),
        (["recordings", "a"], "diff compares two recordings, and 1 are named"),
        (["recordings", "what", "zzz"], "zzz: no recording in recordings has this in its name"),
        (["recordings", "--at", "HEAD"], "--at compares one recording with what it was, and none are named"),
        (["recordings", "a", "b", "--at", "HEAD"], "--at compares one recording with what it was, and 2 are named"),
        (["nowhere", "a", "b"], "nowhere: no such folder or file"),
    ],
)
def test_wrong_use(run, arguments, said):
    """
    Says what is wrong, and what to do.
    """
    ran = run("diff", *arguments)

    assert ran.status == 2
    assert ran.err.startswith(f"understudy: {said}\n\n  ")


def test_one_that_is_damaged(run, two, damaged):
    """
    By its own name.
    """
    ran = run("diff", "recordings", two[0], damaged)

    assert ran.status == 1
    assert f"recordings/{damaged}: " in ran.err
