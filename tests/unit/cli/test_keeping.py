"""`cli/keeping.py`: options that say what is kept."""

from __future__ import annotations

import argparse

from understudy.cli import keeping


def test_what_is_not_given_is_none():
    """
    So that a project's settings hold; each name is one of a setting's.
    """
    parser = argparse.ArgumentParser()
    keeping.add(parser)

    assert vars(parser.parse_args([])) == dict.fromkeys(keeping.NAMES)
    assert vars(parser.parse_args(["--record-errors", "--max-answer", "1M"])) == {
        "record_errors": "true",
        "max_answer": "1M",
    }
