"""Which tests are covered, and which setting holds for one."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from understudy.model import Mode
from understudy.pytest_plugin.covering import MARKED

MODE = "def test_{0}(understudy):\n    assert understudy.mode.value == '{1}'\n"


def test_the_plugin_imports_nothing_of_understudy_until_asked():
    """
    It is loaded by every run of pytest, also by those that do not want it: itself, and what tells who asks.
    """
    script = "import sys, understudy.pytest_plugin; print(sorted(name for name in sys.modules if 'understudy' in name))"

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout == "['understudy', 'understudy.pytest_plugin', 'understudy.pytest_plugin.asking']\n"


def test_a_run_that_asks_for_nothing_imports_no_engine(project):
    """
    Not even where the project depends on us.
    """
    path = project.path / "pyproject.toml"
    path.write_text("[project]\nname = 'x'\ndependencies = ['understudy']\n" + path.read_text())
    project.write("test_x.py", "import sys\ndef test_y():\n    assert 'understudy.engine' not in sys.modules\n")

    project.run(apart=True, passed=1)


def test_a_test_that_does_not_ask_is_left_alone(project):
    """
    The option covers nothing by itself: it is the mode of the tests that ask.
    """
    project.write("test_x.py", "def test_y():\n    assert ask('hi') == 'hi 1'\n")

    project.run("--understudy=replay", passed=1)


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.understudy\ndef test_y():\n    ask('hi')\n",
        "@pytest.mark.understudy\nclass TestIt:\n    def test_y(self):\n        ask('hi')\n",
        "pytestmark = pytest.mark.understudy\ndef test_y():\n    ask('hi')\n",
        "def test_y(understudy):\n    ask('hi')\n",
        "@pytest.fixture\ndef mine(understudy):\n    return 1\ndef test_y(mine):\n    ask('hi')\n",
        "def test_y(request):\n    request.getfixturevalue('understudy')\n    ask('hi')\n",
        "import unittest\n@pytest.mark.understudy\n"
        "class TestIt(unittest.TestCase):\n    def test_y(self):\n        ask('hi')\n",
    ],
    ids=["mark", "class", "module", "fixture", "fixture of a fixture", "fixture by name", "unittest"],
)
def test_a_test_is_covered_if_it_asks(project, source):
    """
    By a mark, on it or around it, or by the fixture: nothing is sent then.
    """
    project.write("test_x.py", source)

    project.run(failed=1)

    assert project.upstream.received == []


def test_a_project_can_cover_every_test(project):
    """
    With `all = true`.
    """
    project.settings("all = true")
    project.write("test_x.py", "def test_y():\n    ask('hi')\n")

    project.run(failed=1)

    assert project.upstream.received == []


def test_the_fixture_is_the_session(project):
    """
    With what it recorded, played, missed and left unused.
    """
    test = (
        "def test_y(understudy):\n    ask('hi')\n    assert [len(understudy.recorded), len(understudy.played)] == {}\n"
    )
    path = project.write("test_x.py", test.format([1, 0]))
    project.run("--understudy=record", passed=1)
    path.write_text(path.read_text().replace("[1, 0]", "[0, 1]"))

    project.run(passed=1)


def test_the_nearest_setting_wins(project, monkeypatch):
    """
    Test, class, module, environment, project, in this order; the command line is stronger than all.
    """
    project.settings("mode = 'record'")
    project.write("test_a.py", MODE.format("project", "record"))
    project.run(passed=1)
    monkeypatch.setenv("UNDERSTUDY_MODE", "live")
    project.write("test_a.py", MODE.format("environment", "live"))
    marked = "@pytest.mark.understudy(mode='{}')\n"
    inner = (marked.format("record") + MODE.format("test", "record")).replace("(understudy)", "(self, understudy)")
    in_class = MODE.format("class", "live").replace("(understudy)", "(self, understudy)")
    body = "".join(f"    {line}\n" for line in (in_class + inner).splitlines())
    module = "pytestmark = pytest.mark.understudy(mode='record-if-missing')\n" + MODE.format("m", "record-if-missing")
    project.write("test_b.py", f"{module}{marked.format('live')}class TestIt:\n{body}")
    project.run(passed=4)
    project.write("test_c.py", marked.format("record") + MODE.format("line", "replay"))
    project.run("--understudy=replay", "test_c.py", passed=1)


@pytest.mark.parametrize(
    "mark, text",
    [
        ("moed='replay'", "*test_x.py::test_y: unknown: moed"),
        ("'replay'", "*test_x.py::test_y: 'replay' has no name"),
        ("mode='replai'", "*test_x.py::test_y: mode: mode 'replai' does not exist"),
        ("scope=1", "*test_x.py::test_y: scope: 1 is neither*"),
    ],
)
def test_a_mark_that_is_wrong_fails_its_test(project, mark, text):
    """
    With the list of what there is.
    """
    project.write("test_x.py", f"@pytest.mark.understudy({mark})\ndef test_y():\n    pass\n")

    result = project.run(errors=1)

    known = "*replay, record-if-missing*" if "replai" in mark else f"*{', '.join(MARKED)}*"
    result.stdout.fnmatch_lines([text] if "scope" in mark else [text, known])


@pytest.mark.parametrize("where", ["project", "environment", "option"])
def test_a_setting_that_does_not_exist_ends_the_run(project, monkeypatch, where):
    """
    Before any test, with exit status 4.
    """
    project.write("test_x.py", "def test_y(understudy):\n    pass\n")
    if where == "project":
        project.settings("moed = 'replay'")
    if where == "environment":
        monkeypatch.setenv("UNDERSTUDY_MOED", "replay")

    result = project.run(*(["--understudy=replai"] if where == "option" else []))

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    complaint = "ERROR: --understudy: mode: mode 'replai' does not exist" if where == "option" else "ERROR: *unknown: *"
    result.stderr.fnmatch_lines([complaint])


def test_the_help_names_every_mode(project):
    """
    And the mark is known to `--markers`.
    """
    helped = project.run("--help").stdout.str().replace("-\n", "-").split("--understudy=MODE")[1][:800]

    assert all(mode.value in re.sub(r"-\s+", "-", helped) for mode in Mode)
    marks = project.run("--markers").stdout.str().split("@pytest.mark.understudy(")[1].split(")")[0]
    assert sorted(marks.split(", ")) == sorted(MARKED)


def test_a_store_of_a_mark_lies_beside_the_test_file(project):
    """
    And serves all tests that are marked so, each from its own scope.
    """
    mark = "pytestmark = pytest.mark.understudy(store='kept')\n"
    project.write("tests/test_x.py", f"{mark}def test_y():\n    ask('y')\ndef test_z():\n    ask('z')\n")

    project.run("--understudy=record", passed=2)
    project.run(passed=2)

    assert project.recorded() == {"tests/kept": {"y": "y 1", "z": "z 2"}}


def test_a_shared_store_serves_its_own_scope_first_and_then_none(project):
    """
    `recordings` at the root, unless `store` says another one.
    """
    project.settings("layout = 'shared'")
    project.write("tests/test_x.py", "def test_y(understudy):\n    assert ask('hi') == 'hi 1'\n")
    project.run("--understudy=record", passed=1)
    project.write(
        "tests/test_z.py", "@pytest.mark.understudy(scope=None, mode='record')\ndef test_z():\n    ask('any')\n"
    )
    project.run("tests/test_z.py", passed=1)
    [path] = [path for path in project.path.rglob("*.json") if "any" in path.name]
    project.write("tests/test_w.py", "def test_w(understudy):\n    assert ask('any') == 'any 2'\n")

    project.run("tests/test_x.py", "tests/test_w.py", passed=2)

    assert project.recorded() == {"recordings": {"hi": "hi 1", "any": "any 2"}}
    assert '"test_id": null' in path.read_text()


def test_it_lives_beside_plugins_of_like_kind(project):
    """
    Names of pytest-recording and vcrpy are not ours.
    """
    project.pytester.makeconftest(
        "import pytest\n"
        "def pytest_addoption(parser):\n"
        "    parser.addoption('--record-mode'), parser.addoption('--block-network'), parser.addoption('--vcr-record')\n"
        "def pytest_configure(config):\n    config.addinivalue_line('markers', 'vcr(): x')\n"
        "@pytest.fixture\ndef vcr():\n    return 'theirs'\n"
        "@pytest.fixture\ndef vcr_config():\n    return {}\n"
    )
    project.write("test_x.py", "@pytest.mark.vcr\ndef test_y(understudy, vcr):\n    assert vcr == 'theirs'\n")

    project.run("--record-mode=none", passed=1)
