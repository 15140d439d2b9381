"""The example in `examples/travel-agent` works as its README says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.examples.project import ROOT, copied, run_pytest
from tests.sdks.servers import running

EXAMPLE = ROOT / "examples" / "travel-agent"

STAND_IN = """\
#!/bin/bash
source "{}"
npm_folder aimock @copilotkit/aimock
exec node "$N/node_modules/@copilotkit/aimock/dist/cli.js" -h 127.0.0.1 -p "$1" -c 8 -f "$2"
"""


def test_the_suite_replays_where_nothing_can_be_reached(tmp_path):
    """
    Twenty tests pass in CI, without a key, and every recording is played, exactly.
    """
    project = copied("travel-agent", tmp_path)
    recordings = list(project.rglob("recordings/**/*.json"))

    run = run_pytest(project, CI="true")

    assert run.returncode == 0, run.stdout
    assert "20 passed" in run.stdout
    assert f"{len(recordings)} played exactly, 0 by a weaker rule" in run.stdout
    assert "0 recorded, 0 missed, 0 unused, 0 live" in run.stdout


def test_a_run_leaves_the_recordings_as_they_are(tmp_path):
    """
    Nothing shows up in version control.
    """
    project = copied("travel-agent", tmp_path)
    before = _contents(project)

    run_pytest(project)

    assert _contents(project) == before


def test_recorded_anew_from_the_server_that_the_readme_names_it_says_the_same(tmp_path, shared):
    """
    Only the address is another one, and the time.
    """
    project = copied("travel-agent", tmp_path)
    script = tmp_path / "run_stand_in.sh"
    script.write_text(STAND_IN.format(shared / "upstreams" / "common.sh"))
    script.chmod(0o755)

    with running(script, str(project / "stand-in" / "answers.json")) as url:
        urls = {"OPENAI_BASE_URL": f"{url}/v1", "ANTHROPIC_BASE_URL": url}
        run = run_pytest(project, "--understudy=record", **urls)

    assert "20 passed" in run.stdout, run.stdout
    assert _said(project) == _said(EXAMPLE)


def test_the_recordings_say_nothing_of_the_machine_they_were_made_on():
    """
    What they asked was a server on loopback; no key and no path is in them.
    """
    documents = [json.loads(path.read_text("utf-8")) for path in EXAMPLE.rglob("recordings/**/*.json")]

    assert documents
    assert {re.match(r"\w+://[^/]+", each["request"]["url"])[0] for each in documents} == {"http://127.0.0.1:18300"}
    assert not re.search(r"/home/|/root/|/work/|/Users/|api[-_]key|authorization", json.dumps(documents), re.IGNORECASE)


def _contents(project: Path) -> dict[Path, bytes]:
    paths = [path for path in project.rglob("*") if path.is_file() and ".pytest_cache" not in path.parts]
    return {path: path.read_bytes() for path in paths}


def _said(project: Path) -> dict[str, tuple[Any, Any]]:
    """What each recording asks and answers."""
    paths = project.rglob("recordings/**/*.json")
    files = {path.relative_to(project): json.loads(path.read_text("utf-8")) for path in paths}
    return {path: (each["request"]["body"], each["response"]["body"]) for path, each in files.items()}
