"""Saves that are broken off, on purpose, at one call to the system after another.

Run as a program: cases as JSON on standard input, what became of each as JSON on standard output. Each case runs in a
process of its own, forked here, whose calls of `os`, `io` and `fcntl` are counted: so are those of the standard
library's modules that it uses.
"""

from __future__ import annotations

import errno
import fcntl
import io
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from understudy.engine import Forward, Session
from understudy.errors import MediumUnreadable, StoreUnusable, UnderstudyError
from understudy.match import canonical, fingerprint_of, fingerprint_of_call
from understudy.model import Call, Mark, Mode, Request, Response, Returned
from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of
from understudy.operations.reviewing import Review
from understudy.store import CallDraft, Directory, Draft
from understudy.store.whole_file import HALF_WRITTEN
from understudy.wire.websocket import FROM_CLIENT, FROM_SERVER, MEDIA_TYPE, TEXT, Message

CALLS = {
    os: "open write fsync close link rename replace unlink rmdir mkdir chmod utime stat lstat scandir listdir",
    io: "open",
    fcntl: "flock",
}
SAVED, REFUSED, KILLED, BURST = 0, 10, -signal.SIGKILL, 11

JSON = (("content-type", "application/json"),)
PIXELS = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def draft(answer: str = "first", question: str = "hi", picture: bool = False, **changes: Any) -> Draft:
    """An exchange, the same every time."""
    said: Any = question
    if picture:
        said = [{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXELS}"}}]
    body = {"model": "m", "messages": [{"role": "user", "content": said}]}
    request = Request("POST", "https://api.openai.com/v1/chat/completions", JSON, json.dumps(body).encode())
    got = {"id": "chatcmpl-1", "choices": [{"message": {"role": "assistant", "content": answer}}]}
    response = Response(200, JSON, json.dumps(got).encode(), (Mark(0, 7),))
    print_ = fingerprint_of(canonical(request))
    return replace(Draft(None, request, response, print_, 1, "2026-11-22T20:15:03Z"), **changes)


PICTURED = "openai-chat-4791c0c0.json"
"""The name of the recording with the picture."""


def _pend(folder: Path) -> None:
    """One recording that is to be replaced by a new one, which lies in a stage."""
    stage = folder.parent / "stage"
    name = Directory(stage, media=folder / "media").save(draft("second", picture=True)).entry.name
    change = Change(name, Kind.REPLACE, digest_of(folder / name))
    try:
        hold(folder, "test", {stage / name: change}, (), "2026-11-23T00:00:00Z")
    except OSError as error:
        # It is what whoever calls it makes of it.
        raise StoreUnusable(f"{folder}: cannot be written: {error}\n\n  What was recorded lies in {stage}.") from error


def _accept(folder: Path) -> None:
    review = Review(folder)
    for each in review.waiting:
        review.accept(each)


def _without_links(folder: Path) -> None:
    def link(*_: Any) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    os.link = link
    Directory(folder).save(draft())


Act = Callable[[Path], Any]


def do_nothing(folder: Path) -> None: ...


def save_one(folder: Path) -> None:
    Directory(folder).save(draft(picture=True))


def _call(folder: Path) -> None:
    call, came_to = Call("tools", "search", {"query": "hi"}), Returned("builtins.str", "found")
    Directory(folder).save(CallDraft(None, call, came_to, fingerprint_of_call(call), 1, "2026-11-22T20:15:03Z"))


def _conversation(folder: Path) -> None:
    said = (Message(FROM_CLIENT, TEXT, b'{"type":"hi"}'), Message(FROM_SERVER, TEXT, b'{"type":"hello"}'))
    request = Request("GET", "wss://api.openai.com/v1/realtime?model=m")
    raws = [each.raw() for each in said]
    response = Response(101, (("content-type", MEDIA_TYPE),), b"".join(raws), (Mark(0, 1), Mark(len(raws[0]), 2)))
    Directory(folder).save(draft(request=request, response=response))


def _session(folder: Path) -> None:
    """Records anew what `save_one` saved, and one more answer."""
    session = Session(Directory(folder), Mode.RECORD, today=lambda: "2027-01-01T00:00:00Z")
    for asked in (draft(picture=True), draft(question="more")):
        decision = session.decide(asked.request)
        assert isinstance(decision, Forward)
        decision.capture.head(200, (("content-type", "text/plain"),))
        decision.capture.chunk(b"fine", 1)
        decision.capture.complete()
    session.close()


SCENARIOS: dict[str, tuple[Act, Act]] = {
    "a new store": (do_nothing, lambda folder: Directory(folder).save(draft())),
    "a name that is taken": (
        lambda folder: Directory(folder).save(draft("another")),
        lambda folder: Directory(folder).save(draft()),
    ),
    "a medium": (lambda folder: Directory(folder).save(draft("x", "y")), save_one),
    "a re-recording": (
        save_one,
        lambda folder: Directory(folder).save(draft("second", picture=True, replaces=PICTURED)),
    ),
    "a new date": (
        save_one,
        lambda folder: Directory(folder).save(
            draft(picture=True, replaces=PICTURED, redates=True, recorded="2027-01-01T00:00:00Z")
        ),
    ),
    "no hard links": (lambda folder: Directory(folder).save(draft("another")), _without_links),
    "a function's call": (do_nothing, _call),
    "a conversation": (do_nothing, _conversation),
    "a session that records anew": (save_one, _session),
    "a change that is held": (save_one, _pend),
    "a change that is accepted": (lambda folder: (save_one(folder), _pend(folder)), _accept),
}
"""What is there before, and what is broken off."""

WAITING = ("a change that is held", "a change that is accepted")


class Faulty:
    """The system from here on: one call of all goes wrong."""

    def __init__(self, fault: str, nth: int, folder: Path) -> None:
        self.fault, self.nth, self.folder, self.count = fault, nth, folder, 0
        for module, names in CALLS.items():
            for name in names.split():
                setattr(module, name, self._wrapped(getattr(module, name), name))

    def _wrapped(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            self.count += 1
            if self.count != self.nth:
                return call(*given, **named)
            if name == "write":
                call(given[0], given[1][: len(given[1]) // 2])
            if name == "close":
                call(*given)
                return self._fail(lambda: None)
            return self._fail(lambda: call(*given, **named))

        return wrapped

    def _fail(self, call: Callable[[], Any]) -> Any:
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "vanish":
            count, self.count = self.count, -(10**9)
            shutil.rmtree(self.folder, ignore_errors=True)
            self.count = count
            return call()
        number = getattr(errno, self.fault)
        raise OSError(number, os.strerror(number))


def calls_of(place: Path, scenario: str) -> int:
    """How many calls the whole takes."""
    folder = _fresh(place, scenario)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        system = Faulty("none", 0, folder)
        SCENARIOS[scenario][1](folder)
        count = system.count
        os.write(write, str(count).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    count = int(os.read(read, 100))
    os.close(read)
    return count


def attempt(place: Path, scenario: str, fault: str, nth: int) -> dict[str, Any]:
    """One case: what came of it, and what is wrong with that."""
    before, after = _unbroken(place, scenario)
    folder = _fresh(place, scenario)

    def broken() -> None:
        Faulty(fault, nth, folder)
        SCENARIOS[scenario][1](folder)

    status, said = _in_child(broken)
    found = contents(folder)
    problems = list(_broken_promises(folder, before, after, found, status, said, fault, scenario))
    if not problems:
        problems = list(_lasting(folder, scenario, fault, after))
    return {"scenario": scenario, "fault": fault, "nth": nth, "status": status, "said": said, "problems": problems}


@lru_cache
def _unbroken(place: Path, scenario: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    folder = _fresh(place, scenario)
    before = contents(folder)
    _in_child(lambda: SCENARIOS[scenario][1](folder))
    return before, contents(folder)


def _broken_promises(
    folder: Path,
    before: dict[str, Any],
    after: dict[str, Any],
    found: dict[str, Any],
    status: int,
    said: str,
    fault: str,
    scenario: str,
) -> Any:
    for name, content in found.items():
        if fault == "vanish" and content in (*before.values(), *after.values()):
            continue  # a name may be free again
        if content not in (before.get(name), after.get(name)):
            yield f"{name} is neither the old one nor the new one"
    if fault != "vanish":
        yield from (f"{name} is lost" for name in before.keys() & after.keys() - found.keys())
    if status == SAVED and found != after and fault != "vanish":
        yield f"it says that all went well, and there is {sorted(found)} instead of {sorted(after)}"
    if status not in (SAVED, REFUSED, KILLED):
        yield f"it ended otherwise: {status}: {said}"
    if (
        status == REFUSED
        and "\n\n  " not in said
        # Who only reads what waits says what cannot be read, and has nothing to save.
        and not (scenario in WAITING and "cannot be read" in said)
    ):
        yield f"the error does not say what to do: {said}"
    store = Directory(folder)
    for entry in store.entries():
        try:
            store.load(entry.name)
        except MediumUnreadable as error:
            # It went with the folder, between its own save and the recording's.
            if fault != "vanish":
                yield str(error)


def _lasting(folder: Path, scenario: str, fault: str, after: dict[str, Any]) -> Any:
    """What is wrong once it was done again, and something else was recorded after an hour."""
    if fault == "vanish":
        _fresh(folder.parent, scenario)
    status, said = _in_child(lambda: SCENARIOS[scenario][1](folder))
    if status != SAVED or contents(folder) != after:
        yield f"done again it gives something else: {sorted(contents(folder))}: {said}"
    for path in folder.rglob(f"{HALF_WRITTEN}*"):
        os.utime(path, (1, 1))
    Directory(folder).save(draft("later", "later"))
    yield from (f"{path.name} stays for ever" for path in folder.glob(f"{HALF_WRITTEN}*"))


def _in_child(act: Callable[[], Any]) -> tuple[int, str]:
    read, write = os.pipe()
    child, tell, leave = os.fork(), os.write, os._exit
    if child == 0:
        try:
            act()
        except UnderstudyError as error:
            tell(write, str(error).encode())
            leave(REFUSED)
        except BaseException as error:
            tell(write, f"{type(error).__name__}: {error}".encode())
            leave(BURST)
        leave(SAVED)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _fresh(place: Path, scenario: str) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    folder = place / "recordings"
    place.mkdir(parents=True)
    SCENARIOS[scenario][0](folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that anybody reads, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


if __name__ == "__main__":
    # What a killed process has written is there without it; and it takes longest.
    os.fsync = lambda handle: None
    asked = json.load(sys.stdin)
    place = Path(asked["place"])
    if "cases" in asked:
        json.dump([attempt(place, *case) for case in asked["cases"]], sys.stdout)
    else:
        json.dump({scenario: calls_of(place, scenario) for scenario in SCENARIOS}, sys.stdout)
