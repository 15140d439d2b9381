"""WebSocket conversations: played from recordings, or carried to an upstream and recorded."""

from understudy.proxy.websockets.door import METHOD, Door

__all__ = ["METHOD", "Door"]
