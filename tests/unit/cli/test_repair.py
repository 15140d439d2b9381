"""`understudy repair`."""

from __future__ import annotations


def test_it_says_what_it_would_do_before_it_does_it(run, golden, keep, here):
    """
    And what is beyond repair, with its way out.
    """
    keep("/v1/chat/completions", {"model": "m", "messages": []}, {"id": "chatcmpl-1", "choices": []})
    [path] = (here / "recordings").glob("openai-chat-*.json")
    written = path.read_bytes()
    path.write_bytes(written[:-1])
    (here / "recordings" / "cut.json").write_text('{"request": {')

    ran = run("repair", "recordings")

    assert ran.status == 1
    golden("repair-found", ran.out)
    assert path.read_bytes() == written[:-1]

    ran = run("repair", "recordings", "--write")

    assert ran.status == 1
    golden("repair-written", ran.out)
    assert path.read_bytes() == written


def test_json(run, here):
    """
    For programs.
    """
    ran = run("repair", "--json")

    assert ran.status == 0
    assert ran.json == {"repairs": [], "left": [], "count": 1, "is_written": False}
