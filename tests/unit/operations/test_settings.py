"""Settings: where they come from, which one wins, and what is refused."""

from __future__ import annotations

import pytest

from understudy.engine import Match, Repeat
from understudy.errors import WrongUse
from understudy.model import AsRecorded, Mode, parse_faults
from understudy.operations.renewing import parse_age
from understudy.operations.settings import (
    NAMES,
    VARIABLES,
    Layout,
    Setting,
    Settings,
    Source,
    Unused,
    is_ci,
    is_set,
    read_settings,
)


@pytest.fixture
def project(tmp_path):
    """Writes `[tool.understudy]`."""

    def write(text, folder=tmp_path):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pyproject.toml").write_text(f"[tool.understudy]\n{text}\n")
        return folder

    return write


def test_without_any_setting_all_are_the_defaults(tmp_path):
    """
    And each says so.
    """
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'understudy-user'\n")

    settings = read_settings(tmp_path, {})

    assert settings == Settings()
    assert {getattr(settings, name).source.name for name in NAMES} == {"the default"}


@pytest.mark.parametrize(
    "line, name, value",
    [
        ("mode = 'record'", "mode", Mode.RECORD),
        ("mode = 'new_episodes'", "mode", Mode.RECORD_IF_MISSING),
        ("stable-ids = false", "stable_ids", False),
        ("repeat = 'cycle'", "repeat", Repeat.CYCLE),
        ("match = 'prefix'", "match", Match.PREFIX),
        ("pace = 'recorded*0.5'", "pace", AsRecorded(0.5)),
        ("faults = ['reset:0.1', 'status=429 times=1']", "faults", parse_faults("reset:0.1, status=429 times=1")),
        ("fault-seed = 7", "fault_seed", "7"),
        ("unused = 'warn'", "unused", Unused.WARN),
        ("layout = 'shared'", "layout", Layout.SHARED),
        ("ignore-hosts = ['db.example']", "ignore_hosts", ("db.example",)),
        ("all = true", "all", True),
        ("marks = ['vcr']", "marks", ("vcr",)),
        ("subprocesses = false", "subprocesses", False),
        ("renew = ['openai', 'recordings/x']", "renew", ("openai", "recordings/x")),
        ("max-age = '30d'", "max_age", parse_age("30d")),
        ("review = true", "review", True),
        ("record-errors = true", "record_errors", True),
        ("max-answer = '64M'", "max_answer", 2**26),
        ("max-answer = 1000", "max_answer", 1000),
    ],
)
def test_a_project_sets(project, line, name, value):
    """
    In its pyproject.toml, with hyphens.
    """
    folder = project(line)

    setting = getattr(read_settings(folder, {}), name)

    assert (setting.value, setting.source.name) == (value, "pyproject.toml, [tool.understudy]")


@pytest.mark.parametrize(
    "variable, text, name, value",
    [
        ("UNDERSTUDY_MODE", "live", "mode", Mode.LIVE),
        ("UNDERSTUDY_STABLE_IDS", "0", "stable_ids", False),
        ("UNDERSTUDY_STABLE_IDS", "TRUE", "stable_ids", True),
        ("UNDERSTUDY_REPEAT", "last", "repeat", Repeat.LAST),
        ("UNDERSTUDY_MATCH", "prefix", "match", Match.PREFIX),
        ("UNDERSTUDY_PACE", "recorded", "pace", AsRecorded()),
        ("UNDERSTUDY_FAULTS", "refused:0.1, reset:0.1", "faults", parse_faults("refused:0.1, reset:0.1")),
        ("UNDERSTUDY_FAULT_SEED", "x", "fault_seed", "x"),
        ("UNDERSTUDY_UNUSED", "ignore", "unused", Unused.IGNORE),
        ("UNDERSTUDY_LAYOUT", "shared", "layout", Layout.SHARED),
        ("UNDERSTUDY_IGNORE_HOSTS", "a.example, b.example", "ignore_hosts", ("a.example", "b.example")),
        ("UNDERSTUDY_ALL", "yes", "all", True),
        ("UNDERSTUDY_RENEW", "openai-chat, anthropic", "renew", ("openai-chat", "anthropic")),
        ("UNDERSTUDY_MAX_AGE", "2w", "max_age", parse_age("2w")),
        ("UNDERSTUDY_REVIEW", "1", "review", True),
        ("UNDERSTUDY_RECORD_ERRORS", "yes", "record_errors", True),
        ("UNDERSTUDY_MAX_ANSWER", "8M", "max_answer", 2**23),
    ],
)
def test_the_environment_sets_over_the_project(project, variable, text, name, value):
    """
    In capitals, with underscores.
    """
    folder = project("mode = 'record'\nstable-ids = true\nrepeat = 'cycle'\nlayout = 'per-test'")

    setting = getattr(read_settings(folder, {variable: text}), name)

    assert (setting.value, setting.source.name) == (value, variable)


def test_a_store_begins_where_it_is_written(project, tmp_path, monkeypatch):
    """
    Beside the pyproject.toml, or in the current folder; an absolute one is one.
    """
    folder = project("store = 'kept'", tmp_path / "a")
    monkeypatch.chdir(tmp_path)

    assert read_settings(folder, {}).store.value == folder / "kept"
    assert read_settings(folder, {"UNDERSTUDY_STORE": "kept"}).store.value == tmp_path / "kept"
    assert read_settings(folder, {"UNDERSTUDY_STORE": str(folder)}).store.value == folder


def test_the_nearest_project_is_the_one(project, tmp_path):
    """
    One further up is another project's, even if the nearest says nothing of us.
    """
    project("mode = 'record'")
    inner = tmp_path / "inner"
    inner.mkdir()

    assert read_settings(inner, {}).mode.value is Mode.RECORD
    (inner / "pyproject.toml").write_text("[project]\n")
    assert read_settings(inner, {}).mode.value is Mode.REPLAY


def test_arguments_are_stronger_than_both():
    """
    And say who gave them.
    """
    settings = Settings().changed({"mode": "record"}, Source("UNDERSTUDY_MODE"))

    settings = settings.changed({"mode": Mode.LIVE, "stable_ids": False}, Source("the mark"))

    assert (settings.mode, settings.stable_ids) == (
        Setting(Mode.LIVE, Source("the mark")),
        Setting(False, Source("the mark")),
    )


def test_an_unknown_name_lists_the_known_ones(project):
    """
    As they are spelt where it was found.
    """
    with pytest.raises(WrongUse, match=r"tool.understudy\]: unknown: stable_ids\n\n.*mode, store, stable-ids, repeat"):
        read_settings(project("stable_ids = true"), {})
    with pytest.raises(WrongUse, match=r"environment: unknown: UNDERSTUDY_MOED\n\n.*UNDERSTUDY_MODE, UNDERSTUDY_S"):
        read_settings(project(""), {"UNDERSTUDY_MOED": "replay", "OTHER": "x"})
    with pytest.raises(WrongUse, match=r"the mark: unknown: moed\n\n  Known are mode, store, stable_ids"):
        Settings().changed({"moed": "replay"}, Source("the mark"))


@pytest.mark.parametrize("name", NAMES)
def test_a_value_that_does_not_exist_names_its_source(name):
    """
    And what it is for.
    """
    with pytest.raises(WrongUse, match=f"^here: {name.replace('_', '-')}: "):
        Settings().changed({name: [["wrong"]]}, Source("here"))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("store", 5, "5 is not a path\n\n  Write one in quotes"),
        ("all", "maybe", "'maybe' is neither true nor false\n\n  Write true or false"),
        ("marks", 5, "5 is not a list of names\n\n  Write them in brackets"),
        ("pace", 5, "5 is not a text\n\n  Write it in quotes"),
        ("redact", 5, "5 is not a list\n\n  Write it in brackets"),
        ("volatile", 5, "5 is not a list\n\n  Write names, or tables"),
    ],
    ids=lambda value: str(value).partition("\n")[0],
)
def test_a_value_of_another_kind_says_what_to_write(name, value, says):
    """
    As it stands in pyproject.toml.
    """
    with pytest.raises(WrongUse) as raised:
        Settings().changed({name: value}, Source("here"))

    assert f"here: {name}: {says}" in str(raised.value)


def test_a_project_that_is_not_toml_is_named(project, tmp_path):
    """
    With the place.
    """
    with pytest.raises(WrongUse, match=r"pyproject.toml: not TOML: .*\n\n  Mend"):
        read_settings(project("mode = "), {})
    (tmp_path / "pyproject.toml").write_text("[tool]\nunderstudy = 1\n")
    with pytest.raises(WrongUse, match="expected a table"):
        read_settings(tmp_path, {})


@pytest.mark.parametrize("text, expected", [("true", True), ("1", True), ("", False), ("false", False), ("0", False)])
def test_ci_is_set_to_something(text, expected):
    """
    What services write to say no is no.
    """
    assert is_ci({"CI": text}) is expected
    assert not is_ci({})


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("is_command_line", [False, True])
def test_in_ci_only_the_command_line_records(mode, is_command_line):
    """
    Any other recording mode is replay there, and says why.
    """
    settings = Settings().changed({"mode": mode}, Source("somebody", is_command_line=is_command_line))

    in_ci = settings.for_ci({"CI": "1"})

    is_stopped = mode in (Mode.RECORD, Mode.RECORD_IF_MISSING) and not is_command_line
    assert in_ci.mode.value is (Mode.REPLAY if is_stopped else mode)
    assert (f"{mode.value} was asked for by somebody" in in_ci.mode.source.name) is is_stopped
    assert settings.for_ci({}) == settings


def test_what_others_set_is_not_ours(project, tmp_path):
    """
    Only a table or a variable of ours says that somebody wants something.
    """
    assert not is_set(tmp_path, {"UNDERSTUDY_OF_SOMEBODY": "x"})
    assert is_set(tmp_path, {VARIABLES[0]: "x"})
    assert is_set(project("mode = 'replay'"), {})
