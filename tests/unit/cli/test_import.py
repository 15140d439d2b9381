"""`understudy import`."""

from __future__ import annotations

import json
import sys

import pytest

from understudy.formats.vcr import document


def interaction(answer, question="hi"):
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": question}]})
    return {
        "request": {"method": "POST", "uri": "https://api.openai.com/v1/chat/completions", "body": body, "headers": {}},
        "response": {"status": {"code": 200}, "headers": {}, "body": {"string": answer}},
    }


@pytest.fixture
def cassette(here):
    def write(name, *interactions):
        path = here / "cassettes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"version": 1, "interactions": list(interactions)}))

    return write


def test_what_became_of_each(run, golden, cassette, here):
    """
    Line by line: imported, contested, not imported, and why; the status is 1.
    """
    cassette("a.json", interaction("1"), interaction("1"), {"request": interaction("")["request"]})
    cassette("b.json", interaction("2"), interaction("3", "how are you?"))
    cassette("old.json")
    run("import", "cassettes/b.json", "out")
    cassette("c.json", interaction("2"))
    (here / "cassettes" / "older.json").write_text(json.dumps([interaction("4")]))

    ran = run("import", "cassettes", "out")

    assert ran.status == 1
    golden("import", ran.out)


def test_scopes_from_names(run, cassette):
    """
    Then the status is 0, and each recording is its test's.
    """
    cassette("test_chat/test_one.json", interaction("1"))

    ran = run("import", "cassettes", "out", "--scope-from-name")
    listed = run("ls", "out", "--json")

    assert (ran.status, ran.out.splitlines()[-1]) == (0, "1 recording imported to out from 1 cassette")
    assert [each["scope"] for each in listed.json["rows"]] == ["test_chat.py::test_one"]


def test_json(run, cassette):
    """
    For programs.
    """
    cassette("a.json", interaction("1"), "x")

    ran = run("import", "cassettes/a.json", "out", "--scope", "s", "--json")

    assert ran.status == 1
    assert ran.json.keys() == {"store", "cassettes", "imported", "already_there", "not_imported", "contested"}
    assert ran.json["not_imported"] == [
        {"cassette": "cassettes/a.json", "number": 2, "reason": "request: there is none"}
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nowhere", "out"), "nowhere: no such folder or file"),
        (("recordings",), "the following arguments are required: STORE"),
        (("a", "out", "--scope", "s", "--scope-from-name"), "not allowed with argument"),
    ],
)
def test_wrong_use(arguments, complaint, run):
    """
    With what is possible.
    """
    ran = run("import", *arguments)

    assert ran.status == 2
    assert complaint in ran.err


def test_without_pyyaml(run, here, monkeypatch):
    """
    What to install.
    """
    (here / "a.yaml").write_text("interactions: []\n")
    monkeypatch.setitem(sys.modules, "yaml", None)
    document._loader.cache_clear()

    ran = run("import", "a.yaml", "out")

    assert ran.status == 2
    assert ran.err.endswith("pip install 'understudy[import]'\n")


def test_a_layout_for_pytest_needs_no_store(run, golden, cassette, here):
    """
    Each test's recordings lie where the plugin looks.
    """
    cassette("test_chat/test_one.json", interaction("1"))

    ran = run("import", "cassettes", "--layout", "per-test")

    assert ran.status == 0
    assert len(list((here / "recordings" / "test_chat" / "test_one").glob("*.json"))) == 1
    golden("import-per-test", ran.out)


def test_without_a_store_it_says_what_to_write(run, cassette):
    """
    Either of two commands.
    """
    cassette("a.json", interaction("1"))

    ran = run("import", "cassettes")

    assert ran.status == 2
    assert "understudy import cassettes recordings\n" in ran.err
    assert "understudy import cassettes --layout per-test\n" in ran.err


def test_a_folder_without_cassettes(run, here):
    """
    Says how they are known: it may be another folder that was meant.
    """
    (here / "empty").mkdir()

    ran = run("import", "empty", "recordings")

    assert "from 0 cassettes" in ran.out
    assert "Name the folder that holds some." in ran.out
