"""`understudy tag`."""

from __future__ import annotations

import json

import pytest

from understudy.operations.demo import BUNDLED

SEED = BUNDLED.name


def test_tags_are_added_and_taken_away(run, here):
    """
    They stand in the file, and `ls` finds them.
    """
    ran = run("tag", "recordings", "what-teams", "--add", "slow, flaky", "--add", "new")

    assert (ran.status, ran.out, ran.err) == (0, f"{SEED}  flaky new slow\n", "")
    assert json.loads((here / "recordings" / SEED).read_text("utf-8"))["understudy"]["tags"] == ["flaky", "new", "slow"]
    assert SEED in run("ls", "recordings", "--tag", "flaky").out
    assert run("tag", f"recordings/{SEED}", "--remove", "slow new", "--add", "x").out == f"{SEED}  flaky x\n"
    assert run("tag", "recordings", SEED, "--remove", "x flaky").out == f"{SEED}  no tags\n"
    assert (here / "recordings" / SEED).read_bytes() == BUNDLED.read_bytes()


def test_several_at_once_for_programs(run, keep):
    """
    Each with what it has now.
    """
    name = keep("/v1/chat/completions", {"model": "m"}, {"said": "x"})

    found = run("tag", "recordings", "what-teams", name, "--add", "a", "--json").json
    assert found == {"recordings": [{"name": SEED, "tags": ["a"]}, {"name": name, "tags": ["a"]}]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["recordings", "what"], "tag adds tags or takes them away, and none is named"),
        (["recordings", "--add", "x"], "recordings: which recordings are meant?"),
        (["recordings", "zzz", "--add", "x"], "zzz: no recording in recordings has this in its name"),
        (["recordings", "what", "--add", "y" * 41], "'yyyyyyyy'… is no tag: it has 41 characters"),
        (["recordings", "what", "--add", "AKIA" + "QW3RTYUIOPASDFG2"], f"{SEED}: a tag would hold an AWS access key"),
    ],
)
def test_wrong_use(run, here, arguments, said):
    """
    Says what is wrong and what to do, and nothing is written.
    """
    ran = run("tag", *arguments)

    assert ran.status == 2
    assert ran.err.startswith(f"understudy: {said}")
    assert "\n\n  " in ran.err
    assert (here / "recordings" / SEED).read_bytes() == BUNDLED.read_bytes()


def test_one_that_is_damaged(run, damaged):
    """
    By its own name.
    """
    ran = run("tag", "recordings", damaged, "--add", "x")

    assert ran.status == 1
    assert damaged in ran.err
