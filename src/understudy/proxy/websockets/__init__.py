"""WebSocket conversations: played from recordings, or carried to an upstream and recorded."""

from understudy.proxy.websockets.door import Door

__all__ = ["Door"]
