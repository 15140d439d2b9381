"""Earlier versions of a recording, asked of git."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from understudy.errors import RecordingUnreadable
from understudy.operations.files import files_of
from understudy.operations.versions import version, versions_of

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def git(store):
    """Runs git in the store, whatever its user's configuration says."""
    store.mkdir()

    def git(*words):
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false", *words]
        subprocess.run(command, cwd=store, check=True, capture_output=True)

    git("init", "-q")
    return git


@pytest.fixture
def committed(git, store, keep):
    """A recording in three versions, the last of which is none; its name."""
    name = keep("/v1/chat/completions", {"model": "m"}, {"said": "one"}).name
    for at, (old, new) in enumerate((("", ""), ('"one"', '"two"'), ("{", "no recording {"))):
        path = store / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1) if old else path.read_text("utf-8"), "utf-8")
        git("add", ".")
        git("commit", "-q", "-m", f"version {at}")
    return name


def test_each_commit_is_a_version(store, committed):
    """
    The latest first; each can be read, or says that it is no recording.
    """
    versions = versions_of(store / committed)
    files = files_of(store)

    assert [each.subject for each in versions] == ["version 2", "version 1", "version 0"]
    assert version(files, committed, versions[2].commit).frames[0].content == {"said": "one"}
    assert version(files, committed, versions[1].commit).frames[0].content == {"said": "two"}
    with pytest.raises(RecordingUnreadable):
        version(files, committed, versions[0].commit)


@pytest.mark.parametrize("commit", ["", "HEAD", "--help", "0" * 40, "x; touch here"])
def test_nothing_else_is_a_commit(store, committed, commit):
    """
    It stands in an address, where anybody may write.
    """
    assert version(files_of(store), committed, commit) is None


def test_without_git_there_are_no_versions(store, keep):
    """
    And no error.
    """
    name = keep("/v1/chat/completions", {"model": "m"}, {}).name

    assert versions_of(store / name) == ()


@pytest.mark.parametrize(
    "setting",
    [("core.fsmonitor", "{}"), ("log.showSignature", "1", "gpg.program", "{}"), ("core.pager", "{}")],
    ids=str,
)
def test_a_strangers_checkout_runs_nothing(store, git, committed, tmp_path, setting):
    """
    Its configuration may name programs.
    """
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    for name, value in zip(setting[::2], setting[1::2], strict=True):
        git("config", name, value.format(program))

    commit = versions_of(store / committed)[-1].commit
    version(files_of(store), committed, commit)

    assert not (tmp_path / "ran").exists()
