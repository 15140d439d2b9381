"""Our own errors are told to whoever runs the server."""

from __future__ import annotations

from understudy.errors import StoreUnusable
from understudy.proxy.troubles import Troubles


def test_an_error_of_ours_is_its_text(capsys):
    """
    It says what happened and what to do; a trace would hide that.
    """
    troubles = Troubles()
    with troubles.noted("saving a recording"):
        raise StoreUnusable("/s: cannot be written: disk full\n\n  Make room.")

    assert capsys.readouterr().err == (
        "understudy: saving a recording: /s: cannot be written: disk full\n\n  Make room.\n"
    )
    assert troubles.count == 1


def test_a_bug_comes_with_its_trace(capsys):
    """
    Nobody could report it otherwise.
    """
    with Troubles().noted("saving a recording"):
        {}["x"]

    assert "Traceback" in capsys.readouterr().err
