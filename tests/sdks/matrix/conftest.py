"""The servers that every client of the matrix is recorded from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sdks.matrix.edge import edge
from tests.sdks.servers import running

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def servers(shared: Path) -> Iterator[dict[str, str]]:
    """Their addresses, by name."""
    scripts = shared / "upstreams"
    more_answers = [word for path in sorted(HERE.glob("aimock_*.json")) for word in ("-f", str(path))]
    with ExitStack() as stack:
        mlx = stack.enter_context(running(scripts / "run_mlx_lm.sh"))
        yield {
            "mlx": mlx,
            "aimock": stack.enter_context(running(scripts / "run_aimock.sh", *more_answers)),
            "bedrock": stack.enter_context(running(scripts / "run_bedrock_front.sh", f"{mlx}/v1")),
            "edge": stack.enter_context(edge()).url,
        }
