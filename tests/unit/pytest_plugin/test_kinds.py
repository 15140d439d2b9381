"""Every kind of test that pytest runs, recorded and then replayed offline, in any order and from any worker."""

from __future__ import annotations

import pytest

MARK = "pytestmark = pytest.mark.understudy\n"
ASYNC = """\
async def ask_async(text):
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post("URL/v1/chat/completions", json=body)).text
"""
RUNNERS = {
    "asyncio": "",
    "anyio": "@pytest.fixture(scope='module', params=['asyncio'])\n"
    "def anyio_backend(request):\n    return request.param\n"
    "@pytest.fixture(scope='module')\nasync def resource(anyio_backend):\n    yield 1\n",
}


def both(project, *arguments, passed, **keywords):
    """Record, and replay without an upstream."""
    project.run("--understudy=record", *arguments, passed=passed, **keywords)
    project.upstream.close()
    return project.run(*arguments, passed=passed, **keywords)


def test_each_set_of_parameters_has_recordings_of_its_own(project):
    """
    Even where the question is the same, and the ids differ only in what file names cannot hold.
    """
    project.write(
        "test_x.py",
        f"{MARK}@pytest.mark.parametrize('n', ['1/', '1?', '1:'])\ndef test_y(n):\n"
        "    assert ask('hi') == {'1/': 'hi 1', '1?': 'hi 2', '1:': 'hi 3'}[n]\n",
    )

    both(project, passed=3)

    assert sorted(answers["hi"] for answers in project.recorded().values()) == ["hi 1", "hi 2", "hi 3"]


def test_classes_and_unittest_cases(project):
    """
    With what their `setUp` asks.
    """
    project.write(
        "test_x.py",
        "import unittest\n"
        "@pytest.mark.understudy\nclass TestA:\n    def test_y(self):\n        assert ask('a') == 'a 1'\n"
        "@pytest.mark.understudy\nclass TestB(unittest.TestCase):\n    def setUp(self):\n        self.said = ask('b')\n"
        "    def test_y(self):\n        self.assertEqual(self.said, 'b 2')\n",
    )

    both(project, passed=2)

    assert set(project.recorded()) == {"recordings/test_x/TestA.test_y", "recordings/test_x/TestB.test_y"}


def test_a_unittest_case_that_swallows_a_miss_fails(project):
    """
    As every other test.
    """
    project.write(
        "test_x.py",
        "import unittest\n@pytest.mark.understudy\nclass TestB(unittest.TestCase):\n    def test_y(self):\n"
        "        with self.assertRaises(BaseException):\n            ask('b')\n",
    )

    project.run(failed=1)


@pytest.mark.parametrize("runner", RUNNERS)
def test_async_tests(project, runner):
    """
    One loop may serve several tests: each has its own session nevertheless.
    """
    needs = "resource" if runner == "anyio" else ""
    mark = f"@pytest.mark.{runner}" + ("(loop_scope='module')" if runner == "asyncio" else "")
    tests = "".join(
        f"{mark}\nasync def test_{name}({needs}):\n"
        f"    import asyncio\n    said = await asyncio.gather(ask_async('{name}'), ask_async('{name}'))\n"
        f"    assert sorted(said) == ['{name} {number}', '{name} {number + 1}']\n"
        for name, number in (("a", 1), ("b", 3))
    )
    project.write("test_x.py", MARK + RUNNERS[runner] + ASYNC.replace("URL", project.upstream.url) + tests)

    both(project, "-Wignore", passed=2, using=runner)

    for path in project.path.rglob("*.json"):
        assert f"::{path.parent.name[:6]}" in path.read_text()


def test_hypothesis_tests_are_one_session(project):
    """
    Around all examples: those that ask the same again get its recordings again, from the first on.
    """
    project.write(
        "test_x.py",
        "from hypothesis import given, settings, strategies\n"
        f"{MARK}@settings(database=None, max_examples=20)\n@given(strategies.sampled_from('ab'))\ndef test_y(name):\n"
        "    assert ask(name)[0] == name\n",
    )
    project.run("--understudy=record", using="hypothesispytest", passed=1)
    project.upstream.close()
    project.run(using="hypothesispytest", passed=1)


def test_threads_belong_to_the_test(project):
    """
    Also those of a pool that is older than the test.
    """
    project.write(
        "test_x.py",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "POOL = ThreadPoolExecutor(2)\nlist(POOL.map(str, range(9)))\n"
        f"{MARK}@pytest.mark.parametrize('n', [1, 2])\ndef test_y(n):\n"
        "    assert {each[0] for each in POOL.map(ask, 'abab')} == {'a', 'b'}\n",
    )

    both(project, passed=2)


def test_a_second_attempt_begins_anew(project):
    """
    What the first one played can be played again.
    """
    project.write("test_x.py", f"{MARK}def test_y():\n    assert ask('hi') == 'hi 1'\n")
    project.run("--understudy=record", passed=1)
    project.pytester.makeconftest(
        "from _pytest.runner import runtestprotocol\n"
        "def pytest_runtest_protocol(item, nextitem):\n"
        "    for _ in range(2):\n        reports = runtestprotocol(item, nextitem=nextitem, log=False)\n"
        "    for report in reports:\n        item.ihook.pytest_runtest_logreport(report=report)\n    return True\n"
    )

    project.run(passed=1)


@pytest.mark.parametrize("arguments", [("-n2",), ("-n2", "--dist=loadgroup"), ("-n0",)], ids=" ".join)
def test_workers_play_the_same_as_one_process(project, arguments):
    """
    And their counts arrive in one summary.
    """
    tests = "".join(
        f"@pytest.mark.xdist_group('g{number % 2}')\ndef test_{number}():\n    assert ask('hi') == 'hi {number}'\n"
        for number in range(1, 7)
    )
    project.write("test_x.py", MARK + tests)
    project.run("--understudy=record", using="xdist", passed=6)
    project.upstream.close()

    result = project.run(*arguments, using="xdist", passed=6)

    result.stdout.fnmatch_lines(
        [
            "6 tests in mode replay (the default)",
            "6 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live",
        ]
    )


@pytest.mark.parametrize("layout", ["per-test", "shared"])
def test_workers_record_into_one_tree(project, monkeypatch, layout):
    """
    None takes away what another has written.
    """
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", layout)
    tests = "".join(f"def test_{number}():\n    ask('hi {number}')\n" for number in range(12))
    project.write("test_x.py", MARK + tests)

    project.run("--understudy=record", "-n2", using="xdist", passed=12)
    project.run("--understudy=record", "-n2", using="xdist", passed=12)
    project.upstream.close()
    project.run("-n2", using="xdist", passed=12)

    numbers = [int(said.split()[-1]) for answers in project.recorded().values() for said in answers.values()]
    assert sorted(numbers) == list(range(13, 25))
    assert not list(project.path.rglob(".recording*"))


def test_any_order_plays_the_same(project):
    """
    A test's answers do not depend on who asked before.
    """
    tests = "".join(f"def test_{number}():\n    assert ask('hi') == 'hi {number}'\n" for number in range(1, 5))
    project.write("test_x.py", MARK + tests)
    project.run("--understudy=record", passed=4)
    project.upstream.close()

    project.run(*(f"test_x.py::test_{number}" for number in (3, 1, 4, 2)), passed=4)


def test_a_request_at_the_teardown_of_a_fixture_belongs_to_the_test(project):
    """
    Whatever fixture it is, and whoever set it up.
    """
    project.write(
        "test_x.py",
        f"{MARK}@pytest.fixture\ndef client():\n    ask('begin')\n    yield\n    ask('end')\n"
        "def test_y(client):\n    pass\n",
    )

    both(project, passed=1)

    assert set(project.recorded()["recordings/test_x/test_y"]) == {"begin", "end"}
