"""`understudy review`."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of
from understudy.store import Directory

ASKED = {"model": "m", "temperature": 0, "messages": [{"role": "user", "content": "What is the weather?"}]}
OLD = "It is sunny, with a light wind from the west and hardly a cloud in the sky for the rest of the day.\nBye."
NEW = "It is cloudy, with a light wind from the west and hardly a cloud in the sky for the rest of the day.\nBye."
TEST = "tests/test_weather.py::test_says"


def answer(text):
    message = {"role": "assistant", "content": text}
    return {"id": "chatcmpl-1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


@pytest.fixture
def pending(here, keep):
    """One recording that would be replaced, one added, one removed; in the store `recordings`."""
    store = here / "recordings"
    [seed] = store.iterdir()
    seed.unlink()
    stale = keep("/v1/chat/completions", {**ASKED, "temperature": 1}, answer("Gone."), scope=TEST)
    replaced = keep("/v1/chat/completions", ASKED, answer(OLD), scope=TEST)
    before = {path: path.read_bytes() for path in store.iterdir()}
    added = keep("/v1/embeddings", {"model": "e", "input": "weather"}, {"data": []}, scope=TEST)
    (store / replaced).unlink()
    keep("/v1/chat/completions", ASKED, answer(NEW), scope=TEST)
    fresh = {}
    for name, kind in ((replaced, Kind.REPLACE), (added, Kind.ADD)):
        path = here / name
        path.write_bytes((store / name).read_bytes())
        (store / name).unlink()
        fresh[path] = name, kind
    for path, content in before.items():
        path.write_bytes(content)
    changes = {path: Change(name, kind, digest_of(store / name)) for path, (name, kind) in fresh.items()}
    hold(store, TEST, changes, [stale], "2026-11-22T12:00:00Z")
    return {"replaced": replaced, "added": added, "stale": stale}


@pytest.fixture
def typed(monkeypatch):
    """A person types this."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    return lambda text: monkeypatch.setattr(sys, "stdin", Terminal(text))


def texts():
    """What is recorded."""
    store = Directory("recordings")
    return sorted(store.load(entry.name).text for entry in store.entries())


def test_what_is_recorded_and_what_is_new_stand_side_by_side(run, golden, pending, typed):
    """
    What an answer changes, all of what is added and removed; then how many still wait.
    """
    typed("s\ns\ns\n")

    ran = run("review")

    assert (ran.status, ran.err) == (1, "")
    golden("review", ran.out)


def test_each_letter_does_what_it_says(run, pending, typed):
    """
    A question that is not answered is asked again.
    """
    typed("x\n\na\nR\ns\n")

    ran = run("review")

    assert ran.status == 1
    assert ran.out.count("[q]uit: ") == 5
    assert texts() == ["Gone.", NEW]
    assert run("review", "--check").out.startswith(f"remove   recordings/{pending['stale']}")


def test_all_that_is_left_is_accepted_at_once(run, pending, typed):
    """
    After the first was rejected.
    """
    typed("r\nA\n")

    ran = run("review")

    assert (ran.status, "2 changes accepted" in ran.out) == (0, True)
    assert texts() == ["", OLD]
    assert run("review").out == "nothing is pending\n"


@pytest.mark.parametrize("keys", ["q\n", "", "s\nq\n"])
def test_who_quits_changes_nothing_more(run, pending, typed, keys):
    """
    The end of the input quits, too.
    """
    typed(keys)

    ran = run("review")

    assert ran.status == 1
    assert "3 changes still pending" in ran.out
    assert texts() == ["Gone.", OLD]


def test_a_recording_that_changed_since_is_only_taken_by_who_says_so(run, pending, typed, here):
    """
    `A` and `--accept` leave it out; `a` and `--force` take it.
    """
    path = here / "recordings" / pending["replaced"]
    path.write_text(path.read_text().replace("sunny", "edited"))
    typed("A\n")

    ran = run("review")
    refused = run("review", "--accept")

    assert "careful: recordings/" in ran.out
    assert ran.status == refused.status == 1
    assert "edited" in texts()[-1]
    assert f"not accepted recordings/{pending['replaced']}: " in refused.out
    assert f"understudy review --force --accept recordings/{pending['replaced']}" in refused.out
    assert run("review", "--force", "--accept", f"recordings/{pending['replaced']}").status == 0
    assert texts() == ["", NEW]


def test_check_lists_and_is_status_1(run, golden, pending, here):
    """
    For scripts; status 0 where nothing waits.
    """
    ran = run("review", "--check")

    assert ran.status == 1
    golden("review-check", ran.out)
    assert (run("review", "--reject").status, run("review", "--check").status) == (0, 0)


def test_accept_and_reject_take_paths_and_tests(run, golden, pending):
    """
    All others wait on.
    """
    accepted = run("review", "--accept", f"recordings/{pending['added']}")
    rejected = run("review", "--reject", TEST)

    assert (accepted.status, rejected.status) == (0, 0)
    golden("review-accept", accepted.out + rejected.out)
    assert texts() == ["", "Gone.", OLD]


def test_a_pattern_that_means_nothing_is_wrong_use(run, pending):
    """
    With what there is.
    """
    ran = run("review", "--accept", "recordings/nothing.json")

    assert ran.status == 2
    assert f"\n    recordings/{pending['replaced']}\n" in ran.err


def test_without_a_terminal_it_says_what_to_say(run, pending, monkeypatch):
    """
    Nobody is there to be asked.
    """
    monkeypatch.setattr(sys, "stdin", io.StringIO("a\na\na\n"))

    ran = run("review")

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("understudy: 3 changes pending, and nobody is here to be asked\n\n  Say what to do: ")
    assert texts() == ["Gone.", OLD]


def test_force_alone_is_wrong_use(run, pending):
    """
    It says with what it goes.
    """
    ran = run("review", "--force")

    assert (ran.status, ran.err.splitlines()[0]) == (2, "understudy: --force goes with --accept")


def test_json_has_what_differs_and_where_the_files_lie(run, pending, here):
    """
    For programs, and other ways to compare.
    """
    ran = run("review", "--json")

    added, removed, replaced = sorted(ran.json["pending"], key=lambda each: each["kind"])
    assert ran.status == 1
    assert (replaced["test"], replaced["path"]) == (TEST, f"recordings/{pending['replaced']}")
    assert replaced["differences"][0]["part"] == "answer"
    assert replaced["differences"][0]["old"].startswith("It is sunny, with")
    assert (here / replaced["new"]).exists()
    assert (added["kind"], removed["kind"], removed["new"]) == ("add", "remove", "")


def test_json_says_what_was_done(run, pending):
    """
    Also where nothing is left.
    """
    done = run("review", "--json", "--accept", TEST).json
    left = run("review", "--json")

    assert [len(done[name]) for name in ("accepted", "refused", "pending")] == [3, 0, 0]
    assert (left.status, left.json) == (0, {"pending": []})


def test_control_characters_do_not_reach_the_terminal(run, pending, typed, here):
    """
    Whatever a model said.
    """
    [path] = (each for each in here.rglob("new/*.json") if each.name == pending["replaced"])
    path.write_text(path.read_text().replace("cloudy", r"\u001b[31mred\u0007"))
    typed("q\n")

    ran = run("review")

    assert "\x1b" not in ran.out
    assert r"\x1b[31mred\x07" in ran.out


def test_a_damaged_new_file_is_never_accepted(run, pending, typed, here):
    """
    It is said what is wrong with it.
    """
    [path] = (each for each in here.rglob("new/*.json") if each.name == pending["replaced"])
    path.write_text('{\n  "request": {\n')
    typed("a\nq\n")

    ran = run("review")

    assert ran.out.count("cut short: ") == 2
    assert "3 changes still pending" in ran.out
    assert run("review", "--accept").status == 1
    assert OLD in texts()


@pytest.mark.skipif(os.name == "nt", reason="has no pseudo-terminals")
def test_in_a_real_terminal(pending, here):
    """
    In colour, as wide as it is; each letter is asked for.
    """
    import pty

    terminal, inside = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment["TERM"] = "xterm-256color"
    command = [sys.executable, "-m", "understudy", "review"]
    with subprocess.Popen(command, stdin=inside, stdout=inside, env=environment) as process:
        os.close(inside)
        shown = b""
        for letter in (b"a", b"q"):
            shown += _until(terminal, b"[q]uit: ")
            os.write(terminal, letter + b"\n")
        shown += _until(terminal, None)
    os.close(terminal)

    assert process.returncode == 1
    assert b"\x1b[31msunny" in shown
    assert b"\x1b[32mcloudy" in shown
    assert NEW in texts()


def _until(terminal, what):
    """What is shown until this is, or until the end."""
    shown = b""
    while what is None or what not in shown:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so that the other side is closed
            break
        if not piece:
            break
        shown += piece
    return shown
