"""`understudy show`."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from decimal import Decimal

from understudy.cli import show
from understudy.operations.demo import BUNDLED
from understudy.operations.load import load

CHAT = "/v1/chat/completions"
PICTURE = "data:image/png;base64," + base64.b64encode(bytes(300)).decode()


def test_the_seed(run, golden):
    """
    What is known, then the conversation.
    """
    ran = run("show", "recordings", "what-teams")

    assert (ran.status, ran.err) == (0, "")
    golden("show-seed", ran.out)


def test_the_seeds_frames(run, golden):
    """
    One line for each, whole.
    """
    golden("show-seed-frames", run("show", "recordings/what-teams-are-playing.json", "--frames").out)


def test_a_conversation_with_everything(run, golden, keep):
    """
    A picture, a call, its result, thoughts, settings, timing and tokens.
    """
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Wien"}'}}
    asked = {
        "model": "gpt-4o",
        "temperature": 0,
        "stream": False,
        "tools": [{"type": "function", "function": {"name": "weather"}}],
        "messages": [
            {"role": "system", "content": "Be kind.\nBe short."},
            {
                "role": "user",
                "content": [{"type": "text", "text": "Where?"}, {"type": "image_url", "image_url": {"url": PICTURE}}],
            },
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
        ],
    }
    answer = {
        "id": "chatcmpl-1",
        "choices": [
            {
                "message": {"role": "assistant", "reasoning_content": "hm", "content": "It rains."},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 12, "completion_tokens": 8},
    }
    name = keep(CHAT, asked, answer, scope="tests/test_a.py::test_weather")

    golden("show-conversation", run("show", "recordings", name).out)


def test_an_error_is_readable(run, golden, keep):
    """
    In the API's own words.
    """
    name = keep(CHAT, {"model": "m", "messages": []}, {"error": {"message": "too many requests"}}, status=429)

    golden("show-error", run("show", "recordings", name).out)


def test_a_tools_call_says_that_it_is_not_servable(run, golden, tool_call):
    """
    Provider, name, arguments, result.
    """
    golden("show-tool-call", run("show", "recordings", tool_call).out)


def test_raw_is_the_exact_bytes_and_nothing_else(here):
    """
    Fit for a checksum.
    """
    done = subprocess.run(
        [sys.executable, "-m", "understudy", "show", f"recordings/{BUNDLED.name}", "--raw"], capture_output=True
    )

    assert hashlib.sha256(done.stdout).digest() == hashlib.sha256(load(BUNDLED).response.body).digest()


def test_raw_of_what_was_never_http_is_an_error(run, tool_call):
    """
    With the reason.
    """
    ran = run("show", "recordings", tool_call, "--raw")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("understudy: search.json: holds no HTTP answer: ")


def test_raw_of_several_is_wrong_use(run, tool_call):
    """
    Bodies run together are no body.
    """
    assert run("show", "recordings", "--raw").status == 2


def test_json_has_the_turns_with_their_kinds(run):
    """
    And the frames, when asked for.
    """
    ran = run("show", "recordings", "--json", "--frames")

    (recording,) = ran.json["recordings"]
    assert [turn["role"] for turn in recording["turns"]] == ["user", "user", "assistant"]
    assert recording["turns"][1]["parts"][0]["type"] == "media"
    assert [frame["size_bytes"] for frame in recording["frames"]] == [366, 439, 359, 14]


def test_an_empty_store(run, here):
    """
    Says so: nothing at all would look like success.
    """
    (here / "empty").mkdir()

    ran = run("show", "empty")

    assert (ran.status, ran.out) == (0, "0 recordings in empty\n")


def test_an_unclear_name_lists_what_it_could_mean(run, tool_call):
    """
    Status 2, and the names.
    """
    ran = run("show", "recordings", "json")

    assert ran.status == 2
    assert "\n    search.json\n    what-teams-are-playing.json" in ran.err


def test_a_damaged_file_hides_no_other(run, damaged):
    """
    It is named at the end, and makes the status 1.
    """
    ran = run("show", "recordings")

    assert ran.status == 1
    assert "Cleveland Cavaliers" in ran.out
    assert "unreadable  cut.json: cut short" in ran.out


def test_a_recording_cannot_command_the_terminal(run, keep):
    """
    Escape sequences are shown, not obeyed.
    """
    name = keep(CHAT, {"messages": [{"role": "user", "content": "\x1b[2Jgone"}]}, {"choices": []})

    ran = run("show", "recordings", name)

    assert "\x1b" not in ran.out
    assert "\\x1b[2Jgone" in ran.out


def test_what_an_answer_costs(run, keep, monkeypatch):
    """
    On demand: where a price is known, by the package that knows it.
    """
    answered = {"usage": {"prompt_tokens": 1000, "completion_tokens": 100}, "choices": []}
    keep(CHAT, {"model": "gpt-4o"}, answered)
    keep(CHAT, {"model": "mine"}, answered)
    asked = []

    def price_of(recording, usage):
        asked.append((recording.model, usage.input, usage.output))
        return Decimal("0.0035000") if recording.model == "gpt-4o" else None

    monkeypatch.setattr(show, "price_of", price_of)

    told = run("show", "recordings", "--price").out
    assert ("price        $0.0035\n" in told, "price        not known\n" in told) == (True, True)
    assert sorted(asked) == [("gpt-4o", 1000, 100), ("mine", 1000, 100)]
    found = json.loads(run("show", "recordings", "--price", "--json").out)["recordings"]
    assert [each["price_usd"] for each in found if each["usage"]] == [0.0035, None]
    assert "price" not in run("show", "recordings").out


def test_prices_need_a_package(run, monkeypatch):
    """
    And say which.
    """
    monkeypatch.setattr(show, "source", lambda: None)

    ran = run("show", "recordings", "what-teams", "--price")
    assert ran.status == 2
    assert "--price needs the package genai-prices" in ran.err
    assert "pip install 'understudy[prices]'" in ran.err
