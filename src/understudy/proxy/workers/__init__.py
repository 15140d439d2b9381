"""Several processes on one port: one decides, the others give the answers that it has settled.

A worker knows the requests whose answer cannot change any more, and nothing else. Any other request it hands to the
deciding process, connection and all; which answers, as it would alone, and hands the connection back.
"""

from understudy.proxy.workers.handing import giving_back
from understudy.proxy.workers.started import Workers

__all__ = ["Workers", "giving_back"]
