"""Documents that are hostile within: what would import, amplify, escape or mislead if it were believed."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

from tests.trust.hostile.builder import hostile, outside, recording, write

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\r"
MODULE = "hostile_module"


@hostile(refused=False)
def _types_that_name_modules(store: Path) -> None:
    """Reading them must import nothing, whether there is such a module or not."""
    write(store, f"raise SystemExit('{MODULE} was imported')", f"{MODULE}.py")
    entries = [
        {"__type__": name, "__data__": {}}
        for name in (f"{MODULE}.Answer", "antigravity.fly", "os.system", "this.s", "../../x", "builtins.eval", "\0")
    ]
    write(store, recording(response__body=entries, response__is_streaming=True))
    exception = {"body": {"__type__": f"{MODULE}.Error", "__data__": {"message": "m"}}, "is_exception": True}
    write(store, {"request": recording()["request"], "response": exception}, "raised.json")


@hostile(refused=True)
def _template_that_multiplies(store: Path) -> None:
    """A frame that asks for a text a hundred thousand times."""
    wire = {"framing": "whole", "frame": "{json.a}" * 100_000 + "{json}"}
    write(store, recording(response__body={"__type__": "x", "__data__": {"a": "x" * 100_000}}, response__wire=wire))


@hostile(refused=True, heavy=True)
def _usual_template_of_a_megabyte(store: Path) -> None:
    entries = [{"__type__": "x", "__data__": 1}] * 20_000
    wire = {"framing": "whole", "frame": "x" * 1_000_000 + "{json}"}
    write(store, recording(response__body=entries, response__wire=wire))


@hostile(refused=True)
def _template_with_format_tricks(store: Path) -> None:
    write(store, recording(response__wire={"framing": "sse", "frame": "data: {0.__class__}{json!r:>99999999}\n\n"}))


@hostile(refused=True)
def _template_without_a_place(store: Path) -> None:
    write(store, recording(response__wire={"framing": "sse", "frame": "data: nothing\n\n"}))


@hostile(refused=False)
def _hundred_thousand_frames(store: Path) -> None:
    """In `wire`, for a body of one."""
    frames = {str(number): "data: {json}\n\n" for number in range(100_000)}
    write(store, recording(response__wire={"framing": "sse", "frame": "data: {json}\n\n", "frames": frames}))


@hostile(refused=False)
def _between_frames_that_are_not(store: Path) -> None:
    between = {"0": "y" * 1_000_000, "-1": "x", "999999999999999999": "x", "1e9": "x"}
    write(store, recording(response__wire={"framing": "whole", "between": between}))


@hostile(refused=True)
def _wire_of_other_kinds(store: Path) -> None:
    write(store, recording(response__wire=[["framing", "sse"]]))


@hostile(refused=True)
def _framing_that_is_a_path(store: Path) -> None:
    write(store, recording(response__wire={"framing": "../../../etc/passwd"}))


@hostile(refused=True)
def _style_of_a_megabyte(store: Path) -> None:
    """The error shows no more than the beginning of it."""
    write(store, recording(response__wire={"style": "compact+" + "é" * 1_000_000}))


@hostile(refused=False)
def _hundred_thousand_marks(store: Path) -> None:
    write(store, recording(response__marks=" ".join(f"{at}@0+{at}" for at in range(100_000))))


@hostile(refused=True)
def _marks_of_thousands_of_digits(store: Path) -> None:
    write(store, recording(response__marks="9" * 10_000 + "@0"))


@hostile(refused=True)
def _negative_marks(store: Path) -> None:
    write(store, recording(response__marks="-5@-1+-9"))


@hostile(refused=False)
def _marks_beyond_the_body(store: Path) -> None:
    write(store, recording(response__marks=f"0@0 {10**17}@{10**17}+{10**17}"))


@hostile(refused=True)
def _status_of_no_http(store: Path) -> None:
    write(store, recording(response__status=-1))


@hostile(refused=True)
def _header_that_splits_the_answer(store: Path) -> None:
    value = "a\r\nset-cookie: owned=1\r\n\r\nHTTP/1.1 200 OK"
    write(store, recording(response__headers={"x-request-id": value}))


@hostile(refused=True)
def _header_that_has_no_name(store: Path) -> None:
    write(store, recording(response__headers={"a b:\n": "x"}))


@hostile(refused=False)
def _header_that_is_not_latin(store: Path) -> None:
    write(store, recording(response__headers={"x-request-id": "日本\ud800"}))


@hostile(refused=True)
def _ended_in_no_known_way(store: Path) -> None:
    write(store, recording(response__ended={"by": "upstream", "kind": "import os", "message": "x", "after": -1}))


@hostile(refused=True)
def _url_that_is_none(store: Path) -> None:
    write(store, recording(request__url="http://[::1"))


@hostile(refused=True)
def _base64_that_is_none(store: Path) -> None:
    write(store, recording(request__body={"__type__": "base64", "__data__": "%%%%"}))


@hostile(refused=False)
def _escapes_everywhere(store: Path) -> None:
    """What a terminal would obey, in every text that is ever shown."""
    body = {"model": ESCAPES, "messages": [{"role": ESCAPES, "content": ESCAPES}], ESCAPES: ESCAPES}
    answer = {"id": ESCAPES, "choices": [{"message": {"role": "assistant", "content": ESCAPES}}]}
    changes = {"request__model": ESCAPES, "response__body": {"__type__": ESCAPES, "__data__": answer}}
    write(store, recording(test_id=ESCAPES, request__body=body, understudy__recorded=ESCAPES, **changes))
    write(store, recording(request__body=body, response__ended={"by": ESCAPES}), f"{ESCAPES}.json")


@hostile(refused=False)
def _half_surrogates(store: Path) -> None:
    body = {"model": "\ud800", "messages": [{"role": "user", "content": "\udfff\ud800"}], "\udc00": 1}
    write(store, recording(test_id="\ud800", request__body=body, request__model="\ud800"))


@hostile(refused=False)
def _gzip_bomb_as_a_body(store: Path) -> None:
    """A recording's body has no coding any more: it stays as small as it is."""
    bomb = base64.b64encode(gzip.compress(b"\0" * 30_000_000)).decode()
    body = {"__type__": "base64", "__data__": bomb}
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    write(store, recording(response__body=body, response__headers=headers, response__wire={"framing": "whole"}))


@hostile(refused=False)
def _mapping_of_ten_thousand_ids(store: Path) -> None:
    mapping = {f"rec-{number}": f"live-{number}" for number in range(10_000)}
    write(store, recording(id_normalization_mapping=mapping))


@hostile(refused=False)
def _urls_without_end(store: Path) -> None:
    """What looks for URLs and secrets in texts reads each of them once."""
    content = "://" + "a" * 300_000 + '"' + '"k" ' * 20_000
    write(store, recording(request__body={"model": "m", "messages": [{"role": "user", "content": content}]}))


@hostile(refused=False)
def _name_of_another_folder(store: Path) -> None:
    """What names files within a document is never opened."""
    secret = str(outside(store) / "secret.json")
    entry = {"__type__": "file", "__data__": {"file": secret, "url": f"file://{secret}"}}
    body = {"model": "m", "messages": [{"role": "user", "content": [{"type": "image", "url": f"file://{secret}"}]}]}
    write(store, recording(response__body=[entry], request__body=body, request__url=f"file://{secret}"))
