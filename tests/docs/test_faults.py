"""The table of faults in the documentation is the table that faults are read by."""

import re
from pathlib import Path

from understudy.model import WORDS

PAGE = Path(__file__).parents[2] / "docs" / "pacing-and-faults.md"


def test_the_table_of_the_page_is_that_of_the_code():
    """
    Every fault, with its example and what happens.
    """
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)

    assert [row for row in rows if row[0].split()[0].partition("=")[0] in WORDS] == [
        (word.example, word.means) for word in WORDS.values()
    ]
