"""`understudy audit`."""

from __future__ import annotations

import json
import os

import pytest

from understudy.operations.demo import BUNDLED
from understudy.store import untrusted

AWS = "AK" + "IA4X7QZLM2B3C5D6EF"


def leak(here, text):
    document = json.loads(BUNDLED.read_text())
    document["response"]["body"][1]["__data__"]["choices"][0]["delta"]["content"] = text
    (here / "recordings" / "leaking.json").write_text(json.dumps(document, indent=2) + "\n")


def test_a_clean_store(run):
    """
    Says what was looked at.
    """
    ran = run("audit")

    assert (ran.status, ran.out) == (0, "1 file: nothing found\n")


def test_what_is_found(run, golden, here):
    """
    Where, and what it looks like; never what it is. Then what to do.
    """
    leak(here, f"{AWS} of jane@mail.example")

    ran = run("audit", "recordings", "--personal")

    assert ran.status == 1
    assert AWS not in ran.out
    golden("audit", ran.out)


def test_json(run, here):
    """
    For programs, such as a hook.
    """
    leak(here, AWS)

    ran = run("audit", "recordings/leaking.json", "--json")

    assert ran.status == 1
    assert ran.json == {
        "files": 1,
        "findings": [
            {
                "file": "recordings/leaking.json",
                "path": "response.body[1].__data__.choices[0].delta.content",
                "what": "an AWS access key",
                "is_personal": False,
            }
        ],
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_cannot_be_read_is_told_and_not_waited_for(run, here):
    """
    One file that is none hides no other, and nobody takes it for clean.
    """
    os.mkfifo(here / "recordings" / "pipe.json")

    ran = run("audit")

    assert ran.status == 1
    assert "recordings/pipe.json  nothing that can be read: it is a named pipe, no file" in ran.out
    assert "2 files" in ran.out
    assert "revoke" not in ran.out
    assert "ls -l" in ran.out


def test_a_file_that_may_not_be_read_is_told(run, here, monkeypatch):
    """
    By its name, and not as a defect of ours.
    """
    monkeypatch.setattr(
        untrusted.os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )

    ran = run("audit")

    assert (ran.status, ran.err) == (1, "")
    assert f"recordings/{BUNDLED.name}  nothing that can be read: Permission denied" in ran.out
