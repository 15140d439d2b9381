"""Tags given and taken away, and whatever rewrites a file keeps them."""

from __future__ import annotations

import json
import shutil

import pytest

import understudy
from understudy.errors import WrongUse
from understudy.operations.demo import BUNDLED
from understudy.operations.editing import state_of, write_text
from understudy.operations.export import export
from understudy.operations.files import files_of
from understudy.operations.holding import hold
from understudy.operations.load import load
from understudy.operations.pending import Change, Kind, digest_of
from understudy.operations.rekeying import rekey
from understudy.operations.repairing import repair
from understudy.operations.reviewing import Review
from understudy.operations.tagging import LONGEST, MOST, tag, words_of
from understudy.operations.verify import Verdict, verify

CHAT = "/v1/chat/completions"
ANSWER = {"choices": [{"message": {"role": "assistant", "content": "hello"}}]}


@pytest.fixture
def path(keep, store):
    """A recording with two tags."""
    name = keep(CHAT, {"model": "m", "messages": [{"role": "user", "content": "It is 2026-11-22."}]}, ANSWER).name
    tag(files_of(store), name, ["flaky", "slow"])
    return store / name


def test_tags_come_and_go_and_nothing_else_changes(keep, store):
    """
    The file is again what it was, byte for byte.
    """
    recording = keep(CHAT, {"model": "m"}, ANSWER)
    files, path = files_of(store), store / recording.name
    before = path.read_bytes()

    tag(files, recording.name, ["slow", "flaky"])
    again = load(path)

    assert again.tags == ("flaky", "slow")
    assert (again.request, again.response, again.fingerprints) == (
        recording.request,
        recording.response,
        recording.fingerprints,
    )
    tag(files, recording.name, remove=["slow", "flaky", "unknown"])
    assert path.read_bytes() == before


def test_the_seed_can_be_tagged(store):
    """
    Format 1 has a place for that, and its key agrees as before.
    """
    store.mkdir()
    shutil.copy(BUNDLED, store)

    tag(files_of(store), BUNDLED.name, ["first"])

    assert load(store / BUNDLED.name).tags == ("first",)
    assert [each.verdict for each in verify([store])] == [Verdict.OK]
    tag(files_of(store), BUNDLED.name, remove=["first"])
    assert (store / BUNDLED.name).read_bytes() == BUNDLED.read_bytes()


def test_what_somebody_wrote_becomes_words():
    """
    Spaces and commas stand between them.
    """
    assert words_of(" flaky, slow\tneeds-review,,") == ["flaky", "slow", "needs-review"]
    assert words_of("") == []


@pytest.mark.parametrize("wrong", ["x" * (LONGEST + 1), "a\0b", "a\u202eb", "\ud800"])
def test_a_tag_is_a_short_word_that_can_be_seen(wrong):
    """
    Nothing else.
    """
    with pytest.raises(WrongUse, match="is no tag"):
        words_of(wrong)


def test_there_are_not_too_many(path, store):
    """
    A list of them would help nobody.
    """
    with pytest.raises(WrongUse, match=f"may have {MOST}"):
        tag(files_of(store), path.name, map(str, range(MOST)))

    assert load(path).tags == ("flaky", "slow")


@pytest.mark.parametrize("secret", ["AKIAIOSFODNN7REALKEY", "acme-4711", "in-the-environment-xyz"])
def test_a_tag_that_is_a_secret_is_not_written(path, store, monkeypatch, secret):
    """
    By its shape, by the project's rules, or by the environment.
    """
    monkeypatch.setenv("ACME_API_KEY", "in-the-environment-xyz")
    (store.parent / "pyproject.toml").write_text(
        "[tool.understudy]\nredact = [{pattern = 'acme-\\d+', name = 'customer'}]\n"
    )

    with pytest.raises(WrongUse, match="a tag would hold") as told:
        tag(files_of(store), path.name, [secret])

    assert secret not in str(told.value)
    assert load(path).tags == ("flaky", "slow")


def test_a_file_with_a_layout_of_its_own_is_left_to_an_editor(path, store):
    """
    It would be lost.
    """
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=7), "utf-8")

    with pytest.raises(WrongUse, match="laid out in a way of its own"):
        tag(files_of(store), path.name, ["x"])


def rekeyed(path):
    (path.parents[1] / "pyproject.toml").write_text("[tool.understudy]\nvolatile = ['iso-date']\n")
    assert rekey(path.parent, writes=True).moves


def repaired(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert repair(path.parent, writes=True).repairs


def edited(path):
    files = files_of(path.parent)
    write_text(files, path.name, state_of(files, path.name), "good evening")
    assert load(path).text == "good evening"


def accepted(path):
    """As `record` stages it: the recording's twin is replaced, and waits."""
    stage = path.parents[1] / "stage"
    shutil.copytree(path.parent, stage)
    edited(stage / path.name)
    hold(path.parent, "t", {stage / path.name: Change(path.name, Kind.REPLACE, digest_of(path))}, [], "2026-11-29")
    review = Review(path.parent)
    assert load(path).text == "hello"
    review.accept(review.waiting[0])
    assert load(path).text == "good evening"


@pytest.mark.parametrize("rewritten", [rekeyed, repaired, edited, accepted])
def test_whatever_rewrites_a_file_keeps_its_tags(path, rewritten):
    """
    Nobody has to sort recordings twice.
    """
    rewritten(path)

    assert load(path).tags == ("flaky", "slow")


def test_tags_given_while_a_change_waits_stay_and_are_in_nobodys_way(path):
    """
    Whoever accepts it loses nothing, and is not warned of anything; of another change they are.
    """
    stage = path.parents[1] / "stage"
    shutil.copytree(path.parent, stage)
    edited(stage / path.name)
    hold(path.parent, "t", {stage / path.name: Change(path.name, Kind.REPLACE, digest_of(path))}, [], "2026-11-29")
    tag(files_of(path.parent), path.name, ["seen"], ["slow"])
    review = Review(path.parent)
    (waiting,) = review.waiting
    assert waiting.obstacle == ""

    text = path.read_text("utf-8")
    path.write_text(text.replace('"hello"', '"other"'), "utf-8")
    assert "was changed since" in Review(path.parent).waiting[0].obstacle
    path.write_text(text, "utf-8")
    review.accept(waiting)

    assert (load(path).tags, load(path).text) == (("flaky", "seen"), "good evening")


def test_another_form_loses_tags_and_says_so(path, store, tmp_path):
    """
    Format 1 as the other system writes it has no place for them.
    """
    (exported,) = export(store, tmp_path / "other").exported

    assert "tags: flaky, slow" in exported.lost
    assert understudy.load(tmp_path / "other" / exported.file).tags == ()
