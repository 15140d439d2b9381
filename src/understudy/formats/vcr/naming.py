"""What a cassette's name says: that it is one, and whose.

pytest-recording puts the cassette of a test at `cassettes/MODULE/CLASS.TEST.yaml` beside the test's module.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from understudy.formats.vcr.trouble import Trouble

SUFFIXES = (".yaml", ".yml", ".json")
BEGINNING = b"interactions:"
"""Of YAML that vcrpy has written: a cassette that was named without a suffix has none."""

SHORTENED = re.compile(r"\.\.\.[0-9a-f]{32}$")
"""How the name of a test ends that was too long for a file's name; its end is lost."""

LAYOUT = "cassettes/MODULE/TEST.yaml"


def is_cassette(path: Path) -> bool:
    """Whether a file in a folder of cassettes should be one."""
    if path.suffix.lower() in SUFFIXES:
        return True
    if path.is_symlink():
        return False  # it may lead anywhere, and is not opened to see what is there
    with path.open("rb") as file:
        return file.read(len(BEGINNING)) == BEGINNING


def scope_of(path: Path, root: Path) -> str:
    """The node id of the test that a cassette belongs to: `tests/test_x.py::TestClass::test_y[p]`.

    Args:
        root: where pytest runs; node ids begin there.

    Raises:
        Trouble: the path does not say it.
    """
    name = path.name.removesuffix(path.suffix) if path.suffix.lower() in SUFFIXES else path.name
    if SHORTENED.search(name):
        raise Trouble("its name is that of a test cut short: the rest of it is unknown")
    folder = path.resolve().parent
    module = f"{folder.name}.py"
    beside = next((above for above in folder.parents if (above / module).is_file()), None)
    if beside is None and folder.parent.name == "cassettes":
        beside = folder.parent.parent
    if beside is None:
        raise Trouble(f"its path does not say which test it belongs to: expected {LAYOUT}")
    try:
        place = PurePosixPath((beside / module).relative_to(root.resolve()).as_posix())
    except ValueError:
        raise Trouble(
            f"its test is outside {root}, where node ids would begin\n\n  Run the command where pytest is run."
        ) from None
    # A function's name has no dot; its parameters may have many.
    function = name.partition("[")[0]
    class_, dot, _ = function.partition(".")
    test = f"{class_}::{name[len(class_) + 1 :]}" if dot and class_.isidentifier() else name
    return f"{place}::{test}"
