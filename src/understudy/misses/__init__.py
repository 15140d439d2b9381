"""Why there is no answer: data first, text and JSON as renderings."""

from understudy.misses.difference import Difference, differences
from understudy.misses.explain import explain
from understudy.misses.miss import Asked, Miss, Nearest, Reason

__all__ = ["Asked", "Difference", "Miss", "Nearest", "Reason", "differences", "explain"]
