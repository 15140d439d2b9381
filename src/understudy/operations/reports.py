"""What processes report of a session that they share: told by their journals, and added to another one."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from understudy.engine.journal import Ambiguity, Journal, WeakerMatch
from understudy.misses import Miss, from_json, to_json
from understudy.operations.reporting import Reporter


class ReportingJournal(Journal):
    """A journal that tells each entry as it is made."""

    def __init__(self, reporter: Reporter) -> None:
        # What tells does not know this journal: one that is done with goes at once, and waits for no collector.
        self._tell = tell = reporter.tell
        self._sent = 0
        super().__init__()
        self._played = _Told(lambda name: tell("played", name=name))
        self.side_traffic = _Told(lambda name: tell("side", name=name))
        self.ambiguous = _ToldAmbiguous(
            lambda fingerprint, each: tell("ambiguous", fingerprint=fingerprint, ambiguity=asdict(each))
        )
        self.kept = _ToldKept(lambda name, is_changed: tell("kept", name=name, is_changed=is_changed))

    @property
    def sent(self) -> int:
        """Requests that went to an upstream."""
        return self._sent

    @sent.setter
    def sent(self, count: int) -> None:
        if count > self._sent:
            self._tell("sent")
        self._sent = count

    def unsend(self) -> None:
        """One of these did not: there is nowhere that it could go."""
        super().unsend()
        self._tell("unsent")

    def fault(self, fault: str, name: str) -> None:
        """This fault befell an answer from this recording, which does not count as played."""
        super().fault(fault, name)
        self._tell("fault", fault=fault, name=name)

    def follow(self, name: str, count: int) -> None:
        """So many volatile values were put into the answer of this recording."""
        super().follow(name, count)
        if count:
            self._tell("followed", name=name, count=count)

    def pass_over(self, reason: str) -> None:
        """One more answer came and was not kept."""
        super().pass_over(reason)
        self._tell("not kept", reason=reason)

    def ask_again(self) -> None:
        """One more request asks for what nothing was kept of."""
        super().ask_again()
        self._tell("asked again")

    def weaken(self, match: WeakerMatch) -> None:
        """A recording answered another request than its own."""
        super().weaken(match)
        self._tell("weaker", match=asdict(match))

    def miss(self, miss: Miss) -> None:
        """One more."""
        super().miss(miss)
        self._tell("missed", miss=to_json(miss))

    def refuse(self, host: str, text: str) -> None:
        """One more connection that no recording can answer."""
        super().refuse(host, text)
        self._tell("refused", host=host, text=text)

    def excuse(self, miss: Miss, name: str) -> None:
        """The miss was side traffic of this name, and counts as that."""
        super().excuse(miss, name)
        self._tell("excused", miss=to_json(miss))


class _Told(Counter[str]):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def __setitem__(self, name: str, count: int) -> None:
        risen = count - self[name]
        super().__setitem__(name, count)
        for _ in range(risen):
            self._tell(name)


class _ToldKept(dict[str, bool]):
    def __init__(self, tell: Callable[[str, bool], None]) -> None:
        super().__init__()
        self._tell = tell

    def __setitem__(self, name: str, is_changed: bool) -> None:
        super().__setitem__(name, is_changed)
        self._tell(name, is_changed)


class _ToldAmbiguous(dict[str, Ambiguity]):
    def __init__(self, tell: Callable[[str, Ambiguity], None]) -> None:
        super().__init__()
        self._tell = tell

    def __setitem__(self, fingerprint: str, ambiguity: Ambiguity) -> None:
        super().__setitem__(fingerprint, ambiguity)
        self._tell(fingerprint, ambiguity)


class Reports:
    """The reports in a folder, each line read once."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._read: dict[str, int] = {}
        """How far each file has been read."""
        self.joined = 0
        """Interpreters that reported in."""
        self.aside = 0
        """Those in which pytest opened sessions of its own."""
        self.noted: list[Miss] = []
        """What was missed in those."""
        self.journals: defaultdict[str, Journal] = defaultdict(Journal)
        """Of each process."""

    def add_to(self, journal: Journal) -> dict[str, bool]:
        """Count what is new in this journal too.

        Returns:
            What was recorded: name, and whether it says anything new.
        """
        kept: dict[str, bool] = {}
        for process, line in self._fresh():
            match line:
                case {"event": "joined"}:
                    self.joined += 1
                case {"event": "aside"}:
                    self.aside += 1
                case {"event": "noted", "miss": miss}:
                    self.noted.append(from_json(miss))
                case {"event": "kept", "name": name, "is_changed": is_changed}:
                    kept[name] = is_changed
            for each in (journal, self.journals[process]):
                _add(line, each)
        return kept

    def _fresh(self) -> Iterator[tuple[str, dict[str, Any]]]:
        # Mostly nobody has: this is asked several times in every test.
        if not os.access(self._folder, os.F_OK):
            return
        for name in sorted(os.listdir(self._folder)):
            with Path(self._folder, name).open("rb") as file:
                file.seek(self._read.get(name, 0))
                # A line that is being written is read next time.
                whole = file.read().rpartition(b"\n")[0]
            if whole:
                self._read[name] = self._read.get(name, 0) + len(whole) + 1
                yield from ((name, json.loads(line)) for line in whole.split(b"\n"))

    def discard(self) -> None:
        """Delete them."""
        if os.access(self._folder, os.F_OK):
            shutil.rmtree(self._folder, ignore_errors=True)


def _add(line: dict[str, Any], journal: Journal) -> None:
    match line:
        case {"event": "played", "name": name}:
            journal.played[name] += 1
        case {"event": "weaker", "match": match}:
            journal.weaken(WeakerMatch(**match))
        case {"event": "ambiguous", "fingerprint": fingerprint, "ambiguity": {"endpoint": endpoint, "names": names}}:
            journal.ambiguous[fingerprint] = Ambiguity(endpoint, tuple(names))
        case {"event": "kept", "name": name, "is_changed": is_changed}:
            journal.kept[name] = is_changed
        case {"event": "followed", "name": name, "count": count}:
            journal.follow(name, count)
        case {"event": "fault", "fault": fault, "name": name}:
            journal.fault(fault, name)
        case {"event": "sent"}:
            journal.sent += 1
        case {"event": "unsent"}:
            journal.unsend()
        case {"event": "not kept", "reason": reason}:
            journal.pass_over(reason)
        case {"event": "asked again"}:
            journal.ask_again()
        case {"event": "missed", "miss": miss}:
            journal.miss(from_json(miss))
        case {"event": "excused", "miss": miss}:
            found = from_json(miss)
            if found in journal.misses:
                journal.misses.remove(found)
            journal.missed -= 1
            journal.reasons[found.reason] -= 1
        case {"event": "side", "name": name}:
            journal.side_traffic[name] += 1
        case {"event": "refused", "host": host, "text": text}:
            journal.refuse(host, text)
