"""Recording anew only some of what is recorded: of an API, of a path, older than an age."""

from __future__ import annotations

import pytest

TWO_APIS = """\
def embed(text):
    return httpx.post("URL/v1/embeddings", json={"model": "m", "messages": [{"content": text}]}, trust_env=False).text

@pytest.mark.understudy
def test_y():
    ask('chat'), embed('vector')
"""


@pytest.fixture
def recorded(project):
    """A test that asks two APIs, recorded."""
    project.write("test_x.py", TWO_APIS.replace("URL", project.upstream.url))
    project.run("--understudy=record", passed=1)
    assert project.recorded() == {"recordings/test_x/test_y": {"chat": "chat 1", "vector": "vector 2"}}
    return project


def answers(project):
    [answers] = project.recorded().values()
    return answers


@pytest.mark.parametrize("pattern", ["openai-embeddings", "recordings/test_x/test_y/*-openai-embed*"])
def test_only_what_is_chosen_is_recorded_anew(recorded, pattern):
    """
    The rest is played, its files untouched.
    """
    [kept] = recorded.path.rglob("*-openai-chat-*.json")
    before = kept.stat()

    result = recorded.run("--understudy=record", f"--understudy-renew={pattern}", passed=1)

    assert answers(recorded) == {"chat": "chat 1", "vector": "vector 3"}
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    result.stdout.fnmatch_lines(["1 played exactly, 0 by a weaker rule, 1 recorded, 0 missed, *"])


def test_several_may_be_chosen(recorded):
    """
    The option may be given again; a provider is all its APIs.
    """
    recorded.run("--understudy=record", "--understudy-renew=openai-chat", "--understudy-renew=call", passed=1)
    assert answers(recorded) == {"chat": "chat 3", "vector": "vector 2"}

    recorded.run("--understudy=record", "--understudy-renew=openai", passed=1)
    assert answers(recorded) == {"chat": "chat 4", "vector": "vector 5"}


@pytest.mark.parametrize("setting", ["renew = ['openai-chat']", "renew = 'openai-chat,call'"])
def test_a_project_may_choose(recorded, setting):
    """
    And the environment, with commas; the nearest wins.
    """
    recorded.settings(setting)

    recorded.run("--understudy=record", passed=1)

    assert answers(recorded) == {"chat": "chat 3", "vector": "vector 2"}


def test_the_environment_may_choose(recorded, monkeypatch):
    """
    With commas.
    """
    monkeypatch.setenv("UNDERSTUDY_RENEW", "call, openai-embeddings")

    recorded.run("--understudy=record", passed=1)

    assert answers(recorded) == {"chat": "chat 1", "vector": "vector 3"}


def test_what_chooses_nothing_ends_the_run_before_it_begins(recorded):
    """
    It names who set it, and the APIs that there are.
    """
    result = recorded.run("--understudy=record", "--understudy-renew=opnai")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: --understudy-renew: 'opnai' is neither an API nor a recording below *", "*APIs are *openai-chat*"]
    )


def test_a_choice_without_the_mode_is_refused(recorded):
    """
    It would do nothing.
    """
    result = recorded.run("--understudy-renew=openai")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --understudy-renew: chooses what the mode record renews*the mode is replay"])


def test_a_setting_that_chooses_nothing_does_not_matter_in_replay(recorded):
    """
    The folder it names may be gone.
    """
    recorded.settings("renew = ['recordings/test_gone']")

    recorded.run(passed=1)
    assert recorded.run("--understudy=record").ret == pytest.ExitCode.USAGE_ERROR


def test_in_ci_a_project_chooses_nothing(recorded, monkeypatch):
    """
    Nothing is recorded there, so what is to be renewed does not matter.
    """
    recorded.settings("mode = 'record'\nrenew = ['recordings/test_gone']")
    monkeypatch.setenv("CI", "1")

    recorded.run(passed=1)


def old(project, pattern):
    """Date recordings back."""
    for path in project.path.rglob(pattern):
        text = path.read_text("utf-8")
        start = text.index('"recorded": "') + len('"recorded": "')
        path.write_text(text[:start] + "2020-01-01T00:00:00Z" + text[start + 20 :], "utf-8")


def test_only_what_is_older_is_recorded_anew(recorded):
    """
    By the date that the recording bears.
    """
    old(recorded, "*-openai-chat-*.json")

    recorded.run("--understudy=record", "--understudy-max-age=30d", passed=1)
    recorded.run("--understudy=record", "--understudy-max-age=30d", passed=1)

    assert answers(recorded) == {"chat": "chat 3", "vector": "vector 2"}


def test_an_old_recording_that_says_the_same_is_young_again(recorded):
    """
    Its date is its only line that changes; else it would be asked for in every run.
    """
    [path] = recorded.path.rglob("*-openai-chat-*.json")
    before = path.read_text("utf-8").splitlines()
    old(recorded, path.name)
    recorded.numbered.count = 0

    recorded.run("--understudy=record", "--understudy-max-age=30d", passed=1)
    recorded.run("--understudy=record", "--understudy-max-age=30d", passed=1)

    after = path.read_text("utf-8").splitlines()
    assert {line.strip().partition(":")[0] for line in set(before) ^ set(after)} <= {'"recorded"'}
    assert len(recorded.upstream.received) == 3


def test_a_replay_says_what_has_become_too_old(recorded):
    """
    And how to renew it; nothing fails.
    """
    recorded.settings("max-age = '30d'")
    recorded.run(passed=1).stdout.no_fnmatch_line("*older than*")
    old(recorded, "*.json")

    result = recorded.run(passed=1)

    result.stdout.fnmatch_lines(
        ["2 of 2 played are older than 30d: pytest --understudy=record --understudy-max-age=30d"]
    )


def test_what_is_not_to_be_renewed_is_judged_as_in_replay(recorded):
    """
    A recording that is no longer asked for stays, and fails the test; one that is chosen goes.
    """
    path = recorded.path / "test_x.py"
    path.write_text(path.read_text().replace("ask('chat'), embed('vector')", "ask('other')"))

    result = recorded.run("--understudy=record", "--understudy-renew=openai-chat", passed=1, errors=1)

    assert answers(recorded) == {"other": "other 3", "vector": "vector 2"}
    result.stdout.fnmatch_lines(["1 recording of test_x.py::test_y is unused*", "*1 recorded, 0 missed, 1 unused*"])
