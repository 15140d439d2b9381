"""Python values as JSON values."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from pydantic import BaseModel

from understudy.operations.plain import NotJson, plain, public_type


class Colour(enum.StrEnum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


@dataclass
class Point:
    x: int
    tags: tuple[str, ...] = ()


class Model(BaseModel):
    point: dict[str, int]


@pytest.mark.parametrize(
    "value, expected",
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        ("a", "a"),
        ([1, (2, "b")], [1, [2, "b"]]),
        (MappingProxyType({"a": 1}), {"a": 1}),
        ({Colour.RED: Colour.RED}, {"red": "red"}),
        (Number.ONE, 1),
        (Point(1, ("a",)), {"x": 1, "tags": ["a"]}),
        ([Model(point={"x": 1})], [{"point": {"x": 1}}]),
    ],
)
def test_what_has_a_form_in_json(value, expected):
    """
    JSON's own types, and what dumps itself, at any depth.
    """
    found = plain(value, "x")

    assert found == expected
    assert json.loads(json.dumps(found)) == expected


@pytest.mark.parametrize(
    "value, complaint",
    [
        ({1}, "x: a set"),
        ({"a": [b"1"]}, "x.a[0]: a bytes"),
        ({1: 2}, "x: a key that is no text, 1"),
        (float("nan"), "x: the number nan"),
        (Point(1, (object(),)), "x.tags[0]: a object"),
        (Point, "x: the class Point"),
        (Model, "x: the class Model"),
        (Colour, "x: the class Colour"),
    ],
)
def test_what_has_none_is_named(value, complaint):
    """
    With the path to it.
    """
    with pytest.raises(NotJson) as raised:
        plain(value, "x")

    assert str(raised.value) == complaint


def test_public_types():
    """
    Models and dataclasses have a type of their own, all else is JSON.
    """
    found = [public_type(value).rpartition(".")[2] for value in (Point(1), Model(point={}), {}, [Point(1)])]

    assert found == ["Point", "Model", "json", "json"]
    assert public_type(Point(1)) == f"{__name__}.Point"
