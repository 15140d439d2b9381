"""A cassette's text, and what is not one."""

from __future__ import annotations

import importlib
import json
import sys

import pytest

from understudy.errors import WrongUse
from understudy.formats.vcr import document
from understudy.formats.vcr.document import held_by
from understudy.formats.vcr.trouble import Trouble


@pytest.mark.parametrize(
    "text",
    [
        "interactions:\n- request: {uri: x}\nversion: 1\n",
        '{"version": 1, "interactions": [{"request": {"uri": "x"}}]}',
        "---\ninteractions:\n- request: {uri: x}\n",
    ],
    ids=["yaml", "json", "without a version"],
)
def test_both_serializers(text):
    """
    Told apart by what the text begins with.
    """
    assert held_by(text).interactions == [{"request": {"uri": "x"}}]


@pytest.mark.parametrize("text", ["", "\n", "interactions: []\nversion: 1\n"], ids=["empty", "blank", "none"])
def test_a_cassette_may_hold_nothing(text):
    """
    As vcrpy reads it.
    """
    assert held_by(text).interactions == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("interactions: []\nversion: 2\n", "version: expected 1, found 2"),
        ('[{"request": {}, "response": {}}]', "from before vcrpy 1.0"),
        ("- request: {}\n  response: {}\n", "python -m vcr.migration"),
        ("http_interactions: []\nrecorded_with: VCR 6\n", "Ruby's VCR"),
        ("name: ci\non: push\n", "not a cassette: it has no list `interactions`"),
        ("just words", "not a cassette"),
        ('{"interactions": [', "not JSON: Expecting value, line 1"),
        ("interactions:\n- a: [\n", "not readable as YAML: .*, line 3"),
        ("interactions: [!!binary 'a']\n", "not readable as YAML"),
        ("interactions: [2020-13-45]\n", "not readable as YAML: month must be"),
        ("interactions: [a\x07]\n", "not readable as YAML"),
        ("interactions: " + "[" * 3000, "not readable as YAML"),
    ],
)
def test_what_is_not_a_cassette_says_so(text, reason):
    """
    With the line, where there is one.
    """
    with pytest.raises(Trouble, match=reason):
        held_by(text)


def test_what_is_not_http_is_counted():
    """
    Also where there is nothing else.
    """
    held = held_by('{"version": 1, "ws_interactions": [{}, {}], "grpc_interactions": []}')

    assert (held.interactions, held.others) == ([], {"ws_interactions": 2})


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("!!python/unicode 'é'", "é"),
        ("!!python/str 'x'", "x"),
        ("!!python/tuple [a, b]", ("a", "b")),
        ('!!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary "aGk=", 0, null]}', b"hi"),
        ('!!python/object/apply:builtins.iter {args: [[!!binary "aGk=", "!"]], state: 2}', b"hi!"),
    ],
)
def test_tags_that_vcrpy_has_written_are_plain_values(yaml, value):
    """
    Files and iterators that were bodies are their bytes.
    """
    assert held_by(f"interactions:\n- {yaml}\n").interactions == [value]


@pytest.mark.parametrize(
    "tag", ["object/apply:os.system", "object/new:os.system", "name:os.system", "module:os", "object:vcr.request.X"]
)
def test_no_tag_is_obeyed(tag):
    """
    A cassette of somebody else's runs nothing.
    """
    with pytest.raises(Trouble, match="could not determine a constructor"):
        held_by(f"interactions:\n- !!python/{tag} ['touch never']\n")


def test_without_pyyaml_only_yaml_is_refused(monkeypatch):
    """
    With what to install; JSON needs nothing.
    """
    monkeypatch.setitem(sys.modules, "yaml", None)
    document._loader.cache_clear()

    assert held_by(json.dumps({"interactions": [1]})).interactions == [1]
    with pytest.raises(WrongUse, match=r"pip install 'understudy\[import\]'"):
        held_by("interactions: []\n")


def test_the_safe_loader_without_c(monkeypatch):
    """
    Where PyYAML was built without libyaml.
    """
    yaml = importlib.import_module("yaml")
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    document._loader.cache_clear()

    assert held_by("interactions:\n- !!python/tuple [a]\n").interactions == [("a",)]
    assert issubclass(document._loader()[1], yaml.SafeLoader)
    document._loader.cache_clear()
