"""`server`: answers per second at 64 connections, beside others that answer the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from statistics import median

from benchmarks.exchanges import exchange
from benchmarks.peers import UNDERSTUDY
from benchmarks.results import Cell, Goal, Result
from benchmarks.rounds import alternating
from benchmarks.server import contestants
from benchmarks.server.contestants import AIMOCK_QUESTION, Missing
from benchmarks.server.load import Load, is_there, load
from benchmarks.server.long_stream import FRAMES, frames, long_store
from benchmarks.server.plots import plot_throughput
from benchmarks.server.processes import NotStarted, Running
from benchmarks.stores import Stores

ROUNDS = 5
SIZES = (1, 3000, 100_000)
WARM_S = 6
LAST = ("--repeat", "last")
NGINX, CONSTANT, AIMOCK, MITMDUMP = "nginx, constant bytes", "uvicorn, constant bytes", "aimock", "mitmdump"
WORKERS = 2

Key = tuple[str, str]
"""Who, and of what."""

LONG = f"{FRAMES:,} frames"


def recorded(size: int) -> str:
    """How a store of this size is named."""
    return f"{size:,} recorded"


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    if not is_there():
        return Result(
            "server", TITLE, COLUMNS, (), (), ("wrk is not installed (Debian package wrk): nothing measured.",)
        )
    notes: list[str] = []
    with ExitStack() as stack:
        contests = _contests(stores, stack, say, notes)
        measured = alternating(contests, ROUNDS, say)
    rates = {key: median(each.per_second for each in rounds) for key, rounds in measured.items()}
    plot_throughput(rates)
    return Result("server", TITLE, COLUMNS, _rows(measured, rates), _goals(measured, rates), (*NOTES, *notes))


TITLE = "Answers a second over HTTP at 64 connections, and how long they take"
COLUMNS = ("answered", "who", "a second", "times understudy", "median, ms", "99 %, ms")
NOTES = (
    "wrk and the server share the machine's cores: one for each, but where there are workers.",
    "Random questions of all that are recorded, each asked before.",
)


def _contests(
    stores: Stores, stack: ExitStack, say: Callable[[str], None], notes: list[str]
) -> dict[Key, Callable[[], Load]]:
    folder = stores.folder / "server"
    folder.mkdir()
    short, long = folder / "short", folder / "long"
    short.write_bytes(exchange(0).response_body)
    long.write_bytes(b"".join(frames()))
    contests: dict[Key, Callable[[], Load]] = {}

    def enter(
        who: str,
        what: str,
        start: Callable[[], AbstractContextManager[Running]],
        size: int,
        question: str | None = None,
    ) -> None:
        say(f"starting {who}, {what}")
        try:
            server = stack.enter_context(start())
        except (Missing, NotStarted) as error:
            notes.append(f"{error}.")
            return
        ask = partial(load, server.url, of=size, question=question)
        if who.startswith(UNDERSTUDY):
            _warm(ask, size)
        contests[who, what] = ask

    for size in SIZES:
        store = stores.store(UNDERSTUDY, size)
        enter(UNDERSTUDY, recorded(size), partial(contestants.understudy, store, *LAST), size)
        enter(AIMOCK, recorded(size), partial(contestants.aimock, size, folder), size, AIMOCK_QUESTION)
    one = recorded(1)
    enter(CONSTANT, one, partial(contestants.constant, short), 1)
    enter(NGINX, one, partial(contestants.nginx, short, folder / "nginx"), 1)
    enter(MITMDUMP, one, partial(contestants.mitmdump, folder), 1)
    workers = partial(contestants.understudy, stores.store(UNDERSTUDY, 1), *LAST, "--workers", str(WORKERS))
    enter(f"{UNDERSTUDY}, {WORKERS} workers", one, workers, 1)
    enter(UNDERSTUDY, LONG, partial(contestants.understudy, long_store(folder), *LAST), 1)
    enter(CONSTANT, LONG, partial(contestants.constant, long), 1)
    enter(NGINX, LONG, partial(contestants.nginx, long, folder / "nginx-long"), 1)
    return contests


def _warm(ask: Callable[..., Load], size: int) -> None:
    """Ask all questions, from the first on, until each was asked. A run begins at the first again: it gets longer until
    it reaches the last."""
    seconds = WARM_S
    while ask(seconds=seconds, in_order=True).per_second * seconds < size:
        seconds *= 2


def _rows(measured: dict[Key, list[Load]], rates: dict[Key, float]) -> tuple[tuple[Cell, ...], ...]:
    ordered = sorted(measured, key=lambda key: [recorded(1), recorded(3000), recorded(100_000), LONG].index(key[1]))
    return tuple(
        (
            what,
            who,
            rates[who, what],
            rates[who, what] / rates[UNDERSTUDY, what],
            median(each.p50_ms for each in measured[who, what]),
            median(each.p99_ms for each in measured[who, what]),
        )
        for who, what in ordered
    )


def _goals(measured: dict[Key, list[Load]], rates: dict[Key, float]) -> tuple[Goal, ...]:
    def share(what: str, who: str, over: str) -> float | None:
        """In per cent, within each round."""
        if (who, over) not in measured:
            return None
        pairs = zip(measured[UNDERSTUDY, what], measured[who, over], strict=True)
        return 100 * median(ours.per_second / theirs.per_second for ours, theirs in pairs)

    def times(what: str) -> float | None:
        found = share(what, AIMOCK, what)
        return None if found is None else found / 100

    one, three_thousand, most = map(recorded, SIZES)
    late = (
        median(each.p99_ms for each in measured[UNDERSTUDY, one])
        / median(each.p99_ms for each in measured[CONSTANT, one])
        if (CONSTANT, one) in measured
        else None
    )
    return (
        Goal("1 recorded, of constant bytes", 85, share(one, CONSTANT, one), "%", is_least=True),
        Goal("1 recorded, over aimock", 2.5, times(one), "times", is_least=True),
        Goal("3,000 recorded, of 1 recorded", 90, share(three_thousand, UNDERSTUDY, one), "%", is_least=True),
        Goal("3,000 recorded, over aimock", 15, times(three_thousand), "times", is_least=True),
        Goal("100,000 recorded, of 1 recorded", 90, share(most, UNDERSTUDY, one), "%", is_least=True),
        Goal("100,000 recorded, over aimock", 300, times(most), "times", is_least=True),
        Goal(f"{LONG}, of constant bytes in one write", 80, share(LONG, CONSTANT, LONG), "%", is_least=True),
        Goal("99 % at 1 recorded, over constant bytes", 1.5, late, "times"),
    )
