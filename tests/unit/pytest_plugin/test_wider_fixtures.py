"""Fixtures that are wider than a test, with a session of their own as the documentation has it."""

from __future__ import annotations

import pytest

from understudy.testing import Answer, Upstream

FIXTURE = """\
import understudy as recordings

@pytest.fixture(scope="session")
def greeting(request):
    mode = request.config.getoption("--understudy") or "replay"
    with recordings.use("tests/recordings/greeting", mode):
        said = ask("hello")
    yield said

pytestmark = pytest.mark.understudy

@pytest.mark.parametrize("n", range(4))
def test_y(greeting, n):
    assert greeting == "said"
    ask(f"question {n}")
"""


@pytest.fixture
def recorded(project):
    """A fixture of the whole run and four tests that need it, recorded; the upstream is gone."""
    with Upstream(lambda received: Answer.of(200, {"content-type": "text/plain"}, [b"said"])) as upstream:
        project.upstream = upstream
        project.write("tests/test_x.py", FIXTURE)
        project.run("--understudy=record", passed=4)
    return project


@pytest.mark.parametrize(
    "plugins, arguments, passed",
    [
        ("", [], 4),
        ("", ["-k", "3"], 1),
        ("xdist", ["-n2"], 4),
        ("random_order", ["--random-order", "--random-order-seed=3"], 4),
    ],
    ids=["one by one", "one of them", "workers", "random order"],
)
def test_whichever_test_sets_it_up_it_plays_its_own_recordings(recorded, plugins, arguments, passed):
    """
    Its requests are no test's.
    """
    recorded.run(*arguments, using=plugins, passed=passed)

    names = {path.name for path in (recorded.path / "tests" / "recordings").iterdir()}
    assert names == {"greeting", "test_x"}
