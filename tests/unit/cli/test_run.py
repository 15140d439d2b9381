"""`understudy run`: real programs in processes of their own, and an upstream on loopback."""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tls_edge import TlsEdge
from tests.unit.cli.conftest import ENVIRONMENT
from understudy.proxy.forward.authority import Signer
from understudy.testing import Answer, Upstream

ASK = """\
import sys, {library}

def ask(text):
    body = {{"model": "m", "messages": [{{"role": "user", "content": text}}]}}
    answer = {library}.post({url!r} + "/v1/chat/completions", json=body).json()
    print(answer["choices"][0]["message"]["content"], flush=True)
"""
SDK = """\
import sys, openai

client = openai.OpenAI(base_url={url!r} + "/v1", api_key="k", max_retries=0)

def ask(text):
    asked = [{{"role": "user", "content": text}}]
    print(client.chat.completions.create(model="m", messages=asked).choices[0].message.content, flush=True)
"""
EACH = "for text in sys.argv[1:]:\n    ask(text)\n"
SWALLOWING = "for text in sys.argv[1:]:\n    try:\n        ask(text)\n    except BaseException:\n        pass\n"


def answer(received):
    text = json.loads(received.body)["messages"][-1]["content"]
    message = {"role": "assistant", "content": f"re {text}"}
    body = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"message": message}]}
    return Answer.of(200, {"content-type": "application/json"}, [json.dumps(body).encode()])


@pytest.fixture
def upstream(bare, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(bare / "data"))
    with Upstream(answer) as upstream:
        yield upstream


@pytest.fixture
def run(bare, call):
    """Run `understudy run` in a process of its own."""
    return functools.partial(call, "run")


@pytest.fixture
def program(upstream):
    """Write a program that asks, with a client library."""

    def program(end=EACH, library="requests", name="app.py"):
        source = SDK if library == "openai" else ASK
        Path(name).write_text(source.format(library=library, url=upstream.url) + end)
        return [sys.executable, name]

    return program


@pytest.mark.parametrize("library", ["requests", "httpx", "openai"])
def test_a_program_is_recorded_and_then_replayed(run, program, upstream, library):
    """
    Without a line of it changed, and offline the second time.
    """
    command = program(library=library)
    recorded = run("--mode", "record", "--", *command, "a", "b")
    upstream.close()

    replayed = run("--", *command, "b", "a")

    assert (recorded.returncode, recorded.stdout) == (0, "re a\nre b\n")
    assert (replayed.returncode, replayed.stdout) == (0, "re b\nre a\n")
    assert (
        recorded.stderr.splitlines()[-1]
        == "understudy: 0 played exactly, 0 by a weaker rule, 2 recorded, 0 missed, 0 unused, 0 live"
    )
    assert replayed.stderr == (
        "understudy: mode replay (the default), recordings in recordings\n"
        "understudy: 2 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live\n"
    )


def test_a_miss_is_status_1_though_the_program_swallowed_it(run, program):
    """
    With the miss, and the command that records it.
    """
    ran = run("--", *program(SWALLOWING), "it's")

    assert (ran.returncode, ran.stdout) == (1, "")
    assert "\nno recording answers POST http://127.0.0.1" in ran.stderr
    command = f"understudy run --mode record-if-missing -- {sys.executable} app.py 'it'\"'\"'s'\n"
    assert f"\n  Record it (with the API's key and a network): {command}" in ran.stderr
    assert ", mode replay (the default)\n" in ran.stderr


def test_what_nobody_asked_for_is_listed(run, program):
    """
    It is no failure: a program need not do all it can each time.
    """
    command = program()
    run("--mode", "record", "--", *command, "a", "b")

    ran = run("--", *command, "a")

    assert ran.returncode == 0
    assert "1 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 1 unused" in ran.stderr
    assert "\nunused:\n  recordings/openai-chat-b-" in ran.stderr


def test_a_suite_of_unittest(run, program, upstream):
    """
    Is one program: all its tests are one session.
    """
    tests = "    def test_a(self): ask('a')\n    def test_b(self): ask('b')\n"
    program(f"import unittest\nclass TestIt(unittest.TestCase):\n{tests}", name="test_it.py")
    command = [sys.executable, "-m", "unittest"]
    run("--mode", "record", "--", *command)
    upstream.close()

    ran = run("--", *command)

    assert (ran.returncode, ran.stdout) == (0, "re a\nre b\n")
    assert "2 played exactly" in ran.stderr


START = {
    "a shell": "import os\nassert os.system(f'{sys.executable} app.py a') == 0\n",
    "an environment of its own": "import subprocess\n"
    "subprocess.run([sys.executable, 'app.py', 'a'], env={}, check=True)\n",
    "spawn": "import multiprocessing, app\nif __name__ == '__main__':\n"
    "    process = multiprocessing.get_context('spawn').Process(target=app.ask, args=('a',))\n"
    "    process.start()\n    process.join(60)\n    assert process.exitcode == 0\n",
    "fork": "import multiprocessing, app\n"
    "process = multiprocessing.get_context('fork').Process(target=app.ask, args=('a',))\n"
    "process.start()\nprocess.join(60)\nassert process.exitcode == 0\n",
    "fork before": "import os, sys\nif not os.fork():\n    import app\n    app.ask('a')\n    os._exit(0)\n"
    "assert os.wait()[1] == 0\n",
}


@pytest.mark.parametrize("start", START.values(), ids=START)
def test_programs_of_the_program_join_too(run, program, upstream, start):
    """
    However they are started: what they did is counted once.
    """
    program("if __name__ == '__main__':\n    ask(sys.argv[1])\n")
    Path("main.py").write_text(f"import sys\n{start}")
    recorded = run("--mode", "record", "--", sys.executable, "main.py")
    upstream.close()

    replayed = run("--", sys.executable, "main.py")

    assert (recorded.returncode, recorded.stdout) == (0, "re a\n")
    assert "0 played exactly, 0 by a weaker rule, 1 recorded" in recorded.stderr
    assert (replayed.returncode, replayed.stdout) == (0, "re a\n")
    assert "1 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused" in replayed.stderr


def test_many_at_once_share_the_store(run, program, upstream):
    """
    Eight programs record at the same time, and none loses what another one wrote.
    """
    program()
    Path("main.py").write_text(
        "import subprocess, sys\n"
        "started = [subprocess.Popen([sys.executable, 'app.py', str(n), 'same']) for n in range(8)]\n"
        "assert not any(each.wait() for each in started)\n"
    )
    run("--mode", "record", "--", sys.executable, "main.py")
    upstream.close()

    ran = run("--json", "--", sys.executable, "main.py")

    facts = json.loads(ran.stderr)
    assert (facts["status"], facts["played"], facts["missed"], facts["interpreters"]) == (0, 16, 0, 9)


def test_a_programs_own_start_hook_still_runs(run, program, tmp_path):
    """
    A `sitecustomize` on its path, and its path is as it was.
    """
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "sitecustomize.py").write_text("import builtins\nbuiltins.hello = __file__\n")
    program("import sitecustomize\nprint(hello == sitecustomize.__file__, [p for p in sys.path if 'startup' in p])\n")

    ran = run("--", sys.executable, "app.py", PYTHONPATH=os.pathsep.join([ENVIRONMENT["PYTHONPATH"], "theirs"]))

    assert (ran.returncode, ran.stdout) == (0, "True []\n")


@pytest.mark.parametrize("option", ["-I", "-S", "-E"])
def test_a_python_that_looks_at_no_environment_is_not_silently_live(run, option):
    """
    Nor is any program in another language: where nothing joined, that is status 2.
    """
    ran = run("--", sys.executable, option, "-c", "print(1)")

    # With -S the environment is read, and no start hook.
    assert (ran.returncode, ran.stdout) == (2, "1\n")
    assert ran.stderr.startswith("understudy: no Python program joined")


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ([sys.executable, "-c", "import sys; sys.exit(3)"], 3),
        ([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"], 137),
        (["no-such-command"], 127),
        (["./app.py"], 126),
        ([], 2),
    ],
    ids=["exit", "signal", "not found", "not executable", "none"],
)
def test_the_exit_status_is_the_commands(run, program, command, status):
    """
    As a shell says it.
    """
    program()

    assert run("--", *command).returncode == status


def test_a_command_that_is_not_there_is_named(run):
    """
    With what to write.
    """
    ran = run("--", "no-such-command")

    assert ran.stderr == (
        "understudy: no-such-command: no such command\n\n"
        "  Write it as your shell knows it, after two dashes: understudy run -- pytest\n"
    )


def test_a_damaged_store_ends_it_before_the_program(run, program):
    """
    The program is not started.
    """
    Path("recordings").mkdir()
    Path("recordings/x.json").write_text('{"request": {')

    ran = run("--", *program(), "a")

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("understudy: ")
    assert "recordings/x.json: cut short" in ran.stderr


def test_a_connection_that_no_recording_can_answer_is_status_1(run):
    """
    Of a client that nothing hooks; nothing was reached.
    """
    code = "import socket\ntry:\n    socket.create_connection(('203.0.113.1', 80))\nexcept BaseException:\n    pass\n"

    ran = run("--", sys.executable, "-c", code)

    assert ran.returncode == 1
    assert "203.0.113.1: 1 connection refused" in ran.stderr


def test_in_ci_only_the_command_line_records(run, program, upstream):
    """
    A mode in the environment is replay there, `--mode` is what it says.
    """
    command = program(SWALLOWING)

    by_environment = run("--", *command, "a", CI="1", UNDERSTUDY_MODE="record")
    by_option = run("--mode", "record", "--", *command, "a", CI="1")

    assert (by_environment.returncode, by_option.returncode) == (1, 0)
    assert len(upstream.received) == 1


def test_options_choose_the_store_and_the_scope(run, program):
    """
    As settings of the project do.
    """
    Path("pyproject.toml").write_text("[tool.understudy]\nmode = 'record'\nstore = 'theirs'\n")
    command = program()
    run("--", *command, "a")
    run("--store", "ours", "--scope", "s1", "--", *command, "a")

    [path] = Path("ours").glob("*.json")
    assert json.loads(path.read_text())["test_id"] == "s1"
    assert len(list(Path("theirs").glob("*.json"))) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_reaches_the_program(upstream):
    """
    It ends in its own way, and nothing is left behind.
    """
    code = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        "print('up', flush=True)\nsignal.pause()\n"
    )
    arguments = [sys.executable, "-m", "understudy", "run", "--", sys.executable, "-c", code]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env={**os.environ, **ENVIRONMENT}) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)

        assert process.wait(60) == 7


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_command_that_is_stopped_before_it_did_anything_is_no_wrong_use(run):
    """
    Whoever pressed Ctrl-C knows that nothing joined.
    """
    ran = run("--", "sh", "-c", "kill -INT $PPID; sleep 20")

    assert (ran.returncode, ran.stderr) == (130, "")


def test_pytest_has_sessions_of_its_own(run, program, upstream):
    """
    Every test is covered, in the mode of the command line, also with `CI` set; a script beside it is not disturbed.
    """
    program("def test_a():\n    ask('a')\n\ndef test_b():\n    ask('b')\n", name="test_it.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-W", "error"]
    recorded = run("--mode", "record", "--", *command, CI="1")
    upstream.close()

    replayed = run("--", *command, "-n2")

    assert (recorded.returncode, recorded.stderr) == (0, "")
    assert "2 tests in mode record (understudy run)" in recorded.stdout
    assert (replayed.returncode, replayed.stderr) == (0, "")
    assert "2 played exactly" in replayed.stdout
    assert sorted(path.name for path in Path("recordings/test_it").iterdir()) == ["test_a", "test_b"]


def test_a_miss_of_pytest_names_the_command_that_covers_the_test(run, program):
    """
    No mark does: only `run` again.
    """
    program("def test_a():\n    ask('a')\n", name="test_it.py")

    ran = run("--", sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:asyncio")

    assert ran.returncode == 1
    assert "understudy run --mode record-if-missing -- pytest test_it.py::test_a" in ran.stdout


@pytest.mark.parametrize(
    ("options", "folder"), [([], "recordings/test_it/test_a"), (["-p", "no:understudy"], "recordings")]
)
def test_a_pytest_without_the_plugin_gets_it(run, program, options, folder):
    """
    As in an environment that Understudy is not installed in; whoever leaves it out has one session for all tests.
    """
    program("def test_a():\n    ask('a')\n", name="test_it.py")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *options]

    ran = run("--mode", "record", "--", *command, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")

    assert ran.returncode == 0
    assert [path.parent for path in Path().rglob("*.json")] == [Path(folder)]


def test_faults_of_a_run_are_named_and_are_no_plays(run, program, upstream):
    """
    With their recordings, in the text and in the JSON; the program has to cope with them.
    """
    command = program(TURNS.replace("URL", repr(upstream.url)))
    run("--mode", "record", "--", *command, "a")

    text = run("--fault", "status=500", "--fault-seed", "1", "--", *command, "a")
    machine = run("--json", "--", *command, "a", UNDERSTUDY_FAULTS="status=500")

    [name] = os.listdir("recordings")
    assert text.returncode != 0
    assert text.stderr.splitlines()[-3:] == [
        "understudy: 0 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live",
        "understudy: with a fault: 1 status=500",
        f"  recordings/{name}: status=500 (1×)",
    ]
    facts = json.loads(machine.stderr.splitlines()[-1])
    assert facts["faults"] == [{"fault": "status=500", "recording": name, "count": 1}]


TURNS = """\
def turns(*texts):
    asked = [{"role": role, "content": text} for role, text in zip(("user", "assistant") * 3, texts)]
    answer = requests.post(URL + "/v1/chat/completions", json={"model": "m", "messages": asked}).json()
    print(answer["choices"][0]["message"]["content"], flush=True)

turns(*sys.argv[1:])
"""


def test_conversations_that_begin_alike_answer_where_that_is_asked_for(run, program, upstream):
    """
    Each is told, in the text and in the JSON.
    """
    command = program(TURNS.replace("URL", repr(upstream.url)))
    run("--mode", "record", "--", *command, "a", "b", "12 ms")

    exact, text = run("--", *command, "a", "b", "14 ms"), run("--match", "prefix", "--", *command, "a", "b", "14 ms")
    machine = run("--json", "--", *command, "a", "b", "14 ms", UNDERSTUDY_MATCH="prefix")

    assert (exact.returncode, text.returncode, text.stdout) == (1, 0, "re 12 ms\n")
    assert "0 by a weaker rule" in exact.stderr
    [name] = os.listdir("recordings")
    assert text.stderr.splitlines()[1:] == [
        "understudy: 0 played exactly, 1 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live",
        "understudy: by a weaker rule: 1 answered by a conversation that begins alike (prefix)",
        f"  recordings/{name}: differs at messages[2].content, 2 of 3 turns equal",
    ]
    facts = json.loads(machine.stderr)
    assert (facts["weaker"], facts["weaker_matches"][0]["name"]) == (1, name)


OVER_HTTP = [sys.executable, "-I"]
"""A Python that joins nothing: it is answered as programs in other languages are."""


@pytest.fixture
def gateway(upstream, monkeypatch):
    """The user has set where the API is."""
    monkeypatch.setenv("OPENAI_BASE_URL", f"{upstream.url}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "k")


ASK_BY_ENVIRONMENT = """\
import sys, openai

for text in sys.argv[1:]:
    asked = [{"role": "user", "content": text}]
    client = openai.OpenAI(max_retries=0)
    print(client.chat.completions.create(model="m", messages=asked).choices[0].message.content, flush=True)
"""


def test_programs_that_cannot_join_come_over_http(run, upstream, gateway):
    """
    What the user had set is where they are sent on to; offline the second time.
    """
    Path("app.py").write_text(ASK_BY_ENVIRONMENT)
    recorded = run("--mode", "record", "--", *OVER_HTTP, "app.py", "a", "b")
    upstream.close()

    replayed = run("--", *OVER_HTTP, "app.py", "b", "a")

    assert (recorded.returncode, recorded.stdout) == (0, "re a\nre b\n")
    assert (replayed.returncode, replayed.stdout) == (0, "re b\nre a\n")
    assert "2 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live\n" in replayed.stderr
    [url] = {json.loads(path.read_text())["request"]["url"] for path in Path("recordings").glob("*.json")}
    assert url == f"{upstream.url}/v1/chat/completions"


def test_each_program_is_answered_in_one_way(run, upstream, gateway):
    """
    Those that join in process, those that they start over HTTP, whatever environment they are given: one store, one
    count, and nothing recorded twice.
    """
    Path("app.py").write_text(ASK_BY_ENVIRONMENT)
    Path("main.py").write_text(
        "import os, subprocess, sys\n"
        "import app\n"
        "kept = {name: os.environ[name] for name in ('OPENAI_API_KEY', 'OPENAI_BASE_URL')}\n"
        "environments = [None, dict(os.environ), kept]\n"
        "for number, environment in enumerate(environments):\n"
        "    subprocess.run([sys.executable, '-I', 'app.py', f'over HTTP {number}'], env=environment, check=True)\n"
        "    subprocess.run([sys.executable, 'app.py', f'in process {number}'], env=environment, check=True)\n"
        "assert not os.system(f'{sys.executable} -I app.py shell')\n"
    )
    recorded = run("--mode", "record", "--", sys.executable, "main.py", "main")
    count = len(upstream.received)
    upstream.close()

    replayed = run("--", sys.executable, "main.py", "main")

    assert (recorded.returncode, count) == (0, 8), recorded.stderr
    assert replayed.stdout == recorded.stdout
    assert "8 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live\n" in replayed.stderr


def test_a_miss_over_http_is_status_1(run, gateway):
    """
    With the miss, though the program swallowed it.
    """
    Path("app.py").write_text(
        f"try:\n    {ASK_BY_ENVIRONMENT.replace(chr(10), chr(10) + '    ')}\nexcept Exception:\n    pass\n"
    )

    ran = run("--", *OVER_HTTP, "app.py", "a")

    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"understudy run --mode record-if-missing -- {sys.executable} -I app.py a" in ran.stderr


def test_over_http_alone(run, upstream, gateway):
    """
    As those programs that join have to be answered whose clients nothing hooks.
    """
    Path("app.py").write_text(ASK_BY_ENVIRONMENT)
    run("--mode", "record", "--via", "http", "--", sys.executable, "app.py", "a")

    ran = run("--json", "--via", "http", "--", sys.executable, "app.py", "a")

    facts = json.loads(ran.stderr)
    assert (facts["interpreters"], facts["came_over_http"], facts["played"]) == (0, True, 1)


def test_in_process_alone(run, upstream, gateway):
    """
    The environment is as it was.
    """
    Path("app.py").write_text("import os; print(os.environ['OPENAI_BASE_URL'])")

    ran = run("--via", "process", "--", *OVER_HTTP, "app.py")

    assert (ran.returncode, ran.stdout) == (2, f"{upstream.url}/v1\n")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a second address of this machine")
def test_a_client_whose_base_url_cannot_be_moved_comes_through_the_proxy(run, tmp_path):
    """
    Within TLS, which it trusts because the environment says so.
    """
    outside = Signer(tmp_path / "outside")
    code = "import sys, requests; print(requests.get(sys.argv[1]).text)"
    with (
        Upstream([Answer.of(200, {}, [b"live"])]) as api,
        TlsEdge(api.url, outside.context_for("127.0.0.2"), "127.0.0.2") as edge,
    ):
        url = f"https://127.0.0.2:{edge.port}/v1/models"
        trusting = {"SSL_CERT_FILE": str(outside.certificate), "XDG_DATA_HOME": str(tmp_path)}
        recorded = run("--mode", "record", "--", *OVER_HTTP, "-c", code, url, **trusting)
    replayed = run("--", *OVER_HTTP, "-c", code, url, XDG_DATA_HOME=str(tmp_path))

    assert (recorded.returncode, recorded.stdout) == (0, "live\n"), recorded.stderr
    assert (replayed.returncode, replayed.stdout) == (0, "live\n"), replayed.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_a_program_in_another_language(run, upstream, gateway):
    """
    One that reads where its API is, as official SDKs do.
    """
    Path("app.mjs").write_text(
        "const body = JSON.stringify({model: 'm', messages: [{role: 'user', content: process.argv[2]}]})\n"
        "const headers = {'content-type': 'application/json'}\n"
        "const url = `${process.env.OPENAI_BASE_URL}/chat/completions`\n"
        "const answer = await fetch(url, {method: 'POST', headers, body})\n"
        "console.log((await answer.json()).choices[0].message.content)\n"
    )
    recorded = run("--mode", "record", "--", "node", "app.mjs", "a")
    upstream.close()

    replayed = run("--", "node", "app.mjs", "a")

    assert (recorded.returncode, recorded.stdout) == (0, "re a\n"), recorded.stderr
    assert (replayed.returncode, replayed.stdout) == (0, "re a\n"), replayed.stderr


def test_tests_of_a_suite_start_programs_in_other_languages(run, upstream, gateway):
    """
    Python programs of theirs join the test's session, and are not sent through the door as well.
    """
    Path("app.py").write_text(ASK_BY_ENVIRONMENT)
    Path("test_it.py").write_text(
        "import os, subprocess, sys\nimport pytest\n"
        "@pytest.mark.parametrize('option', [['-I'], []])\n@pytest.mark.parametrize('env', [None, dict(os.environ)])\n"
        "def test_it(option, env):\n"
        "    subprocess.run([sys.executable, *option, 'app.py', str(option), str(env is None)], env=env, check=True)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-W", "error"]
    recorded = run("--mode", "record", "--", *command)
    count = len(upstream.received)
    upstream.close()

    replayed = run("--", *command)

    assert (recorded.returncode, count) == (0, 8), recorded.stdout + recorded.stderr
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert len(list(Path("recordings").glob("*.json"))) == 4


def test_where_a_server_cannot_be_had(tmp_path, upstream, program):
    """
    Python programs are answered all the same, and one sentence says that others are not.
    """
    code = (
        "import sys, importlib.util as u\n"
        "find = u.find_spec\nu.find_spec = lambda name, *more: None if name == 'uvicorn' else find(name, *more)\n"
        "from understudy.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    program()
    here = [sys.executable, "-c", code, "run", "--mode", "record"]

    ran = subprocess.run(
        [*here, "--", sys.executable, "app.py", "a"], env={**os.environ, **ENVIRONMENT}, capture_output=True
    )
    refused = subprocess.run(
        [*here, "--via", "http", "--", "true"], env={**os.environ, **ENVIRONMENT}, capture_output=True
    )

    assert ran.returncode == 0
    assert ran.stderr.decode().startswith(
        "understudy: programs in other languages are not answered: that needs pip install"
    )
    assert (refused.returncode, b"pip install 'understudy[server]'" in refused.stderr) == (2, True)
