"""Cassettes of vcrpy and pytest-recording, as they are read. None is ever written.

Source: vcrpy 1 to 9 (`vcr/serialize.py`, `vcr/serializers/`, `vcr/stubs/`), pytest-recording 0.14, seen 2026-11.
What Cassetter writes is read too: it calls itself by the same words and version.
"""

from understudy.formats.vcr.cassette import Interaction, Unmovable, read_cassette
from understudy.formats.vcr.naming import is_cassette, scope_of
from understudy.formats.vcr.trouble import Trouble

__all__ = ["Interaction", "Trouble", "Unmovable", "is_cassette", "read_cassette", "scope_of"]
