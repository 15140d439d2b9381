"""What should never have been written, found where it lies."""

from __future__ import annotations

import json

import pytest

from understudy.errors import StoreUnusable
from understudy.operations.auditing import Finding, audit
from understudy.operations.demo import BUNDLED

AWS = "AK" + "IA4X7QZLM2B3C5D6EF"
MEDIUM = "0" * 64 + ".png"


@pytest.fixture
def store(tmp_path):
    """A store with the seed, whose answer may be given other texts."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    document = json.loads(BUNDLED.read_text())

    def write(name="a.json", **texts):
        for number, (field, text) in enumerate(texts.items()):
            if field == "scope":
                document["test_id"] = text
            else:
                document["response"]["body"][number]["__data__"]["choices"][0]["delta"]["content"] = text
        (folder / name).write_text(json.dumps(document, indent=2))
        return folder

    return write


def test_a_clean_store(store):
    """
    Every file counts.
    """
    audited = audit([store(), store("b.json")], is_personal=True)

    assert (audited.files, audited.findings) == (4, ())


def test_each_finding_has_its_place(store, monkeypatch):
    """
    A shape, a value of the environment, what is cut over frames; each once.
    """
    monkeypatch.setenv("ACME_TOKEN", "t0ken-4fX9aQz7")
    folder = store(scope="test[t0ken-4fX9aQz7]", one="no", two=f"a {AWS}")
    cut = store("b.json", scope="test", one=AWS[:7], two=AWS[7:])

    assert audit([folder]).findings == (
        Finding(f"{folder}/a.json", "test_id", "the value of acme-token"),
        Finding(f"{folder}/a.json", "response.body[2].__data__.choices[0].delta.content", "an AWS access key"),
        Finding(
            f"{cut}/b.json",
            "response.body[0].__data__.choices[0].delta.content",
            "an AWS access key, cut over several frames",
        ),
    )


def test_files_that_are_no_recordings_are_looked_at_too(store):
    """
    They are committed as well: damaged ones, notes, media.
    """
    folder = store()
    (folder / "damaged.json").write_text('{"a": "' + AWS)
    (folder / "note.txt").write_text(f"we used {AWS} here")
    (folder / "media").mkdir()
    (folder / "media" / MEDIUM).write_bytes(b"\x89PNG\xff" + AWS.encode() + b"\x00")

    assert {(each.file, each.what) for each in audit([folder]).findings} == {
        (f"{folder}/{name}", "an AWS access key") for name in ("damaged.json", "note.txt", f"media/{MEDIUM}")
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("write to jane.doe+x@mail.example.com!", "a mail address"),
        ("call +44 20 7946 0958 now", "a phone number"),
        ("call (212) 555-0187, or not", "a phone number"),
        ("pay with 4111 1111 1111 1111", None),
        ("pay with 4012 8888 8888 1881.", "the number of a payment card"),
        ("pay with 4012 8888 8888 1882", None),
        ("id 0.4012888888881881, at 1763800000, of 2026-11-22 and v1.2.3", None),
        ("a chat with user@host, on 192.168.100.200", None),
    ],
)
def test_personal_data_is_told_of_on_request(store, text, what):
    """
    Card numbers by their check digit; one of two digits alone is nobody's.
    """
    folder = store(scope="a", one=text)

    assert audit([folder]).findings == ()
    assert [each.what for each in audit([folder], is_personal=True).findings] == ([what] if what else [])


def test_what_a_project_allows_is_not_told(store, tmp_path):
    """
    By the settings above the store.
    """
    (tmp_path / "pyproject.toml").write_text('[tool.understudy]\nallow-secrets = [{pattern = "^AKIA4X7Q"}]\n')

    assert audit([store(scope="a", one=AWS)]).findings == ()


def test_nothing_at_a_path(tmp_path):
    """
    Is an error, and not clean.
    """
    with pytest.raises(StoreUnusable, match="no such folder"):
        audit([tmp_path / "none"])
