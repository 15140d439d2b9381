"""`suite`: what a recorder's pytest plugin adds to each test of a suite, and to a run that asks for no recording."""

from __future__ import annotations

from benchmarks.suite.measure import run

__all__ = ["run"]
