"""What the tests of a collection claim."""

from __future__ import annotations

import pytest

from understudy.operations.claims import read_claims

TESTS = """\
@pytest.mark.understudy
def test_a():
    pass

@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.understudy(store="kept", scope="everybody")
def test_b(n):
    pass

class TestC:
    def test_c(self):
        pass
"""


@pytest.fixture
def claimed(project):
    """Collect, and read what was claimed."""

    def claimed(*arguments, using=""):
        path = project.path / "claims.json"
        project.run("--collect-only", f"--understudy-claims={path}", *arguments, apart=True, using=using)
        return read_claims(path)

    return claimed


def test_each_test_claims_its_scope_in_its_store(project, claimed):
    """
    As its marks and the settings say, marked or not.
    """
    project.write("tests/test_x.py", TESTS)

    claims = claimed()

    root = str(project.path)
    assert [
        (claim.test.removeprefix("tests/test_x.py::"), claim.store.removeprefix(root), claim.scope)
        for claim in claims.tests
    ] == [
        ("test_a", "/tests/recordings/test_x/test_a", "tests/test_x.py::test_a"),
        ("test_b[1]", "/tests/kept", "everybody"),
        ("test_b[2]", "/tests/kept", "everybody"),
        ("TestC::test_c", "/tests/recordings/test_x/TestC.test_c", "tests/test_x.py::TestC::test_c"),
    ]
    assert claims.files == {"tests/test_x.py"}
    assert not claims.broken


def test_a_test_that_ignores_unused_recordings_keeps_them(project, claimed):
    """
    Where that is said, or Hypothesis chooses; not because several tests share a scope.
    """
    project.write(
        "test_x.py",
        "from hypothesis import given, strategies\n"
        "@pytest.mark.understudy(unused='ignore')\ndef test_said():\n    pass\n"
        "@pytest.mark.understudy\n@given(strategies.booleans())\ndef test_chosen(flag):\n    pass\n"
        "@pytest.mark.understudy(scope='s')\ndef test_shared():\n    pass\n",
    )

    claims = claimed(using="hypothesispytest")

    assert [claim.keeps_unused for claim in claims.tests] == [True, True, False]


@pytest.mark.parametrize(
    "options", ["-k test_a", "-m nothing", "--lf", "--sw", "--deselect tests/test_x.py::test_a", "-n2", "-x"]
)
def test_options_that_choose_tests_do_not_count(project, claimed, options):
    """
    All tests claim, whatever the project adds to its command lines.
    """
    plugins = "cacheprovider xdist"
    project.write("tests/test_x.py", TESTS.replace("pass", "assert 0", 1))
    project.run(using=plugins)
    project.pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\naddopts = '{options}'\n")

    claims = claimed(using=plugins)

    assert len(claims.tests) == 4


def test_a_mark_that_a_conftest_gives_counts(project, claimed):
    """
    Also where its hook is the last one.
    """
    project.write("test_x.py", "def test_a():\n    pass\n")
    project.pytester.makeconftest(
        "import pytest\n@pytest.hookimpl(trylast=True)\ndef pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.add_marker(pytest.mark.understudy(scope='s'))\n"
    )

    assert [claim.scope for claim in claimed().tests] == ["s"]


def test_a_file_that_skips_itself_is_not_known(project, claimed):
    """
    Its tests may be there elsewhere.
    """
    project.write("test_x.py", "pytest.skip('not here', allow_module_level=True)\ndef test_a():\n    pass\n")

    claims = claimed()

    assert (claims.tests, claims.files, claims.broken) == ((), frozenset(), {})


@pytest.mark.parametrize(
    "source, broken, why",
    [
        ("import nowhere\n", "test_x.py", "No module named 'nowhere'"),
        ("@pytest.mark.understudy(moed='x')\ndef test_a():\n    pass\n", "test_x.py::test_a", "unknown: moed"),
    ],
    ids=["import", "mark"],
)
def test_what_cannot_be_collected_is_named(project, claimed, source, broken, why):
    """
    With the reason.
    """
    project.write("test_x.py", source)

    claims = claimed()

    assert list(claims.broken) == [broken]
    assert why in claims.broken[broken]


def test_a_file_of_which_one_test_was_asked_for_is_not_known(project, claimed):
    """
    The project's own settings may ask for it.
    """
    project.write("tests/test_x.py", TESTS)
    project.pytester.makepyprojecttoml("[tool.pytest.ini_options]\naddopts = 'tests/test_x.py::test_a'\n")

    claims = claimed()

    assert (len(claims.tests), claims.files) == (1, frozenset())


def test_what_ends_before_the_collection_writes_nothing(project):
    """
    An empty file would say that no test exists.
    """
    project.run("--collect-only", "--understudy-claims=claims.json", "nowhere.py", apart=True)

    assert not (project.path / "claims.json").exists()
