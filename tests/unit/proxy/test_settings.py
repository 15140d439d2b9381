"""Settings that cannot be meant are refused before anything listens."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.proxy import LogStyle, ServeSettings, parse_key, parse_upstream_keys, parse_upstreams


def test_an_unknown_upstream_names_the_known_ones():
    """
    A typing error costs one look.
    """
    with pytest.raises(WrongUse, match=r"'opnai' does not exist\n\n  Upstreams are openai, anthropic, "):
        ServeSettings("s", upstreams={"opnai": "http://h"})


@pytest.mark.parametrize("url", ["api.openai.com", "ftp://h", "http://", "http://h/?key=1", "http://hö.example"])
def test_a_url_that_is_no_base_is_refused(url):
    """
    Anything but http(s), a host and a path would fail at the first request, or not go where it seems to.
    """
    with pytest.raises(WrongUse, match="is not a base URL"):
        ServeSettings("s", upstreams={"openai": url})


def test_upstreams_come_from_texts():
    """
    The URL may hold any number of equals signs.
    """
    assert parse_upstreams(["openai=http://h/a=b", "generic=http://g"]) == {
        "openai": "http://h/a=b",
        "generic": "http://g",
    }


@pytest.mark.parametrize(
    ("pairs", "text"),
    [(["http://h"], "expected NAME=URL"), (["openai=http://a", "openai=http://b"], "given twice")],
)
def test_other_texts_are_refused(pairs, text):
    """
    The text says which one, and what would do.
    """
    with pytest.raises(WrongUse, match=text):
        parse_upstreams(pairs)


def test_keys_come_from_the_environment():
    """
    A command line can be read by others.
    """
    assert parse_upstream_keys(["openai=env:OPENAI_API_KEY", "groq=env:G2"]) == {
        "openai": "OPENAI_API_KEY",
        "groq": "G2",
    }


@pytest.mark.parametrize("pairs", [["sk-4fR0"], ["openai=sk-4fR0"], ["openai=env:sk-4fR0"], ["openai=env:"]])
def test_a_key_on_the_command_line_is_refused_and_not_repeated(pairs):
    """
    What was typed there by mistake is a secret all the same.
    """
    with pytest.raises(WrongUse, match="env:") as raised:
        parse_upstream_keys(pairs)

    assert "sk-4fR0" not in str(raised.value)


def test_the_name_that_it_listens_by_is_its_own():
    """
    Beside those that it is told.
    """
    assert ServeSettings("s", host="recorder.lan", is_open=True, hosts=("recorder",)).names == (
        "recorder.lan",
        "recorder",
    )


def test_keys_of_unknown_upstreams_are_refused():
    """
    As their addresses are.
    """
    with pytest.raises(WrongUse, match="'opnai' does not exist"):
        ServeSettings("s", upstream_keys={"opnai": "X"})
    with pytest.raises(WrongUse, match="given twice"):
        parse_upstream_keys(["openai=env:A", "openai=env:B"])


def test_the_commands_of_a_miss_serve_with_the_same_keys():
    """
    By the names of their variables.
    """
    settings = ServeSettings(
        "s", upstream_keys={"openai": "A"}, inbound_key=parse_key("--inbound-key", "env:B"), hosts=("h",)
    )

    assert "--upstream-key=openai=env:A --inbound-key=env:B --allow-host=h" in settings.commands.record


def test_the_commands_of_a_miss_serve_the_same_otherwise():
    """
    With pages that may change something, ids as they came, and as many processes.
    """
    settings = ServeSettings("s", edits=True, stable_ids=False, workers=2)

    assert settings.commands.record == (
        "understudy serve s --no-stable-ids --workers=2 --edit --mode record-if-missing"
    )
    assert ServeSettings("s").commands.record == "understudy serve s --mode record-if-missing"


def test_a_forward_proxy_has_no_key():
    """
    A proxy could not ask for it, and would let all in that know none.
    """
    with pytest.raises(WrongUse, match="--forward and --inbound-key"):
        ServeSettings("s", forward=True, inbound_key="DOOR")


def test_the_command_that_records_says_all_that_was_said(tmp_path):
    """
    Of a forward proxy, too.
    """
    settings = ServeSettings("s", forward=True, ca_dir=tmp_path, ignore_hosts=("h.example",))

    assert f"--forward --ca-dir={tmp_path} --ignore-host=h.example --mode record" in settings.commands.record


def test_bodies_need_a_log():
    """
    Who asks for them expects to see them.
    """
    with pytest.raises(WrongUse, match="--log-bodies: there is no log"):
        ServeSettings("s", log_bodies=True)

    with_log = ServeSettings("s", log=LogStyle.JSON, log_bodies=True)
    assert "--log=json --log-bodies --mode record" in with_log.commands.record


@pytest.mark.parametrize("workers, forward", [(0, False), (-1, False), (2, True)])
def test_workers_are_at_least_one_and_no_forward_proxy(workers, forward):
    """
    What would not work is said before anything starts.
    """
    with pytest.raises(WrongUse, match="--workers"):
        ServeSettings("s", workers=workers, forward=forward)
