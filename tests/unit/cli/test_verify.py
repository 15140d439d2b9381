"""`understudy verify`."""

from __future__ import annotations

import json

from understudy.operations.demo import BUNDLED

SEED_KEY = "a6ad8748dce1ebe53352c6ac4ccd9b209d614ce5c6ff86992b4aed3dc344eafc"
SEED_URL = "https://api.openai.com/v1/chat/completions"


def test_the_seed(run, golden):
    """
    One file: the full key, and what agrees with it.
    """
    ran = run("verify", f"recordings/{BUNDLED.name}")

    assert ran.status == 0
    assert SEED_KEY in ran.out
    golden("verify-seed", ran.out)


def test_several_files(run, golden, keep, damaged):
    """
    A line for each; what is wrong with its way out; the sum.
    """
    keep("/v1/chat/completions", {"model": "m", "messages": []}, {"id": "chatcmpl-1", "choices": []})

    ran = run("verify", "recordings")

    assert ran.status == 1
    golden("verify-several", ran.out)


def test_a_key_of_unknown_rules_is_seen_and_is_no_failure(run, golden, here):
    """
    Explained below.
    """
    document = json.loads(BUNDLED.read_text())
    document["request"]["body"]["temperature"] = 0
    (here / "recordings" / BUNDLED.name).write_text(json.dumps(document, indent=2) + "\n")

    ran = run("verify", "recordings")

    assert ran.status == 0
    golden("verify-other-rules", ran.out)


def test_json_has_the_full_key(run):
    """
    For programs.
    """
    (file,) = run("verify", "recordings", "--json").json["files"]

    assert (file["verdict"], file["format"], file["key"], file["stated"]) == ("ok", 1, SEED_KEY, [SEED_KEY[:12]])


def test_deep_looks_at_media_that_nothing_refers_to(run, here):
    """
    Each of them is what its name says.
    """
    (here / "recordings" / "media").mkdir()
    (here / "recordings" / "media" / f"{'0' * 64}.png").write_bytes(b"")

    assert run("verify", "recordings").status == 0
    ran = run("verify", "recordings", "--deep")

    assert ran.status == 1
    assert f"problem  recordings/media/{'0' * 64}.png: altered: its 0 bytes have another SHA-256" in ran.out
