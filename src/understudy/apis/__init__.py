"""What we know about each API, as data. A new one is a file of profiles like `cohere.py`."""

from understudy.apis.credentials import SECRET_PARAMETERS
from understudy.apis.error_body import error_body, error_headers, fault_body
from understudy.apis.generic import GENERIC
from understudy.apis.path import changed, values, without, without_all
from understudy.apis.profile import MESSAGE, Profile, Route, Sound, Stable
from understudy.apis.recognise import PROFILES, Recognised, profile_named, recognise
from understudy.apis.upstreams import UPSTREAMS
from understudy.apis.usage import Usage, usage_of

__all__ = [
    "GENERIC",
    "MESSAGE",
    "PROFILES",
    "SECRET_PARAMETERS",
    "UPSTREAMS",
    "Profile",
    "Recognised",
    "Route",
    "Sound",
    "Stable",
    "Usage",
    "changed",
    "error_body",
    "error_headers",
    "fault_body",
    "profile_named",
    "recognise",
    "usage_of",
    "values",
    "without",
    "without_all",
]
