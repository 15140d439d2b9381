"""The HTTP door: a server that clients in any language point their base URL at."""

from understudy.proxy.bounds import Bounds, parse_size
from understudy.proxy.forward.places import certificate_in
from understudy.proxy.log.style import LogStyle, parse_log
from understudy.proxy.serving import missing_packages, serve, serving
from understudy.proxy.settings import ServeSettings, parse_key, parse_upstream_keys, parse_upstreams

__all__ = [
    "Bounds",
    "LogStyle",
    "ServeSettings",
    "certificate_in",
    "missing_packages",
    "parse_key",
    "parse_log",
    "parse_size",
    "parse_upstream_keys",
    "parse_upstreams",
    "serve",
    "serving",
]
