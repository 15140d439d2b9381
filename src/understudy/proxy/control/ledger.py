"""What a scope did, for programs. `schema/control.json` says what each field means."""

from __future__ import annotations

from typing import Any

from understudy.engine import Session
from understudy.misses import to_json
from understudy.model import Mode

FINE, MISSED = "fine", "missed"


def ledger(session: Session) -> dict[str, Any]:
    """As JSON values.

    Raises:
        RecordingUnreadable: one that was not used is damaged, or gone.
    """
    journal = session.journal
    is_live = session.mode is Mode.LIVE
    return {
        "scope": session.scope,
        "status": MISSED if journal.missed else FINE,
        "mode": session.mode.value,
        "played": [{"name": name, "count": count} for name, count in journal.played.items()],
        "unused": [] if is_live else [recording.name for recording in session.unused],
        "faults": journal.faults_by_name,
        "missed": journal.missed,
        "misses": [to_json(miss) for miss in journal.misses],
        "sent": journal.sent,
        "unsent": journal.unsent,
        "kept": [{"name": name, "is_changed": is_changed} for name, is_changed in journal.kept.items()],
        "live": journal.sent if is_live else max(0, journal.sent - len(journal.kept)),
        "not_kept": dict(journal.not_kept),
        "weaker": sum(count - 1 for count in (journal.played - journal.weaker).values()) + sum(journal.weaker.values()),
        "followed": sum(journal.followed.values()),
    }
