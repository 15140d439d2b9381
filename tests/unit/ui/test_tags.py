"""Tags on pages."""

from __future__ import annotations

import json

import pytest

from understudy.operations.catalogue import Query
from understudy.operations.files import files_of
from understudy.operations.load import load
from understudy.operations.tagging import tag

ORIGIN = "http://127.0.0.1:8080"
EVIL = "<script>window.hacked = 1</script>"


@pytest.fixture
def send(opened):
    """Sends the form of tags; gives the answer."""

    def send(name, edits=True, **fields):
        ask = opened(edits=edits)
        form = {"token": ask.site.context.token, "name": name, **fields}
        return ask("/recording/tags", method="POST", data=form, headers={"origin": ORIGIN})

    return send


def test_tags_are_added_and_taken_away(chat, send, store):
    """
    Several at once; and the page is that of the recording again.
    """
    name = chat()

    answer = send(name, add="slow, flaky slow")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/recording?name={name}")
    assert load(store / name).tags == ("flaky", "slow")
    send(name, remove="slow")
    assert load(store / name).tags == ("flaky",)


@pytest.mark.parametrize("fields", [{"add": "x" * 50}, {"add": "AKIAIOSFODNN7REALKEY"}], ids=["long", "secret"])
def test_what_is_no_tag_is_refused(chat, send, store, fields):
    """
    With a page that says why.
    """
    name = chat()

    answer = send(name, **fields)

    assert answer.status_code == 400
    assert "AKIA" not in answer.text
    assert load(store / name).tags == ()


def test_read_only_pages_show_tags_and_change_none(chat, send, opened, store):
    """
    As links to all that have them.
    """
    name = chat()
    tag(files_of(store), name, ["flaky"])
    page = opened()(f"/recording?name={name}").text

    assert 'href="/?tag=flaky"' in page
    assert "/recording/tags" not in page
    assert send(name, edits=False, add="x").status_code == 403
    assert load(store / name).tags == ("flaky",)


def test_the_list_is_filtered_by_a_tag(chat, opened, store):
    """
    By the address; the filter says how many have it, and search finds it, too.
    """
    names = [chat(question) for question in ("one", "two", "three")]
    for name in names[:2]:
        tag(files_of(store), name, ["flaky"])
    ask = opened()
    page = ask("/?tag=flaky").text

    assert '<option value="flaky" selected>flaky (2)</option>' in page
    assert [name in page for name in names] == [True, True, False]
    assert [name in ask("/?text=flaky").text for name in names] == [True, True, False]
    assert [name in ask("/?text=flaky&tag=flaky&order=duration").text for name in names] == [True, True, False]
    assert "No recording fits." in ask("/?tag=other").text


def test_a_tag_that_went_is_gone_from_the_filter(chat, opened, store):
    """
    As soon as the file is read again.
    """
    name = chat()
    tag(files_of(store), name, ["flaky"])
    catalogue = opened().site.context.catalogue
    catalogue.look(60)
    assert catalogue.facet("tag") == [("flaky", 1)]

    tag(files_of(store), name, ["steady"], ["flaky"])
    catalogue.look_again()
    catalogue.look(60)

    assert catalogue.facet("tag") == [("steady", 1)]
    assert catalogue.page(Query(tag="flaky"), 10).count == 0


def test_what_a_stranger_wrote_as_tags_is_harmless(chat, opened, store):
    """
    However many, however long, and whatever is in them; what is not shown is said.
    """
    name = chat()
    document = json.loads((store / name).read_text("utf-8"))
    document["understudy"]["tags"] = [EVIL, "x" * 100_000, "\ud800", *map(str, range(10_000))]
    (store / name).write_text(json.dumps(document), "utf-8")
    ask = opened(edits=True)

    for path in ("/", f"/recording?name={name}", "/?tag=%3Cscript%3E"):
        page = ask(path)
        assert page.status_code == 200
        assert EVIL not in page.text
        assert len(page.text) < 200_000
