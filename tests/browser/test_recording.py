"""A person looks at one recording."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, shown
from tests.browser.stores import keep, made
from understudy.operations.demo import BUNDLED
from understudy.operations.load import load


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """One recording of every kind; the address, and their names."""
    store = tmp_path_factory.mktemp("made") / "recordings"
    names = made(store)
    with shown(store) as address:
        yield address, names


@pytest.fixture
def look(site: tuple[str, dict[str, str]], visit: Visit):
    """Opens one of them."""
    address, names = site

    def look(kind: str, part: str = "") -> Page:
        return visit(f"{address}/recording{part}?name={quote(names[kind])}")

    return look


def test_the_seed_is_a_picture_question_with_its_answer(seed: str, visit: Visit) -> None:
    """
    The picture is elsewhere, and nobody asks for it.
    """
    page = visit(f"{seed}/")
    page.get_by_role("link", name="what teams are playing in this image?").click()

    expect(page.locator(".turn.user").first).to_contain_text("what teams are playing in this image?")
    expect(page.locator(".card")).to_contain_text("LeBron_James_Layup")
    expect(page.locator(".turn.assistant")).to_contain_text(load(BUNDLED).text)
    expect(page.locator("svg.timeline")).to_be_visible()
    assert page.locator("svg.timeline .stroke").count() == len(load(BUNDLED).frames) + 1


def test_an_answer_is_played_at_its_pace(look) -> None:
    """
    Words come one after the other, and at the end all are there; a pause stops them.
    """
    page = look("stream")
    page.locator(".player select").select_option("4")

    page.get_by_role("button", name="Play").click()
    said = page.locator(".played")
    expect(said).to_contain_text("Die Brücke")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    at_rest = said.text_content()
    assert "1052" not in at_rest
    page.wait_for_timeout(200)
    assert said.text_content() == at_rest

    page.get_by_role("button", name="Go on").click()
    expect(said).to_contain_text("1052")
    expect(page.get_by_role("button", name="Again")).to_be_visible()


def test_a_stream_says_how_it_came(look) -> None:
    """
    Until the first frame and the first words, how fast, and where it stood still.
    """
    figures = look("stream").locator(".figures")

    expect(figures).to_contain_text("first frame380 ms")
    expect(figures).to_contain_text("tokens/s")
    expect(figures).to_contain_text("longest pause9")


def test_markdown_is_as_it_is_meant(look) -> None:
    """
    With its tables, and its code in colours.
    """
    page = look("stream")

    expect(page.locator(".said table")).to_contain_text("Hauptfeld")
    expect(page.locator(".said strong")).to_have_text("1.825 m")
    assert page.locator(".said .code .nb").first.text_content() == "print"


def test_a_tools_call_stands_with_its_result(look) -> None:
    """
    Though the API has them in different messages.
    """
    page = look("tools")

    call = page.locator(".call")
    expect(call).to_have_count(1)
    expect(call).to_contain_text("find_hotel")
    expect(call).to_contain_text('"town": "Oslo"')
    expect(call).to_contain_text('"hotel": "Grims Grenka"')
    expect(page.locator(".facts", has_text="tools")).to_contain_text("find_hotel")


def test_pictures_are_seen_and_sound_is_heard(look) -> None:
    """
    Those that are in the recording.
    """
    picture = look("picture")
    expect(picture.locator(".medium img")).to_have_js_property("naturalWidth", 320)
    sound = look("sound")
    sound.evaluate("document.querySelector('audio').load()")
    expect(sound.locator("audio")).to_have_js_property("duration", 0.5)


def test_what_was_spoken_in_pieces_is_heard_at_once(tmp_path: Path, visit: Visit) -> None:
    """
    Half a second of bare samples, a fifth of it in each frame; a browser plays it.
    """
    store = tmp_path / "recordings"
    piece = {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": b64encode(bytes(4800)).decode()}}
    event = {"candidates": [{"index": 0, "content": {"role": "model", "parts": [piece]}}]}
    url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash-tts:streamGenerateContent"
    body = f"data: {json.dumps(event)}\n\n".encode() * 5
    name = keep(store, {"contents": []}, body, url=url, content_type="text/event-stream")
    with shown(store) as address:
        page = visit(f"{address}/recording?name={quote(name)}")

        page.evaluate("document.querySelector('audio').load()")

        expect(page.locator("audio")).to_have_count(1)
        expect(page.locator("audio")).to_have_js_property("duration", 0.5)


def test_reasoning_is_folded(look) -> None:
    """
    Until somebody wants to read it.
    """
    page = look("thought")

    expect(page.get_by_text("Let me count the spans.")).to_be_hidden()
    page.get_by_text("Reasoning").click()
    expect(page.get_by_text("Let me count the spans.")).to_be_visible()


def test_structured_output_is_laid_out(look) -> None:
    """
    JSON that was an answer in one line has lines.
    """
    assert '{\n  "bridges": [\n' in look("json").locator(".turn.assistant pre").text_content()


def test_every_part_of_a_recording_is_a_link_away(look) -> None:
    """
    Frames, bytes, code to paste, and what it is matched by.
    """
    page = look("stream")
    parts = page.get_by_role("navigation", name="Parts of this recording")

    parts.get_by_role("link", name="Frames").click()
    expect(page.locator("tbody tr").first).to_contain_text("380 ms")
    parts.get_by_role("link", name="Raw").click()
    expect(page.locator("main")).to_contain_text("POST https://api.openai.com/v1/chat/completions")
    parts.get_by_role("link", name="Code").click()
    expect(page.locator("pre").first).to_contain_text("Bearer $OPENAI_API_KEY")
    parts.get_by_role("link", name="Matching").click()
    expect(page.locator("main")).to_contain_text("f1:")
    expect(page.locator("main")).to_contain_text("where a server is makes no other request")


def test_code_is_copied(look) -> None:
    """
    All of it, as it is shown.
    """
    page = look("stream", "/code")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre").first.text_content()


def test_bytes_are_saved_as_they_came(look, tmp_path) -> None:
    """
    Each one.
    """
    page = look("stream", "/raw")

    with page.expect_download() as begun:
        page.get_by_role("link", name="Save the exact bytes").last.click()

    content = begun.value.path().read_bytes()
    assert content.startswith(b'data: {"')
    assert content.endswith(b"data: [DONE]\n\n")


def test_shared_recordings_can_all_be_looked_at(public: str, visit: Visit) -> None:
    """
    Those with pictures show them; a model's list, a vision answer, a tool's call.
    """
    page = visit(f"{public}/?text=describe+image")
    page.locator(".rows .asked a").first.click()

    expect(page.locator(".medium img").first).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.medium img').naturalWidth") > 0
    expect(page.locator("svg.timeline")).to_be_visible()


def test_an_answer_is_edited_and_a_recording_deleted(tmp_path, visit: Visit) -> None:
    """
    Where the server was started so.
    """
    store = tmp_path / "recordings"
    name = made(store)["json"]
    with shown(store, "--edit") as address:
        page = visit(f"{address}/recording/edit?name={quote(name)}")

        page.get_by_label("What the answer says").fill("There are two.\nBoth are long.")
        page.get_by_role("button", name="Write").click()
        expect(page.locator(".turn.assistant")).to_contain_text("Both are long.")
        assert load(store / name).text == "There are two.\nBoth are long."

        page.get_by_role("link", name="Edit").click()
        page.get_by_role("button", name="Delete this recording").click()
        expect(page.get_by_role("status")).to_contain_text("7 recordings")
        assert not (store / name).exists()
