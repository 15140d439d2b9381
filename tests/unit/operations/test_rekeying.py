"""Keys computed anew under the rules of a project."""

from __future__ import annotations

import base64
import json
import shutil

import pytest

from understudy.errors import WrongUse
from understudy.match import fingerprint_of_request, parse_rules
from understudy.model import Mark, Request, Response
from understudy.operations.rekeying import rekey
from understudy.operations.verify import Verdict, verify
from understudy.store import Directory, Draft

CHAT = "https://api.openai.com/v1/chat/completions"


@pytest.fixture
def project(tmp_path):
    """Writes the rules of the project."""

    def write(text):
        (tmp_path / "pyproject.toml").write_text(f"[tool.understudy]\n{text}\n")

    write("")
    return write


@pytest.fixture
def store(tmp_path):
    return tmp_path / "recordings"


@pytest.fixture
def keep(store):
    """Records a question under some rules, and gives the file."""

    def keep(question, *volatile, scope=None, folder=store, **more):
        rules = parse_rules((), volatile)
        body = json.dumps({"model": "m", "messages": [{"role": "user", "content": question}], **more}).encode()
        request = Request("POST", CHAT, (("content-type", "application/json"),), body)
        response = Response(200, (("content-type", "application/json"),), b'{"id":"chatcmpl-1"}', (Mark(0, 1),))
        draft = Draft(scope, request, response, fingerprint_of_request(request, rules), 1, "2026-11-22T12:00:00Z")
        return folder / Directory(folder, rules=rules).save(draft).entry.name

    return keep


def edit(path):
    path.write_text(path.read_text().replace('"model": "m"', '"model": "n"'))


def test_there_is_nothing_to_do_where_the_rules_are_the_same(project, keep, store):
    """
    As long as nobody changes them.
    """
    project("volatile = ['iso-date']")
    keep("Today is 2026-11-22.", "iso-date")

    found = rekey(store)

    assert (found.count, found.is_left) == (1, False)


def test_new_rules_move_recordings(project, keep, store):
    """
    And no value counts that did not before.
    """
    path = keep("Today is 2026-11-22.")
    project("volatile = ['iso-date']")

    [move] = rekey(store).moves

    assert move.path == str(path)
    assert move.stated.startswith("f1:")
    assert move.computed.startswith(f"f1+{parse_rules((), ['iso-date']).digest}:")
    assert move.counting == ()


def test_what_counts_again_is_named(project, keep, store):
    """
    Where a rule was taken away: requests with another value no longer match.
    """
    keep("Today is 2026-11-22, ticket 8c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58.", "iso-date", "uuid")
    project("volatile = ['uuid']")

    [move] = rekey(store).moves

    assert move.counting == (("iso-date", "2026-11-22"),)


def test_pictures_are_not_needed(project, keep, store):
    """
    They stand in files of their own, which are not read.
    """
    picture = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(200)) * 20).decode()
    path = keep("Today is 2026-11-22.", "iso-date", picture=picture)
    shutil.rmtree(store / "media")

    [move] = rekey(store, writes=True).moves

    assert (move.path, move.counting) == (str(path), (("iso-date", "2026-11-22"),))
    assert move.computed in path.read_text()


def test_writing_changes_the_fingerprint_and_no_other_byte(project, keep, store):
    """
    Then there is nothing left to do, and the file is true to itself.
    """
    path = keep("Today is 2026-11-22.")
    before = path.read_bytes()
    project("volatile = ['iso-date']")

    found = rekey(store, writes=True)

    [move] = found.moves
    assert path.read_bytes() == before.replace(move.stated.encode(), move.computed.encode())
    assert (found.is_written, found.is_left) == (True, False)
    assert not rekey(store).is_left
    [verified] = verify([store])
    assert (verified.verdict, verified.note) == (Verdict.OK, "agrees with its fingerprint; ids of an earlier one")


@pytest.mark.parametrize("layout", [{"indent": None}, {"indent": 4}])
def test_writing_leaves_the_layout_of_a_file(layout, project, keep, store):
    """
    Whoever formats files has them so afterwards.
    """
    path = keep("Today is 2026-11-22.")
    path.write_bytes(
        b"\xef\xbb\xbf" + json.dumps(json.loads(path.read_text()), **layout).replace("\n", "\r\n").encode()
    )
    before = path.read_bytes()
    project("volatile = ['iso-date']")

    [move] = rekey(store, writes=True).moves

    assert path.read_bytes() == before.replace(move.stated.encode(), move.computed.encode())


def test_rules_may_be_taken_back(project, keep, store):
    """
    The files are as they were.
    """
    path = keep("Today is 2026-11-22.")
    before = path.read_bytes()

    for rules in ("volatile = ['iso-date']", ""):
        project(rules)
        rekey(store, writes=True)

    assert path.read_bytes() == before


def test_recordings_that_become_one_are_named_and_nothing_is_written(project, keep, store):
    """
    With what differs; those of another scope do not count.
    """
    paths = [keep(f"Day 2026-11-2{number}?", scope="t::a") for number in (1, 2)]
    keep("Day 2026-11-23?", scope="t::b")
    before = [path.read_bytes() for path in paths]
    project("volatile = ['iso-date']")

    found = rekey(store, writes=True)

    [collision] = found.collisions
    assert {collision.one, collision.other} == set(map(str, paths))
    assert (collision.scope, [each.path for each in collision.differences]) == ("t::a", ["messages[0].content"])
    assert (len(found.moves), found.is_written) == (3, False)
    assert [path.read_bytes() for path in paths] == before


def test_folders_of_tests_are_stores_of_their_own(project, keep, store):
    """
    What lies in two of them is never looked up together.
    """
    for number in (1, 2):
        keep(f"Day 2026-11-2{number}?", folder=store / "test_x" / f"test_{number}")
    project("volatile = ['iso-date']")

    found = rekey(store)

    assert (len(found.moves), found.collisions) == (2, ())


@pytest.mark.parametrize("made_under", [(), ("iso-date",)], ids=["none", "rules"])
def test_an_edited_request_is_no_move(made_under, project, keep, store):
    """
    It is left for a person to judge.
    """
    path = keep("Today is 2026-11-22.", *made_under)
    edit(path)
    before = path.read_bytes()
    project("volatile = ['iso-date']")

    found = rekey(store, writes=True)

    [edited] = found.edited
    assert edited.stated.partition(":")[0] == edited.computed.partition(":")[0]
    assert (found.moves, path.read_bytes()) == ((), before)


def test_what_is_no_fingerprint_is_left_to_a_person(project, keep, store):
    """
    Somebody wrote it by hand.
    """
    path = keep("hi")
    fingerprint = json.loads(path.read_text())["understudy"]["fingerprint"]
    path.write_text(path.read_text().replace(fingerprint, "x"))

    [edited] = rekey(store, writes=True).edited

    assert (edited.stated, edited.computed) == ("x", fingerprint)


def test_a_folder_of_tests_may_be_named_from_within(project, keep, store, monkeypatch):
    """
    It is the same place, and its tests' stores are apart.
    """
    for number in (1, 2):
        keep(f"Day 2026-11-2{number}?", folder=store / "test_x" / f"test_{number}")
    project("volatile = ['iso-date']")
    monkeypatch.chdir(store)

    assert rekey("test_x").collisions == ()


def test_an_unreadable_file_hides_no_other(project, keep, store):
    """
    It is named.
    """
    keep("hi")
    (store / "cut.json").write_text('{\n  "request": {\n')

    found = rekey(store)

    assert [each.name for each in found.unreadable] == [str(store / "cut.json")]
    assert (found.count, found.is_left) == (1, True)


def test_a_rule_that_is_none_is_told(project, keep, store):
    """
    With who says it.
    """
    keep("hi")
    project("ignore = ['messages']")

    with pytest.raises(WrongUse, match=r"pyproject\.toml"):
        rekey(store)


def test_verify_goes_by_the_rules_of_the_project(project, keep, store):
    """
    A fingerprint that was made by them is checked by them; an edited request is found.
    """
    project("volatile = ['iso-date']")
    path = keep("Today is 2026-11-22.", "iso-date")

    [whole] = verify([store])
    edit(path)
    [edited] = verify([store])

    assert (whole.verdict, edited.verdict) == (Verdict.OK, Verdict.PROBLEM)
    assert "expected f1+" in edited.problem


def test_verify_checks_what_was_made_without_rules_without_them(project, keep, store):
    """
    And says so.
    """
    path = keep("Today is 2026-11-22.")
    project("volatile = ['iso-date']")

    [whole] = verify([store])
    edit(path)
    [edited] = verify([store])

    assert (whole.verdict, "without the project's rules" in whole.note) == (Verdict.OK, True)
    assert edited.verdict is Verdict.PROBLEM


def test_verify_notes_what_was_made_under_other_rules(project, keep, store):
    """
    It cannot be checked, and is no problem.
    """
    keep("Today is 2026-11-22.", "iso-date")

    [found] = verify([store])

    assert found.verdict is Verdict.OTHER_RULES
    assert found.note.endswith("made under other rules than the project has now")


@pytest.mark.parametrize("stated", ["f1", "", "x"])
def test_verify_takes_no_other_word_for_a_fingerprint(stated, project, keep, store):
    """
    What is none is wrong.
    """
    path = keep("hi")
    fingerprint = json.loads(path.read_text())["understudy"]["fingerprint"]
    path.write_text(path.read_text().replace(fingerprint, stated))

    [found] = verify([store])

    assert found.verdict is Verdict.PROBLEM
