"""Cassettes become recordings: once each, in order, and what cannot is said."""

from __future__ import annotations

import json
import os

import httpx
import pytest

import understudy
from tests.clients.offline import offline
from understudy.errors import RecordingUnreadable, StoreUnusable, WrongUse
from understudy.operations.files import files_of
from understudy.operations.folders import folder_of
from understudy.operations.importing import import_cassettes
from understudy.operations.tagging import tag
from understudy.operations.verify import Verdict, verify
from understudy.store import Directory

URL = "https://api.openai.com/v1/chat/completions"


def interaction(answer, *, url=URL, body='{"model":"m"}', status=200, **headers):
    kept = {name.replace("_", "-"): [value] for name, value in {"content_type": "application/json", **headers}.items()}
    return {
        "request": {"method": "POST", "uri": url, "body": body, "headers": {"authorization": ["Bearer sk-secret"]}},
        "response": {"status": {"code": status}, "headers": kept, "body": {"string": answer}},
    }


@pytest.fixture
def cassette(tmp_path):
    """Write a cassette."""

    def write(name, *interactions, version=1):
        path = tmp_path / "cassettes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"version": version, "interactions": list(interactions)}))
        return path

    return write


def test_an_import_done_again_leaves_tags(cassette, store):
    """
    What is there already stays as it is.
    """
    path = cassette("a.json", interaction("1"))
    (imported,) = import_cassettes([path], store).imported
    tag(files_of(store), imported.name, ["moved"])

    assert import_cassettes([path], store).already_there == 1
    assert [each.tags for each in recordings(store)] == [("moved",)]


def answers(store, count, scope=None, url=URL):
    with offline(), understudy.use(store, scope=scope), httpx.Client() as client:
        return [client.post(url, content=b'{"model": "m"}').text for _ in range(count)]


def recordings(store):
    return sorted((understudy.load(path) for path in store.glob("*.json")), key=lambda each: each.sequence)


def test_equal_requests_are_answered_in_the_order_of_the_cassette(cassette, store):
    """
    Also where two answers are equal, as those of a poll are.
    """
    path = cassette("a.json", interaction("1"), interaction("1"), interaction("2"))

    result = import_cassettes([path], store)

    assert [(each.number, each.cassette) for each in result.imported] == [(n, str(path)) for n in (1, 2, 3)]
    assert [each.sequence for each in recordings(store)] == [1, 2, 3]
    assert answers(store, 3) == ["1", "1", "2"]


def test_importing_twice_adds_nothing_twice(cassette, store):
    """
    Not even where a cassette has been recorded again meanwhile and says the same, but for its dates.
    """
    path = cassette("a.json", interaction("1"), interaction("1"), interaction("2"))
    import_cassettes([path], store)
    before = {path.name: path.read_bytes() for path in store.iterdir()}
    again = [interaction(text, date="Sun, 22 Nov 2026 10:00:00 GMT", x_request_id="r2") for text in "112"]

    result = import_cassettes([cassette("a.json", *again)], store)

    assert (result.imported, result.already_there) == ((), 3)
    assert {path.name: path.read_bytes() for path in store.iterdir()} == before


def test_what_is_new_comes_after_what_was_there(cassette, store):
    """
    A longer cassette adds its end.
    """
    import_cassettes([cassette("a.json", interaction("1"))], store)

    result = import_cassettes([cassette("a.json", interaction("1"), interaction("2"))], store)

    assert (len(result.imported), result.already_there) == (1, 1)
    assert answers(store, 2) == ["1", "2"]


@pytest.mark.parametrize("is_at_once", [True, False])
def test_equal_exchanges_of_two_cassettes_are_one_recording(is_at_once, cassette, store):
    """
    Imported together or one after the other.
    """
    paths = [cassette("a.json", interaction("1")), cassette("b.json", interaction("1"))]

    results = [import_cassettes(each, store) for each in ([paths] if is_at_once else [[path] for path in paths])]

    assert sum(result.already_there for result in results) == 1
    assert len(recordings(store)) == 1


def test_cassettes_that_contradict_each_other_are_named(cassette, store, tmp_path):
    """
    Without scopes one of them is answered from the other; with scopes each has its own.
    """
    paths = [cassette("test_x/test_a.json", interaction("1")), cassette("test_x/test_b.json", interaction("2"))]

    unscoped = import_cassettes(paths, store)
    scoped = import_cassettes(paths, tmp_path / "scoped", is_scope_from_name=True, root=tmp_path)

    (contested,) = unscoped.contested
    assert (contested.request, contested.cassettes) == (f"POST {URL}", tuple(map(str, paths)))
    assert scoped.contested == ()
    assert answers(tmp_path / "scoped", 1, "test_x.py::test_b") == ["2"]


def test_a_shorter_cassette_contradicts_nobody(cassette, store):
    """
    What it asks is answered as the longer one begins.
    """
    paths = [cassette("a.json", interaction("1")), cassette("b.json", interaction("1"), interaction("2"))]

    assert import_cassettes(paths, store).contested == ()


def test_equal_requests_to_two_servers_do_not_contradict(cassette, store):
    """
    Each is answered from its own.
    """
    here, there = "http://127.0.0.1:1/v1/chat/completions", "http://127.0.0.1:2/v1/chat/completions"

    result = import_cassettes(
        [cassette("a.json", interaction("1", url=here)), cassette("b.json", interaction("2", url=there))], store
    )

    assert (len(result.imported), result.contested) == (2, ())
    assert answers(store, 1, url=there) == ["2"]


def test_a_scope_for_all(cassette, store):
    """
    Such as that of one test whose cassette was named by hand.
    """
    import_cassettes([cassette("a.json", interaction("1"))], store, scope="tests/test_x.py::test_y")

    assert [each.scope for each in recordings(store)] == ["tests/test_x.py::test_y"]


def test_ids_stay_as_they_came(cassette, store):
    """
    Answers are those of the cassette, byte for byte.
    """
    answer = '{"id": "chatcmpl-live", "created":  1790000000}'

    import_cassettes([cassette("a.json", interaction(answer))], store)

    assert answers(store, 1) == [answer]
    (recording,) = store.glob("*.json")
    (verified,) = verify([store])
    assert verified.verdict is Verdict.OK
    assert "sk-secret" not in recording.read_text()


def test_what_cannot_be_moved_is_named_and_the_rest_is(cassette, store):
    """
    With file and number.
    """
    first = cassette("a.json", interaction("1"), {"request": interaction("")["request"]}, interaction("2"))
    second = cassette("b.json", version=2)
    third = first.with_name("c.yaml")
    third.write_bytes(b"\xff\xfe")

    result = import_cassettes([first.parent], store)

    assert [each.number for each in result.imported] == [1, 3]
    assert [(each.cassette, each.number, each.reason) for each in result.not_imported] == [
        (str(first), 2, "response: there is none"),
        (str(second), None, "version: expected 1, found 2"),
        (str(third), None, "not a cassette: byte 0 is not UTF-8"),
    ]


@pytest.mark.skipif(os.name == "nt" or not os.getuid(), reason="needs a file that its reader may not read")
def test_a_cassette_that_may_not_be_read_is_named(cassette, store):
    """
    And is not the end of it.
    """
    cassette("a.json").chmod(0)

    assert "Permission denied" in import_cassettes([cassette("b.json").parent], store).not_imported[0].reason


def test_a_name_that_says_no_scope_is_named(cassette, store, tmp_path):
    """
    Nothing of that cassette is written.
    """
    path = cassette("a.json", interaction("1"))

    result = import_cassettes([path], store, is_scope_from_name=True, root=tmp_path)

    assert [each.cassette for each in result.not_imported] == [str(path)]
    assert not store.exists()


def test_a_folder_is_searched_but_not_what_is_hidden_nor_the_store(cassette, tmp_path):
    """
    Nor other files; each cassette is read once, however often it is named.
    """
    path = cassette("deep/down/a.json", interaction("1"))
    cassette(".hidden/b.json", interaction("2"))
    path.with_name("notes.txt").write_text("not a cassette")
    store = path.parents[2] / "recordings"

    first = import_cassettes([path.parents[2], path], store)
    second = import_cassettes([path.parents[2]], store)

    assert (first.cassettes, len(first.imported)) == (1, 1)
    assert (second.cassettes, second.already_there, second.not_imported) == (1, 1, ())


def test_progress_is_told(cassette, store):
    """
    Cassette by cassette.
    """
    told = []
    cassette("a.json")

    import_cassettes([cassette("b.json").parent], store, progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 2), (2, 2)]


def test_wrong_use(cassette, store, tmp_path):
    """
    No cassette there; no folder to write to; a store with a damaged file.
    """
    path = cassette("a.json", interaction("1"))
    (tmp_path / "file").write_text("x")
    store.mkdir()
    (store / "cut.json").write_text("{")

    with pytest.raises(WrongUse, match="no such folder or file"):
        import_cassettes([tmp_path / "nowhere"], tmp_path / "fresh")
    with pytest.raises((StoreUnusable, RecordingUnreadable)):
        import_cassettes([path], tmp_path / "file")
    with pytest.raises(RecordingUnreadable, match=r"cut\.json"):
        import_cassettes([path], store)


def test_each_test_gets_its_recordings_where_pytest_looks(tmp_path):
    """
    Beside the test file, with the test's scope; a scope that is given says the test where a name cannot.
    """
    (tmp_path / "tests" / "cassettes" / "test_chat").mkdir(parents=True)
    (tmp_path / "tests" / "test_chat.py").write_text("")
    path = tmp_path / "tests" / "cassettes" / "test_chat" / "test_one[a-b].json"
    path.write_text(json.dumps({"version": 1, "interactions": [interaction("1")]}))
    scope = "tests/test_chat.py::test_one[a/b]"

    import_cassettes([tmp_path], None, root=tmp_path)
    import_cassettes([path], None, scope=scope, root=tmp_path)

    for known in ("tests/test_chat.py::test_one[a-b]", scope):
        [entry] = Directory(folder_of(tmp_path / "tests" / "test_chat.py", known)).entries()
        assert entry.scope == known


def test_without_a_store_recordings_are_not_taken_for_cassettes(tmp_path):
    """
    An import can be repeated over the whole project; what tells no test is named.
    """
    (tmp_path / "cassettes" / "test_chat").mkdir(parents=True)
    for name in ("cassettes/test_chat/test_one.json", "lonely.json"):
        (tmp_path / name).write_text(json.dumps({"version": 1, "interactions": [interaction("1")]}))
    import_cassettes([tmp_path], None, root=tmp_path)

    again = import_cassettes([tmp_path], None, root=tmp_path)

    assert (again.cassettes, again.imported, again.already_there) == (2, (), 1)
    assert [each.cassette for each in again.not_imported] == [str(tmp_path / "lonely.json")]
