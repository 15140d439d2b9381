"""`understudy ls`."""

from __future__ import annotations

ANSWER = {
    "choices": [{"message": {"role": "assistant", "content": "Cleveland"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 12, "completion_tokens": 8},
}


def ask(text, model="gpt-4o-mini"):
    return {"model": model, "messages": [{"role": "user", "content": text}]}


def test_the_seed(run, golden):
    """
    One recording; columns without a value are left out.
    """
    ran = run("ls", "recordings")

    assert (ran.status, ran.err) == (0, "")
    golden("ls-seed", ran.out)


def test_all_kinds_of_files(run, golden, keep, tool_call, damaged):
    """
    A tool's call, an error, and a damaged file, which makes the status 1.
    """
    keep("/v1/chat/completions", ask("Which teams?"), ANSWER, scope="tests/test_a.py::test_teams")
    keep("/v1/chat/completions", ask("Which city?"), {"error": {"message": "too many"}}, status=429)

    ran = run("ls", "recordings")

    assert ran.status == 1
    golden("ls-kinds", ran.out)


def test_filters_and_json(run, keep):
    """
    What fits, and of how many.
    """
    keep("/v1/chat/completions", ask("Which teams?"), ANSWER, scope="tests/test_a.py::test_teams")

    ran = run(
        "ls", "recordings", "--model", "*-mini", "--text", "cleveland", "--api", "openai", "--scope", "test_a", "--json"
    )

    (row,) = ran.json["rows"]
    assert (ran.status, ran.json["count"], ran.json["unreadable"]) == (0, 2, [])
    assert (row["model"], row["usage"], row["duration_ms"]) == ("gpt-4o-mini", {"input": 12, "output": 8}, 1480)


def test_nothing_that_fits(run):
    """
    Said in one line, and no error.
    """
    ran = run("ls", "recordings", "--model", "claude*")

    assert (ran.status, ran.out) == (0, "0 of 1 recording in recordings\n")


def test_a_pipe_gets_names_whole_and_plain(spawn):
    """
    However narrow the terminal it is not.
    """
    ran = spawn("ls", "recordings", COLUMNS="20", FORCE_COLOR="")

    assert "what-teams-are-playing.json" in ran.out
    assert "\x1b" not in ran.out
