"""`understudy rekey`."""

from __future__ import annotations

import json


def asked(question):
    return {"model": "m", "messages": [{"role": "user", "content": question}]}


def project(here, rules):
    (here / "pyproject.toml").write_text(f"[tool.understudy]\n{rules}\n")


def test_nothing_to_do(run, golden):
    """
    One line for the rules, one for the sum.
    """
    ran = run("rekey")

    assert ran.status == 0
    golden("rekey-nothing", ran.out)


def test_everything_that_can_be_found(run, golden, keep, here, damaged):
    """
    What moves, what may stop matching, what was edited, what collides, and what cannot be read.
    """
    for question in ("Ticket T-1 of 2026-11-22?", "Ticket T-2 of 2026-11-22?", "edited"):
        name = keep("/v1/chat/completions", asked(question), {}, scope="t::a")
    edited = here / "recordings" / name
    edited.write_text(edited.read_text().replace('"model": "m"', '"model": "n"'))
    project(here, "ignore = ['metadata.trace']\nvolatile = [{name = 'ticket', pattern = 'T-[0-9]'}]")
    old = keep("/v1/chat/completions", asked("Today is 2026-11-22."), {})
    path = here / "recordings" / old
    path.write_text(path.read_text().replace('"fingerprint": "f1:', '"fingerprint": "f1+0000beef:'))

    ran = run("rekey", "recordings", "--write")

    assert ran.status == 1
    golden("rekey", ran.out)


def test_writing(run, golden, keep, here):
    """
    First it is shown, then done, then there is nothing to do.
    """
    keep("/v1/chat/completions", asked("Today is 2026-11-22."), {})
    project(here, "volatile = ['iso-date']")

    shown, done, again = run("rekey"), run("rekey", "--write"), run("rekey")

    assert [shown.status, done.status, again.status] == [1, 0, 0]
    golden("rekey-moves", shown.out)
    golden("rekey-written", done.out)


def test_rules_can_be_tried(run, keep, monkeypatch):
    """
    From the environment, before they are written down.
    """
    keep("/v1/chat/completions", asked("Today is 2026-11-22."), {})
    monkeypatch.setenv("UNDERSTUDY_VOLATILE", "iso-date")

    assert run("rekey").status == 1


def test_json(run, keep, here):
    """
    With the rules, and whole fingerprints.
    """
    keep("/v1/chat/completions", asked("Today is 2026-11-22."), {})
    project(here, "volatile = ['iso-date']")

    found = run("rekey", "--json").json

    assert json.dumps(found["rules"]["volatile"]).startswith('[{"name": "iso-date"')
    assert found["moves"][0]["computed"].startswith(f"{found['version']}:")
    assert (found["count"], found["is_written"]) == (2, False)


def test_no_store_is_wrong_use(run):
    """
    As everywhere.
    """
    ran = run("rekey", "elsewhere")

    assert (ran.status, ran.err.partition("\n")[0]) == (2, "understudy: elsewhere: no such folder or file")
