"""The table of `docs/metrics.md` is the page that it tells of."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOLD = re.findall(r"^\| `(understudy_\w+)` \|([^|]*)\|", (ROOT / "docs/metrics.md").read_text("utf-8"), re.MULTILINE)
PAGE = (ROOT / "tests/golden/proxy/metrics.txt").read_text("utf-8")


def test_every_metric_is_documented():
    """
    In the order of the page, and none that does not exist.
    """
    assert [name for name, _ in TOLD] == re.findall(r"^# TYPE (\S+)", PAGE, re.MULTILINE)


def test_so_is_every_label():
    """
    As far as a server that has done nothing has any.
    """
    for name, labels in TOLD:
        found = re.search(rf"^{name}(?:_bucket)?{{(.*)}} ", PAGE, re.MULTILINE)
        assert not found or re.findall(r'(\w+)="', found[1]) == re.findall(r"`(\w+)`", labels)
