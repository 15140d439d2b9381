"""What a store holds, in rows."""

from __future__ import annotations

import pytest

from understudy.model import Mark
from understudy.operations.conversation import Usage
from understudy.operations.files import files_of
from understudy.operations.listing import Filters, listing
from understudy.operations.tagging import tag

CHAT = "/v1/chat/completions"


def ask(text, model="gpt-4o"):
    return {"model": model, "messages": [{"role": "user", "content": text}]}


def say(text):
    return {
        "choices": [{"message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 7},
    }


@pytest.fixture
def three(keep):
    """Three recordings of three models, two APIs and two scopes."""
    keep(CHAT, ask("Which teams?"), say("Cleveland"), scope="tests/a.py::test_x[1]")
    keep(CHAT, ask("Which city?", "gpt-4o-mini"), say("Brooklyn"))
    keep("/v1/messages", ask("Which year?", "claude-x"), {"content": [{"type": "text", "text": "2018"}]})


@pytest.mark.parametrize(
    ("tags", "models"),
    [
        (("flaky",), {"gpt-4o", "claude-x"}),
        (("FLAKY", "slow"), {"claude-x"}),
        (("fla",), set()),
        (("fla*",), {"gpt-4o", "claude-x"}),
    ],
)
def test_tags_are_words_and_not_parts_of_them(three, store, tags, models):
    """
    Each that is named has to be there.
    """
    files = files_of(store)
    for row in listing(store).rows:
        tag(files, row.name, {"gpt-4o": ["flaky"], "claude-x": ["slow", "flaky"]}.get(row.model, []))

    assert {row.model for row in listing(store, Filters(tags=tags)).rows} == models


def test_a_row_says_what_there_is_to_know(keep, store):
    """
    Everything that finds a recording again.
    """
    marks = (Mark(0, 5), Mark(9, 420))
    recording = keep(CHAT, ask("Which teams?"), say("Cleveland"), scope="s", marks=marks)

    (row,) = listing(store).rows

    assert (row.name, row.api, row.model, row.scope) == (recording.name, "openai-chat", "gpt-4o", "s")
    assert (row.question, row.frames, row.is_streaming, row.status) == ("Which teams?", 1, False, 200)
    assert (row.usage, row.duration_ms, row.format, row.not_servable) == (Usage(5, 7), 420, 2, None)
    assert row.fingerprint == recording.fingerprints[0]


@pytest.mark.parametrize(
    ("filters", "models"),
    [
        (Filters(), {"gpt-4o", "gpt-4o-mini", "claude-x"}),
        (Filters(api="openai"), {"gpt-4o", "gpt-4o-mini"}),
        (Filters(api="*-messages"), {"claude-x"}),
        (Filters(model="GPT-4O"), {"gpt-4o", "gpt-4o-mini"}),
        (Filters(model="gpt-4?"), {"gpt-4o"}),
        (Filters(scope="test_x[1]"), {"gpt-4o"}),
        (Filters(scope="*test_x[1]"), {"gpt-4o"}),
        (Filters(text="brooklyn"), {"gpt-4o-mini"}),
        (Filters(text="which YEAR"), {"claude-x"}),
        (Filters(api="openai", text="2018"), set()),
    ],
    ids=lambda value: "-".join(sorted(value)) or "none" if isinstance(value, set) else str(value),
)
def test_filters_leave_what_fits_all_of_them(three, store, filters, models):
    """
    A pattern with * and ?, or a part; case does not count; brackets are those of test ids.
    """
    found = listing(store, filters)

    assert {row.model for row in found.rows} == models
    assert found.count == 3


def test_an_unreadable_file_is_listed_whatever_the_filters(three, store):
    """
    What cannot be read may be what was looked for.
    """
    (store / "cut.json").write_text('{"request": ')

    found = listing(store, Filters(model="none"))

    assert [problem.name for problem in found.unreadable] == ["cut.json"]


def test_progress_is_told_after_each_file(three, store):
    """
    To its end.
    """
    told = []

    listing(store, progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 3), (2, 3), (3, 3)]
