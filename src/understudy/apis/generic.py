"""Whatever else speaks HTTP: the path as it is, frames without a type, nothing volatile."""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile

GENERIC = Profile("generic", "generic", (), {"error": {"message": MESSAGE, "type": "understudy_miss"}})
