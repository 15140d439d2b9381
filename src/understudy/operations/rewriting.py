"""Whether a recording, written again from what was read, gives the same bytes; and media, their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from shlex import quote

from understudy.errors import RecordingUnreadable
from understudy.model import Call, Recording, Response
from understudy.store import CallDraft, Draft
from understudy.store.calls import call_document_of
from understudy.store.media import NAME
from understudy.store.media_files import FOLDER, is_named, media_folder
from understudy.store.reading import read
from understudy.store.referring import with_references
from understudy.store.untrusted import LARGEST_MEDIUM, bytes_of
from understudy.store.writing import document_of, text_of


def check_rewritten(recording: Recording) -> None:
    """Write it and read that; of format 1, which is not written in its own form, nothing is checked.

    Raises:
        RecordingUnreadable: something in it is another one then.
    """
    if recording.format == 1:
        return
    again = _again(recording)
    pairs = {
        "response.body": (_digest(recording.response.body), _digest(again.response.body)),
        "response": (_plain(recording.response), _plain(again.response)),
        "request": (recording.request, again.request),
    }
    if isinstance(recording.request, Call) or isinstance(again.request, Call):
        pairs = {"request": pairs["request"], "response": (recording.outcome, again.outcome)}
    else:
        pairs = {"request.body": (_digest(recording.request.body), _digest(again.request.body)), **pairs}
    for place, (one, other) in pairs.items():
        if one != other:
            found = f": expected {one}, found {other}" if isinstance(one, str) else ""
            raise RecordingUnreadable(
                f"{place}: written again and read, it is not the same{found}"
                f"\n\n  This is a defect of Understudy. The recording itself replays; please report it."
            )


def media_below(store: Path) -> list[Path]:
    """All media of a store, referred to or not."""
    folders = {media_folder(store), *(path for path in store.rglob(FOLDER) if path.is_dir())}
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(path for path in found if NAME.fullmatch(path.name))


def altered_media(store: Path) -> Iterator[tuple[Path, str]]:
    """The media of a store, referred to or not, that are not what their names say, each with what is wrong."""
    for path in media_below(store):
        try:
            if is_named(path.name, content := bytes_of(path, LARGEST_MEDIUM)):
                continue
            problem = f"altered: its {len(content)} bytes have another SHA-256 than its name says"
        except OSError as error:
            problem = f"cannot be read: {error.strerror}"
        yield path, f"{problem}\n\n  Take it back from version control: git checkout -- {quote(str(path))}"


def _again(recording: Recording) -> Recording:
    scope, asked, print_ = recording.scope, recording.request, recording.fingerprints[0]
    date = recording.recorded or ""
    if isinstance(asked, Call):
        assert recording.outcome is not None, "a recording of a call says what it came to"
        document = call_document_of(CallDraft(scope, asked, recording.outcome, print_, recording.sequence, date))
        media: dict[str, bytes] = {}
    else:
        # Its ids are what they are: stable already, or as received.
        draft = Draft(scope, asked, recording.response, print_, recording.sequence, date, stable_ids=False)
        document, media = with_references(document_of(draft))
    return read(text_of(document).decode("utf-8"), recording.name, content=lambda name: media[name])


def _plain(response: Response) -> Response:
    """Names of headers compare without case, and are written without."""
    return replace(response, headers=tuple(sorted((name.lower(), value) for name, value in response.headers)))


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
