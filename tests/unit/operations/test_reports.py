"""Reports: what one journal is told another one knows, once."""

from __future__ import annotations

import os

import pytest

from understudy.engine.journal import Journal, WeakerMatch
from understudy.misses import Miss, Reason
from understudy.misses.difference import Difference
from understudy.misses.miss import Asked, Nearest
from understudy.model import Mode
from understudy.operations.reporting import Reporter
from understudy.operations.reports import ReportingJournal, Reports

ASKED = Asked("POST", "https://api.openai.com/v1/chat/completions", "openai-chat", "m", "f1:0")
DIFFERS = Nearest("a.json", None, (Difference("model", '"m"', '"n"'),))
MISS = Miss(Reason.DIFFERS, ASKED, Mode.REPLAY, "", "recordings", 1, 1, "a::b", DIFFERS, "", ("Record it.",))
OTHER = Miss(Reason.NOTHING_RECORDED, ASKED, Mode.REPLAY, "", "recordings", 0, 0, None, None, "", ())


def fill(journal):
    journal.played["a.json"] += 1
    journal.played["a.json"] += 1
    journal.follow("a.json", 2)
    journal.follow("d.json", 0)
    journal.weaken(WeakerMatch("a.json", "prefix", 2, 3, "messages[2].content", is_one_of_several=True))
    journal.kept["b.json"] = True
    journal.kept["c.json"] = False
    journal.fault("reset", "a.json")
    for _ in range(3):
        journal.send()
    journal.unsend()
    journal.pass_over("429")
    journal.ask_again()
    journal.miss(MISS)
    journal.miss(OTHER)
    journal.excuse(OTHER, "telemetry")
    journal.side_traffic["prices"] += 1
    journal.refuse("db.example", "refused")


def state(journal):
    facts = {name.strip("_"): value for name, value in vars(journal).items() if name != "_tell"}
    return facts | {"misses": list(journal.misses)}


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "reports")


def test_everything_arrives(folder):
    """
    Counts, misses whole, and what was recorded.
    """
    told = Journal()
    journal = ReportingJournal(Reporter(folder))
    fill(journal)

    kept = Reports(folder).add_to(told)

    assert state(told) == state(journal)
    assert kept == {"b.json": True, "c.json": False}


def test_a_line_is_read_once(folder):
    """
    Whoever asks again gets what is new; a line that is still being written comes next time.
    """
    told, reports, reporter = Journal(), Reports(folder), Reporter(folder)
    reporter.tell("played", name="a.json")
    reports.add_to(told)
    [name] = os.listdir(folder)
    with open(f"{folder}/{name}", "a") as file:
        file.write('{"event": "pla')
        file.flush()
        reports.add_to(told)
        file.write('yed", "name": "b.json"}\n')

    reports.add_to(told)

    assert told.played == {"a.json": 1, "b.json": 1}


def test_whoever_asked_tells_itself_nothing(folder):
    """
    Nothing is written then, not even a folder.
    """
    fill(ReportingJournal(Reporter(folder, is_inviter=True)))

    Reports(folder).add_to(Journal())

    assert not os.path.exists(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_tells_what_it_did_and_no_more(folder):
    """
    Not what it has inherited.
    """
    told = Journal()
    journal = ReportingJournal(Reporter(folder))
    journal.played["a.json"] += 1
    if not (child := os.fork()):
        journal.played["a.json"] += 1
        os._exit(0)
    os.waitpid(child, 0)

    Reports(folder).add_to(told)

    assert told.played == {"a.json": 2}


def test_reports_that_nobody_wants_any_more_are_dropped(folder, tmp_path):
    """
    A program that outlives its run goes on.
    """
    (tmp_path / "reports").write_text("in the way")

    Reporter(folder).tell("played", name="a.json")
