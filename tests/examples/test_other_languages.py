"""The examples for Node's test runner and for Go work as their READMEs say."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.project import ROOT, copied
from tests.node.node import READY, node
from understudy.proxy import ServeSettings, serving

EXAMPLES = ("node-test-runner", "go")

# Go compiles the standard library once.
pytestmark = pytest.mark.timeout(400)


def command(name: str, project: Path) -> list[str]:
    """What runs the example's tests, where that is there."""
    if name == "node-test-runner":
        (project / "node_modules").symlink_to(READY.parent, target_is_directory=True)
        return [node(), "--test"]
    go = shutil.which("go")
    if go is None:
        pytest.skip("needs Go: apt-get install golang-go")
    return [go, "test", "-count=1", "-v", "./..."]


def run_tests(name: str, project: Path) -> subprocess.CompletedProcess[str]:
    """Run the project's tests beside a server on its recordings."""
    with serving(ServeSettings(project / "recordings")) as address:
        return run(command(name, project), project, OPENAI_BASE_URL=f"{address}/openai/v1")


def run(words: list[str], project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("UNDERSTUDY_", "OPENAI_"))}
    # Nothing may be fetched: what there is has to do.
    environment |= {"GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}
    return subprocess.run(
        words,
        cwd=project,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


def changed(project: Path, path: str, before: str, after: str) -> None:
    """Change a file of the project."""
    text = (project / path).read_text("utf-8")
    assert before in text
    (project / path).write_text(text.replace(before, after), "utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_tests_pass_from_recordings(name: str, tmp_path: Path) -> None:
    """
    And leave the recordings as they are.
    """
    project = copied(name, tmp_path)
    before = {path: path.read_bytes() for path in (project / "recordings").iterdir()}

    ran = run_tests(name, project)

    assert ran.returncode == 0, ran.stdout
    assert re.search(r"# pass 3\n# fail 0" if name != "go" else r"--- PASS: TestPacksForEach/Zürich", ran.stdout)
    assert {path: path.read_bytes() for path in (project / "recordings").iterdir()} == before


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_change_of_the_code_fails_with_the_miss(name: str, tmp_path: Path) -> None:
    """
    The report is in the runner's own output: what differs, and what mends it.
    """
    project = copied(name, tmp_path)
    changed(project, "agent.go" if name == "go" else "agent.mjs", "One word.", "In a word.")

    ran = run_tests(name, project)

    assert ran.returncode == 1
    assert "the nearest recording differs at messages[0].content" in ran.stdout
    assert "understudy serve" in ran.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_no_longer_asked_for_fails(name: str, tmp_path: Path) -> None:
    """
    A recording that nobody needs is one that a test does not check.
    """
    project = copied(name, tmp_path)
    if name == "go":
        changed(
            project,
            "agent_test.go",
            'if got, err := Pack(understudy(t)+"/openai/v1", "Oslo"); err',
            'understudy(t)\n\tif got, err := "Umbrella", error(nil); err',
        )
    else:
        changed(project, "agent.test.mjs", "  assert.equal(await agent.pack('Bergen'), 'Boots');\n", "")

    ran = run_tests(name, project)

    assert ran.returncode == 1
    assert "recorded for this test, and not asked for" in ran.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_without_a_server_it_says_how_to_start_one(name: str, tmp_path: Path) -> None:
    """
    Whoever forgot it, or took another port.
    """
    project = copied(name, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"

    ran = run(command(name, project), project, OPENAI_BASE_URL=f"{address}/openai/v1")

    assert ran.returncode == 1
    assert address in ran.stdout
    assert "understudy serve recordings --port 8090" in ran.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_run_command_brings_the_server_along(name: str, tmp_path: Path) -> None:
    """
    One command, and nothing else is running.
    """
    project = copied(name, tmp_path)
    words = [sys.executable, "-m", "understudy", "run", "--", *command(name, project)]

    ran = run(words, project)

    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_recordings_say_nothing_of_the_machine_they_were_made_on(name: str) -> None:
    """
    What they asked was a server on loopback.
    """
    documents = [json.loads(path.read_text("utf-8")) for path in (ROOT / "examples" / name / "recordings").iterdir()]

    assert documents
    assert {re.match(r"\w+://[^/]+", each["request"]["url"])[0] for each in documents} == {"http://127.0.0.1:18300"}


def test_the_go_example_is_formatted() -> None:
    """
    As every Go program is.
    """
    gofmt = shutil.which("gofmt")
    if gofmt is None:
        pytest.skip("needs Go: apt-get install golang-go")

    ran = run([gofmt, "-l", "."], ROOT / "examples" / "go")

    assert (ran.returncode, ran.stdout) == (0, "")
