"""`--edit`."""

from __future__ import annotations

import pytest

from understudy.cli.main import main


@pytest.mark.parametrize("command", ["ui", "serve"])
def test_nobody_edits_from_another_machine(command, tmp_path, capsys):
    """
    Whoever can open a page could send its forms.
    """
    options = ["--open"] if command == "serve" else []

    status = main([command, str(tmp_path), "--host", "0.0.0.0", "--edit", *options])

    assert status == 2
    assert "--edit with --host 0.0.0.0: others than this machine could change recordings" in capsys.readouterr().err
