"""What we know about each API, as data. A new one is a file of profiles like `cohere.py`."""

from understudy.apis.credentials import SECRET_PARAMETERS
from understudy.apis.generic import GENERIC
from understudy.apis.path import changed, values, without
from understudy.apis.profile import MESSAGE, Profile, Route, Stable
from understudy.apis.recognise import PROFILES, Recognised, profile_named, recognise
from understudy.apis.upstreams import UPSTREAMS

__all__ = [
    "GENERIC",
    "MESSAGE",
    "PROFILES",
    "SECRET_PARAMETERS",
    "UPSTREAMS",
    "Profile",
    "Recognised",
    "Route",
    "Stable",
    "changed",
    "profile_named",
    "recognise",
    "values",
    "without",
]
