"""A store in another form, and what becomes of each recording."""

from __future__ import annotations

import base64
import json

import pytest

from understudy.errors import StoreUnusable, WrongUse
from understudy.operations.export import export
from understudy.operations.verify import Verdict, verify
from understudy.store import Directory

CHAT = "/v1/chat/completions"


def ask(text="hi", **more):
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


def test_what_is_exported_reads_back_as_the_same_exchange(keep, sse, store, tmp_path):
    """
    The same request is answered, with the same bytes but for the ids' new names.
    """
    chunks = [
        {"id": "x", "choices": [{"index": 0, "delta": {"content": text}}], "created": 1} for text in ("Hel", "lo")
    ]
    recording = keep(CHAT, ask(stream=True), sse(*chunks), content_type="text/event-stream", scope="tests/a.py::test_b")

    (exported,) = export(store, tmp_path / "out").exported
    again = Directory(tmp_path / "out").load(exported.file)

    new = f"rec-{exported.key[:12]}".encode()
    old = f"rec-{recording.fingerprints[0][3:15]}".encode()
    assert again.response.body == recording.response.body.replace(old, new)
    assert (again.fingerprints[0], again.scope) == (recording.fingerprints[0], recording.scope)
    assert verify([tmp_path / "out"])[0].verdict is Verdict.OK


def test_media_are_inline_in_the_other_form(keep, store, tmp_path):
    """
    Format 1 knows no files beside a recording: what is exported stands alone.
    """
    url = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(50)).decode()
    recording = keep(CHAT, ask([{"type": "image_url", "image_url": {"url": url}}]), {"id": "x"})

    (exported,) = export(store, tmp_path / "out").exported

    assert len(recording.media) == 1
    assert [path.name for path in (tmp_path / "out").rglob("*")] == [exported.file]
    assert Directory(tmp_path / "out").load(exported.file).fingerprints[0] == recording.fingerprints[0]


def test_the_layout_is_the_original_ones(keep, store, tmp_path):
    """
    Two spaces, ASCII, a final newline.
    """
    keep(CHAT, ask("Grüß Gott"), {"choices": []})

    (exported,) = export(store, tmp_path / "out").exported
    text = (tmp_path / "out" / exported.file).read_text("ascii")

    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    assert list(json.loads(text)) == ["test_id", "request", "response", "id_normalization_mapping"]


def test_an_id_that_a_later_request_names_is_renamed_there_too(keep, store, tmp_path):
    """
    Whatever order the files are in.
    """
    first = keep("/v1/responses", {"input": "one"}, {"id": "resp_1", "output": []})
    id_ = f"rec-{first.fingerprints[0][3:15]}"
    keep("/v1/responses", {"input": "two", "previous_response_id": id_}, {"id": "resp_2", "output": []})

    exported = {each.name: each for each in export(store, tmp_path / "out").exported}
    later = next(each for name, each in exported.items() if name != first.name)
    document = json.loads((tmp_path / "out" / later.file).read_text())

    assert document["request"]["body"]["previous_response_id"] == f"rec-{exported[first.name].key[:12]}"


def test_the_first_of_equal_requests_has_the_place(keep, store, tmp_path):
    """
    Format 1 has one answer for each; the others are named.
    """
    second = keep(CHAT, ask(), {"choices": [], "n": 2}, sequence=2)
    first = keep(CHAT, ask(), {"choices": [], "n": 1}, sequence=1)

    result = export(store, tmp_path / "out")

    assert [each.name for each in result.exported] == [first.name]
    assert [each.name for each in result.not_exported] == [second.name]


def test_what_cannot_be_read_is_named(keep, store, tmp_path):
    """
    And the others are exported.
    """
    keep(CHAT, ask(), {"choices": []})
    (store / "cut.json").write_text("{")

    result = export(store, tmp_path / "out")

    assert len(result.exported) == 1
    assert [each.name for each in result.not_exported] == ["cut.json"]


def test_exporting_twice_changes_nothing_and_another_file_is_not_replaced(keep, store, tmp_path):
    """
    A file that says something else may be the only one of its kind.
    """
    keep(CHAT, ask(), {"choices": []})
    (exported,) = export(store, tmp_path / "out").exported
    assert export(store, tmp_path / "out").not_exported == ()

    (tmp_path / "out" / exported.file).write_text("{}")
    result = export(store, tmp_path / "out")

    assert [each.reason.partition(" is ")[2][:25] for each in result.not_exported] == ["there already and differs"]
    assert (tmp_path / "out" / exported.file).read_text() == "{}"


def test_a_wrong_target_is_an_error(keep, store, tmp_path):
    """
    The store itself, or what is no folder.
    """
    recording = keep(CHAT, ask(), {"choices": []})

    with pytest.raises(WrongUse, match="is the store itself"):
        export(store, store)
    with pytest.raises(StoreUnusable, match="not a folder"):
        export(store, store / recording.name)
    with pytest.raises(WrongUse, match="does not exist"):
        export(store, tmp_path / "out", "7")
