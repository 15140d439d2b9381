"""Who runs the suite: each recorder with its own pytest plugin, told to match as Understudy does; and nobody."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.suite.answers import STUB

FLOOR = "no recorder"
UNDERSTUDY = "understudy"


@dataclass(frozen=True, slots=True)
class Contestant:
    """How a plugin is loaded, and how a project uses it."""

    plugin: str
    """The module; empty for none. No other plugin is loaded."""

    mark: str = ""
    """Before each test."""

    conftest: str = ""
    record: str = ""
    """The option with which pytest records."""


# By default both leave the body out: any question would get the first answer.
_CONFIG = """\
@pytest.fixture(scope="module")
def vcr_config():
    return {{"match_on": ["method", "uri", "{}"]}}
"""

CONTESTANTS = {
    FLOOR: Contestant("", conftest=STUB),
    UNDERSTUDY: Contestant("understudy.pytest_plugin", "@pytest.mark.understudy\n", record="--understudy=record"),
    "pytest-recording": Contestant(
        "pytest_recording.plugin", "@pytest.mark.vcr\n", _CONFIG.format("body"), "--record-mode=rewrite"
    ),
    "cassetter": Contestant(
        "cassetter.pytest_plugin", "@pytest.mark.vcr\n", _CONFIG.format("json_body"), "--record-mode=rewrite"
    ),
}
