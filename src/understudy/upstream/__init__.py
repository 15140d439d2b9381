"""The real API behind us: one request out, the answer's chunks as they arrive."""

from understudy.upstream.client import Answer, Client
from understudy.upstream.failures import UpstreamFailed
from understudy.upstream.headers import for_client, is_bodiless, without_leave
from understudy.upstream.reach import Limit, NotReached, Reach

__all__ = [
    "Answer",
    "Client",
    "Limit",
    "NotReached",
    "Reach",
    "UpstreamFailed",
    "for_client",
    "is_bodiless",
    "without_leave",
]
