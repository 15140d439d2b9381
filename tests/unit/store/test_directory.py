from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace

import pytest

from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.match import parse_rules
from understudy.model import Request
from understudy.store import Directory
from understudy.store.writing import document_of, text_of


def test_a_folder_that_does_not_exist_is_an_empty_store(tmp_path):
    """
    The first run of a project needs no preparation; reading makes no folder.
    """
    store = Directory(tmp_path / "recordings")

    assert list(store.entries()) == []
    assert store.describe() == str(tmp_path / "recordings")
    assert not (tmp_path / "recordings").exists()


@pytest.mark.parametrize("path", ["file/below", "loop"])
def test_a_path_that_cannot_be_a_store_says_so(tmp_path, path):
    """
    A store that cannot be opened is not an empty one.
    """
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(StoreUnusable, match="cannot be opened as a store: "):
        Directory(tmp_path / path).entries()


def test_one_recording_is_a_store(tmp_path, drafted):
    """
    A recording's own file can be given instead of its folder, and is all there is then.
    """
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(text_of(document_of(drafted(scope=name))))

    [entry] = Directory(tmp_path / "a.json").entries()

    assert (entry.name, entry.scope) == ("a.json", "a.json")
    assert Directory(tmp_path / "a.json").load("a.json").scope == "a.json"


def test_one_recording_as_a_store_takes_no_second_one(tmp_path, drafted):
    """
    What would be written beside the file would never be found again: the error says which store would do.
    """
    (tmp_path / "a.json").write_bytes(text_of(document_of(drafted())))

    with pytest.raises(StoreUnusable, match="holds one recording, and cannot take another") as caught:
        Directory(tmp_path / "a.json").save(drafted(sequence=2))

    assert str(caught.value).endswith(f"Use the folder as the store: {tmp_path}")
    assert os.listdir(tmp_path) == ["a.json"]


def test_one_recording_as_a_store_can_be_recorded_again(tmp_path, drafted):
    """
    Its one exchange has its place there.
    """
    (tmp_path / "a.json").write_bytes(text_of(document_of(drafted())))

    saved = Directory(tmp_path / "a.json").save(drafted(replaces="a.json", response_body=b"data: {}\n\n"))

    assert saved.is_changed
    assert Directory(tmp_path).load("a.json").response.body == b"data: {}\n\n"


def test_renaming_a_file_changes_nothing(tmp_path, drafted):
    """
    A name is for people: moved into a folder and called otherwise, a recording answers the same.
    """
    store = Directory(tmp_path)
    saved = store.save(drafted())
    (tmp_path / "below").mkdir()

    (tmp_path / saved.entry.name).rename(tmp_path / "below" / "x.json")

    [entry] = store.entries()
    assert entry.name == "below/x.json"
    assert entry.fingerprints == saved.entry.fingerprints
    assert store.load("below/x.json").response == Directory(tmp_path).load(entry.name).response


@pytest.mark.parametrize("name", ["gone.json", "note.txt"])
def test_a_recording_that_is_none_names_its_file(tmp_path, name):
    """
    The error says where the file is as seen from here.
    """
    (tmp_path / "note.txt").write_text("A note.")

    with pytest.raises(RecordingUnreadable) as caught:
        Directory(tmp_path).load(name)

    assert str(caught.value).startswith(f"{tmp_path}/{name}: ")


def test_a_recording_that_was_damaged_meanwhile_is_not_replaced_in_silence(tmp_path, drafted):
    """
    Whoever edited the file while it is recorded again keeps the edit, and reads what is wrong with it.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    (tmp_path / name).write_text('{"my": "edit"')

    with pytest.raises(RecordingUnreadable) as caught:
        store.save(drafted(replaces=name))

    assert str(caught.value).startswith(f"{tmp_path}/{name}: cut short")
    assert (tmp_path / name).read_text() == '{"my": "edit"'


def test_a_name_that_is_taken_gives_way_to_the_next(tmp_path, drafted):
    """
    Parallel workers that record the same request, and are answered differently, keep all answers.
    """
    answers = [b'data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"%d"}}]}\n\n' % number for number in range(3)]
    drafts = [drafted(response_body=answer, response_marks=()) for answer in answers]

    names = [Directory(tmp_path).save(draft).entry.name for draft in drafts]

    assert sorted(names) == sorted(os.listdir(tmp_path))
    assert len(set(names)) == 3


def test_what_two_processes_record_alike_is_kept_once(tmp_path, drafted):
    """
    The first one's file stays as it is; the second one hears that nothing was to be changed.
    """
    first = Directory(tmp_path).save(drafted())
    written = (tmp_path / first.entry.name).read_bytes()

    second = Directory(tmp_path).save(drafted(recorded="2027-01-05T00:00:00Z"))

    assert (second.entry.name, first.is_changed, second.is_changed) == (first.entry.name, True, False)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [written]


def test_what_was_to_be_replaced_and_is_gone_is_written_anew(tmp_path, drafted):
    """
    Somebody has deleted it, or its folder, while its request was under way. The answer is kept under its name.
    """
    store = Directory(tmp_path / "recordings")
    name = store.save(drafted()).entry.name
    shutil.rmtree(tmp_path / "recordings")

    saved = store.save(drafted(replaces=name))

    assert (saved.entry.name, saved.is_changed) == (name, True)
    assert store.load(name).response.status == 200


def test_what_a_dead_process_left_goes_with_a_later_save(tmp_path, drafted):
    """
    Its temporary file is hidden. After an hour nobody is still writing it, whatever the machine's clock says now.
    """
    for name, age_s in (("old", 7200), ("young", 5)):
        path = tmp_path / f".writing-{name}"
        path.write_bytes(b"half of someth")
        os.utime(path, (time.time() - age_s,) * 2)

    name = Directory(tmp_path).save(drafted()).entry.name

    assert sorted(os.listdir(tmp_path)) == [".writing-young", name]


def test_a_name_does_not_hold_what_is_new_each_time(tmp_path, drafted):
    """
    A recording that was deleted, and is made anew on another day, has the name that it had.
    """

    def named(day):
        asked = b'{"messages":[{"role":"user","content":"Today is %s, and?"}]}' % day.encode()
        draft = drafted(request=Request("POST", "https://api.openai.com/v1/chat/completions", (), asked))
        store = Directory(tmp_path / day, rules=parse_rules(volatile=["iso-date"]))
        return store.save(replace(draft, fingerprint="f1+0000beef:0")).entry.name

    assert named("2026-11-22") == named("2027-01-05")
    assert named("2026-11-22").startswith("openai-chat-today-is-iso-date-1-and-")
