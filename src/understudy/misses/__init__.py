"""Why there is no answer: data first, text and JSON as renderings."""

from understudy.misses.as_json import from_json, to_json
from understudy.misses.asked import Asked, Seen
from understudy.misses.commands import Commands
from understudy.misses.difference import Difference, differences
from understudy.misses.explain import explain
from understudy.misses.looked import Elsewhere, Looked
from understudy.misses.miss import Miss, Nearest
from understudy.misses.reason import Reason

__all__ = [
    "Asked",
    "Commands",
    "Difference",
    "Elsewhere",
    "Looked",
    "Miss",
    "Nearest",
    "Reason",
    "Seen",
    "differences",
    "explain",
    "from_json",
    "to_json",
]
