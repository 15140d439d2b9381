"""How a command prints."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import pytest

from understudy.cli import printing
from understudy.cli.printing import Slow, line, plain, safe, table
from understudy.operations.conversation import Text, ToolResult, Turn


class Terminal:
    """Standard output that says it is a terminal."""

    encoding = "utf-8"

    def __init__(self):
        self.written = ""

    def isatty(self):
        return True

    def write(self, text):
        self.written += text
        return len(text)

    def flush(self):
        pass


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_a_terminal_has_colour(terminal):
    """
    Where the piece has a style.
    """
    with redirect_stdout(terminal):
        line(("ok", "green"), "  path")

    assert terminal.written == "\x1b[32mok\x1b[0m  path\n"


def test_no_color_is_respected(terminal, monkeypatch):
    """
    As https://no-color.org has it.
    """
    monkeypatch.setenv("NO_COLOR", "1")

    with redirect_stdout(terminal):
        line(("ok", "green"), "  path")

    assert terminal.written == "ok  path\n"


def test_a_pipe_gets_one_line_however_long(capsys):
    """
    Nothing is wrapped or cut.
    """
    line("x" * 5000)

    assert capsys.readouterr().out == "x" * 5000 + "\n"


def test_a_narrow_terminal_cuts_what_is_flexible_alone(terminal, monkeypatch):
    """
    A name is never cut: it is there to be copied.
    """
    monkeypatch.setenv("NO_COLOR", "1")

    with redirect_stdout(terminal):
        table(("name", "question"), [("n" * 30, "q" * 60)], flexible=("question",))

    assert terminal.written.splitlines()[1] == "n" * 30 + "  " + "q" * 27 + "…"


def test_wide_characters_take_two_columns(capsys):
    """
    What stands behind them stays in its column.
    """
    table(("a", "b"), [("日本", "x"), ("abcd", "y")], flexible=())

    assert capsys.readouterr().out == "a     b\n日本  x\nabcd  y\n"


def test_columns_without_a_value_are_left_out(capsys):
    """
    With their name.
    """
    table(("a", "b", "c"), [("1", "", "3")], flexible=())

    assert capsys.readouterr().out == "a  c\n1  3\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\tb\nc", "a\tb\nc"), ("a\r\nb", "a\nb"), ("\x1b[31m", "\\x1b[31m"), ("\x9b2J", "\\x9b2J"), ("é…", "é…")],
)
def test_characters_that_a_terminal_would_obey_are_spelled_out(text, shown):
    """
    All others stay.
    """
    assert safe(text) == shown


def test_plain_values_say_which_part_they_are():
    """
    So that a program need not guess by the keys.
    """
    turn = Turn("tool", (ToolResult("c", (Text("42"),)),))

    assert plain(turn) == {
        "role": "tool",
        "parts": [{"type": "tool_result", "name": "c", "parts": [{"type": "text", "text": "42"}], "id": ""}],
        "ended": "",
    }


def test_progress_is_shown_on_a_terminal_once_it_takes_long(monkeypatch, capsys):
    """
    And is gone at its end; in a pipe there is none.
    """
    monkeypatch.setattr(printing, "SLOW_S", -1.0)
    piped, slow = Slow("Reading"), Slow("Reading")

    piped(1, 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    slow(1, 2)
    slow(2, 2)

    assert piped._bar is None
    assert slow._bar is not None
    assert slow._bar.finished
