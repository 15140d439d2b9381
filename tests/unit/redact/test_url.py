from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.apis import SECRET_PARAMETERS
from understudy.match import addressed
from understudy.redact import redacted_url

BASE = "https://api.openai.com/v1/models"


@pytest.mark.parametrize(
    "url, expected",
    [
        (BASE, BASE),
        (f"{BASE}?limit=2&after=%C3%BC+x", f"{BASE}?limit=2&after=%C3%BC+x"),
        (f"{BASE}?key=s", f"{BASE}?key=<redacted>"),
        (f"{BASE}?Key=s&KEY=t", f"{BASE}?Key=<redacted>&KEY=<redacted>"),
        (f"{BASE}?%6bey=s", f"{BASE}?key=<redacted>"),
        (f"{BASE}?key=", f"{BASE}?key=<redacted>"),
        (f"{BASE}?a=%C3%BC+x&api_key=s&b=", f"{BASE}?a=%C3%BC%20x&api_key=<redacted>&b="),
        (f"{BASE}?keys=1&monkey=2", f"{BASE}?keys=1&monkey=2"),
        (f"{BASE}#access_token=s", BASE),
        ("https://user:s@host:8443/a", "https://host:8443/a"),
        ("https://user@host/a?b=c@d", "https://host/a?b=c@d"),
        ("http://u:p@[::1]:1/", "http://[::1]:1/"),
        ("", ""),
    ],
)
def test_a_url_loses_its_credentials_and_nothing_else(url, expected):
    """
    Each credential gives way to `<redacted>`; host, path and other parameters stay.
    """
    assert redacted_url(url) == expected


def in_any_case(name):
    return st.tuples(*(st.sampled_from([char.lower(), char.upper()]) for char in name)).map("".join)


names = st.sampled_from(sorted(SECRET_PARAMETERS)).flatmap(in_any_case)
others = st.tuples(st.sampled_from(["limit", "after", "alt", "q", "ü"]), st.text(max_size=8))
secrets = st.text("xyzXYZ0123456789+/=&#%@:;? ü", min_size=1, max_size=20).map(lambda text: f"S3CR3T{text}")


@given(names, secrets, secrets, st.lists(others, max_size=4), st.integers(0, 4))
def test_a_credential_in_a_url_never_survives(name, secret, password, pairs, at):
    """
    Wherever it stands and however it is spelled, no credential is written; all else is there, and asks the same.
    """
    pairs.insert(at, (name, secret))
    query = "&".join(f"{quote(each)}={quote(value, safe='')}" for each, value in pairs)
    url = f"https://me:{quote(password, safe='')}@host/v1/models?{query}#{quote(secret, safe='')}"

    redacted = redacted_url(url)

    assert "S3CR3T" not in redacted
    kept = [(each, "<redacted>" if each == name else value) for each, value in pairs]
    assert parse_qsl(urlsplit(redacted).query, keep_blank_values=True) == kept
    assert addressed("GET", redacted) == addressed("GET", url)
