from __future__ import annotations

import json

import pytest

from understudy.wire import NotPlain, encode, is_exact, parse, style_of
from understudy.wire.json_style import DEEPEST, ESCAPES, LAYOUTS

VALUE = {"a": [1, 2.5, {"b": "<ü/😀>"}], "c": {}, "d": []}

STYLES = [
    ("compact", '{"a":[1,2.5,{"b":"<ü/😀>"}],"c":{},"d":[]}'),
    ("spaced", '{"a": [1, 2.5, {"b": "<ü/😀>"}], "c": {}, "d": []}'),
    ("compact+ascii", r'{"a":[1,2.5,{"b":"<\u00fc/\ud83d\ude00>"}],"c":{},"d":[]}'),
    ("spaced+ascii", r'{"a": [1, 2.5, {"b": "<\u00fc/\ud83d\ude00>"}], "c": {}, "d": []}'),
    ("compact+<>", '{"a":[1,2.5,{"b":"\\u003cü/😀\\u003e"}],"c":{},"d":[]}'),
    ("compact+/", '{"a":[1,2.5,{"b":"<ü\\/😀>"}],"c":{},"d":[]}'),
    ("spaced+ascii+<>/", r'{"a": [1, 2.5, {"b": "\u003c\u00fc\/\ud83d\ude00\u003e"}], "c": {}, "d": []}'),
    ("indent-2", '{\n  "a": [\n    1,\n    2.5,\n    {\n      "b": "<ü/😀>"\n    }\n  ],\n  "c": {},\n  "d": []\n}'),
    ("indent-4+ascii", json.dumps(VALUE, indent=4)),
]


@pytest.mark.parametrize("style, text", STYLES)
def test_a_style_writes_what_its_servers_write(style, text):
    """
    Each style is one way of writing JSON, and is found from what it wrote.
    """
    payload = text.encode()

    assert encode(VALUE, style) == payload
    assert parse(payload) == VALUE
    assert style_of([(payload, VALUE)]) == style
    assert is_exact(payload, VALUE, style)


@pytest.mark.parametrize("char", ESCAPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_escaped_character_comes_back(layout, char):
    """
    Characters that a server escapes though it need not are escaped again, beside a backslash too.
    """
    value = {"a": [f"x{char}\\{char}"]}
    payload = json.dumps(value, ensure_ascii=False, **_layout(layout)).replace(char, ESCAPES[char]).encode()

    assert encode(parse(payload), style_of([(payload, value)])) == payload
    assert payload != json.dumps(value, **_layout(layout)).encode() or ord(char) > 127


def _layout(name):
    separators, indent = LAYOUTS[name]
    return {"separators": separators, "indent": indent}


NOT_EXACT = [
    pytest.param(b"1.10", id="1.10"),
    pytest.param(b'{"price":1.10}', id="1.10-inside"),
    pytest.param(b"1.0e5", id="exponent"),
    pytest.param(b"1E5", id="capital-E"),
    pytest.param(b"0.1000000000000000055511151231257827", id="more-digits-than-a-float-has"),
    pytest.param(b"-0", id="negative-zero"),
    pytest.param(b"1e400", id="1e400"),
    pytest.param(b"-1e400", id="-1e400"),
    pytest.param(b'{"a":1,"a":2}', id="a-key-given-twice"),
    pytest.param(rb'["\u00fc","' + "ü".encode() + b'"]', id="escaped-beside-plain"),
    pytest.param(rb'["\u003c","<"]', id="escaped-beside-plain-ascii"),
    pytest.param(rb'"\u00FC"', id="capital-hex"),
    pytest.param(rb'"\u0041"', id="needless-escape"),
    pytest.param(rb'"\u000a"', id="long-escape"),
    pytest.param(b'{"a" :1}', id="odd-spacing"),
    pytest.param(b'{"a": [1,2]}', id="mixed-spacing"),
    pytest.param(b" 1", id="space-before"),
    pytest.param(b'{\n\t"a": 1\n}', id="tabs"),
    pytest.param(b'{\r\n  "a": 1\r\n}', id="CRLF"),
]


@pytest.mark.parametrize("payload", NOT_EXACT)
def test_what_no_style_gives_back_is_not_exact(payload):
    """
    JSON whose bytes would not come back is told from JSON whose bytes do: it is never silently changed.
    """
    value = parse(payload)

    assert not is_exact(payload, value, style_of([(payload, value)]))


NOT_PLAIN = [
    pytest.param(b"NaN", id="NaN"),
    pytest.param(b'{"a":Infinity}', id="Infinity"),
    pytest.param(b"[-Infinity]", id="-Infinity"),
    pytest.param(b"", id="empty"),
    pytest.param(b"{", id="cut-off"),
    pytest.param(b"{} {}", id="two"),
    pytest.param(b"[DONE]", id="not-JSON"),
    pytest.param(b"{'a':1}", id="Python"),
    pytest.param(b'"\n"', id="line-end-in-text"),
    pytest.param(b'"\xff"', id="not-UTF-8"),
    pytest.param(b"\xef\xbb\xbf{}", id="BOM"),
    pytest.param(b"{}".decode().encode("utf-16"), id="UTF-16"),
    pytest.param(b"9" * 5000, id="too-many-digits"),
    pytest.param(b"[" * 20_000 + b"]" * 20_000, id="far-too-deep"),
    pytest.param(b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), id="too-deep"),
    pytest.param(b'{"a":' * (DEEPEST + 2) + b"1" + b"}" * (DEEPEST + 2), id="objects-too-deep"),
]


@pytest.mark.parametrize("payload", NOT_PLAIN)
def test_what_is_not_plain_json_is_not_parsed(payload):
    """
    Whatever is not JSON for every reader has one error.
    """
    with pytest.raises(NotPlain):
        parse(payload)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"12345678901234567890123", id="23-digits"),
        pytest.param(b"-123456789012345678901234567890", id="30-digits"),
        pytest.param(b"-0.0", id="negative-zero-as-float"),
        pytest.param(b"1e-07", id="as-Python-writes-it"),
        pytest.param(b"5e-324", id="smallest"),
        pytest.param(b"0.30000000000000004", id="17-digits"),
        pytest.param(rb'"\ud800"', id="half-a-pair"),
        pytest.param(rb'"\ud83d\ude00"', id="a-pair"),
        pytest.param(rb'"\\u003c"', id="looks-escaped"),
        pytest.param(rb'"\\u003c <"', id="looks-escaped-beside-plain"),
        pytest.param(rb'"\\u003c < \u003e"', id="looks-escaped-beside-plain-and-escaped"),
        pytest.param('"\u2028\x7f\u0085"'.encode(), id="odd-line-ends"),
        pytest.param(b'{"":""}', id="empty-key"),
        pytest.param(b"[" * DEEPEST + b"]" * DEEPEST, id="as-deep-as-may-be"),
        pytest.param(b"[" + b"{}," * 500 + b"{}]", id="wide"),
    ],
)
def test_odd_json_that_comes_back(payload):
    """
    Values that other tools round or refuse come back byte for byte.
    """
    value = parse(payload)

    assert encode(value, style_of([(payload, value)])) == payload


def test_half_a_surrogate_pair_has_no_unescaped_form():
    """
    A style that cannot write a value says so.
    """
    assert not is_exact(b'"x"', "\ud800", "compact")
    with pytest.raises(NotPlain):
        encode("\ud800", "compact")


def test_the_style_of_several_payloads_is_that_of_most():
    """
    One odd frame does not turn a readable stream into text.
    """
    payloads = [b'{"a":1}', b'{"a": 1}', b'{"b":2}', rb'{"c":"\u00fc"}', '{"c":"ü"}'.encode()]

    style = style_of([(payload, json.loads(payload)) for payload in payloads])

    assert [is_exact(payload, json.loads(payload), style) for payload in payloads] == [True, False, True, False, True]


def test_nothing_has_a_style():
    """
    A stream without JSON has one, too: nobody has to ask first.
    """
    assert style_of([]) == "compact"


@pytest.mark.parametrize("style", ["", "pretty", "ascii", "compact+x", "spaced+ascii+<ü", "compact ascii"])
def test_an_unknown_style_is_named(style):
    """
    Whoever mistypes a style in a recording reads which there are.
    """
    with pytest.raises(ValueError, match=r"JSON style '.*' does not exist: expected one of compact, spaced, indent-2"):
        encode(1, style)
