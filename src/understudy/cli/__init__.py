"""The command `understudy`: translates what a person asks for, and prints what comes of it."""

from understudy.cli.main import main

__all__ = ["main"]
