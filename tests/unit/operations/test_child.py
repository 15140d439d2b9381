"""A command as a child process: what a shell would say of it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from understudy.operations.child import Ended, NotStarted, found, run_child


def test_a_command_is_found_as_a_shell_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    By its name on the path, or by its own path.
    """
    (tmp_path / "tool").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert found("tool") == str(tmp_path / "tool")
    assert found(sys.executable) == sys.executable


def test_a_command_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    """
    127 and 126, with what to type instead.
    """
    (tmp_path / "agent.py").write_text("")

    with pytest.raises(NotStarted, match="no such command") as missing:
        found("no-such-command")
    with pytest.raises(NotStarted, match=r"is not executable\n\n.* understudy run -- python .*agent\.py") as no_program:
        found(str(tmp_path / "agent.py"))

    assert (missing.value.status, no_program.value.status) == (127, 126)


def test_a_file_that_the_system_does_not_run(tmp_path: Path) -> None:
    """
    It is executable, and no program.
    """
    tool = tmp_path / "tool"
    tool.write_bytes(b"\x7fELF")
    tool.chmod(0o700)

    with pytest.raises(NotStarted, match="cannot be started") as none:
        run_child(found(str(tool)), [str(tool)], os.environ)

    assert none.value.status == 126


@pytest.mark.parametrize(
    ("code", "status"), [("raise SystemExit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 128 + 9)]
)
def test_a_status_is_the_commands(code: str, status: int) -> None:
    """
    Its own, or what a shell makes of the signal that ended it.
    """
    assert run_child(sys.executable, ["python", "-c", code], os.environ) == Ended(status, is_stopped=False)


def test_a_signal_reaches_the_command_and_handlers_come_back() -> None:
    """
    The command decides what becomes of it.
    """
    code = "import os, signal, time\nsignal.signal(signal.SIGUSR1, lambda *_: os._exit(5))\n"
    code += "os.kill(os.getppid(), signal.SIGUSR1)\ntime.sleep(20)"
    before = signal.getsignal(signal.SIGUSR1)

    assert run_child(sys.executable, ["python", "-c", code], os.environ) == Ended(5, is_stopped=False)
    assert signal.getsignal(signal.SIGUSR1) is before


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_is_meant_to_end_it_is_told(name: str) -> None:
    """
    Also where the command ends well all the same.
    """
    code = f"import os, signal, time\nsignal.signal(signal.{name}, lambda *_: os._exit(0))\n"
    code += f"os.kill(os.getppid(), signal.{name})\ntime.sleep(20)"

    assert run_child(sys.executable, ["python", "-c", code], os.environ) == Ended(0, is_stopped=True)
