"""The HTTP door: a server that clients in any language point their base URL at."""

from understudy.proxy.serving import serve, serving
from understudy.proxy.settings import ServeSettings, parse_upstreams

__all__ = ["ServeSettings", "parse_upstreams", "serve", "serving"]
