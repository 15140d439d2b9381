"""`understudy show`: one recording, as a conversation."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal

from understudy.cli.arguments import Commands, command
from understudy.cli.conversation import print_turn
from understudy.cli.printing import as_json, line, plain
from understudy.cli.thumbnail import are_shown, print_thumbnail
from understudy.cli.unreadable import print_unreadable
from understudy.errors import NotServable, WrongUse
from understudy.model import Recording
from understudy.operations.conversation import usage
from understudy.operations.frames import frames_of
from understudy.operations.prices import PACKAGE, price_of, source
from understudy.operations.showing import Shown, media_of, recordings_at, shown
from understudy.operations.words import counted, duration, size


def add(commands: Commands) -> None:
    """Add the command."""
    example = "understudy show recordings what-teams\nunderstudy show recordings/a.json --raw > body"
    parser = command(commands, "show", "Show recordings: who said what, and how the answer came.", example, run)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument("names", metavar="NAME", nargs="*", help="which ones; a part that no other name has will do")
    parser.add_argument("--price", action="store_true", help="say what an answer's tokens cost today")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--raw", action="store_true", help="print the exact bytes of the answer's body, nothing else")
    how.add_argument("--frames", action="store_true", help="print one line for each frame: when, where, how long, what")


def run(arguments: argparse.Namespace) -> int:
    """Show what is named."""
    recordings, unreadable = recordings_at(arguments.store, arguments.names)
    if arguments.raw:
        return _raw(recordings)
    if arguments.price and source() is None:
        raise WrongUse(
            f"--price needs the package {PACKAGE}, which is not installed"
            "\n\n  Install it with: pip install 'understudy[prices]'"
        )
    if arguments.json:
        documents = [plain(shown(recording)) for recording in recordings]
        for recording, document in zip(recordings, documents, strict=True):
            if arguments.frames:
                document["frames"] = plain(frames_of(recording))
            if arguments.price:
                price = _price(recording)
                document["price_usd"] = None if price is None else float(price)
        as_json({"recordings": documents, "unreadable": unreadable})
        return 1 if unreadable else 0
    for at, recording in enumerate(recordings):
        if at:
            line()
        if arguments.frames:
            _print_frames(recording)
        else:
            _print(shown(recording), _spelt(_price(recording)) if arguments.price else "")
            for content in media_of(arguments.store, recording) if are_shown() else ():
                line()
                print_thumbnail(content)
    for problem in unreadable:
        line()
        print_unreadable(problem)
    if not recordings and not unreadable:
        line((f"0 recordings in {arguments.store}", "dim"))
    return 1 if unreadable else 0


def _raw(recordings: list[Recording]) -> int:
    if len(recordings) != 1:
        raise WrongUse(f"--raw prints one body, and {len(recordings)} recordings are meant\n\n  Name one of them.")
    recording = recordings[0]
    if recording.response.status is None:
        why = recording.not_servable or "nothing answered"
        raise NotServable(f"{recording.name}: holds no HTTP answer: {why}")
    sys.stdout.flush()
    sys.stdout.buffer.write(recording.response.body)
    sys.stdout.buffer.flush()
    return 0


def _price(recording: Recording) -> Decimal | None:
    used = usage(recording)
    return None if used is None else price_of(recording, used)


def _spelt(price: Decimal | None) -> str:
    return "not known" if price is None else f"${price.normalize():f}"


def _print(found: Shown, price: str) -> None:
    line((found.name, "bold"))
    for name, value in (*_facts(found), *([("price", price)] if price else [])):
        line("  ", (f"{name:<13}", "dim"), value)
    if found.not_servable:
        line("  ", ("not servable over HTTP: ", "yellow"), found.not_servable)
    for turn in found.turns:
        line()
        print_turn(turn)


def _facts(found: Shown) -> list[tuple[str, str]]:
    if found.api == "call":
        facts = {"call": found.called}
    else:
        facts = {
            "api": found.api,
            "endpoint": found.endpoint,
            "request": found.called,
            "model": found.model,
            "status": "none" if found.status is None else str(found.status),
            "answer": f"{size(found.size_bytes)}, {counted(found.frames, 'frame')}{', streamed' * found.is_streaming}",
            "ended": found.ended,
        }
    facts |= {"scope": found.scope or "", "format": str(found.format)}
    if found.fingerprint:
        facts["fingerprint"] = found.fingerprint + (f" ({found.sequence})" if found.sequence > 1 else "")
    facts["recorded"] = found.recorded or ""
    facts["tags"] = ", ".join(found.tags)
    facts["media"] = ", ".join(found.media)
    if timing := found.timing:
        first, last = duration(timing.first_ms), duration(timing.last_ms)
        facts["timing"] = f"first chunk after {first}, last after {last}, {counted(timing.chunks, 'chunk')}"
    if found.usage:
        known = {"asked": found.usage.input, "answered": found.usage.output}
        facts["tokens"] = ", ".join(f"{count} {what}" for what, count in known.items() if count is not None)
    facts["settings"] = ", ".join(f"{name} {_setting(value)}" for name, value in found.settings.items())
    return [(name, value) for name, value in facts.items() if value]


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return " ".join(value) or "none"
    text = str(plain(value))
    return text if len(text) <= 60 else text[:59] + "…"


def _print_frames(recording: Recording) -> None:
    line((recording.name, "bold"))
    for at, frame in enumerate(frames_of(recording)):
        when = "" if frame.at_ms is None else f"{frame.at_ms} ms"
        payload = frame.payload.replace("\r", "").replace("\n", "\\n")
        line((f"{at:>5}  {when:>9}  {frame.offset:>8}+{frame.size_bytes:<6}", "dim"), f"  {payload}")
