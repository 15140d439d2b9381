"""`understudy serve`: answer over HTTP, for clients in any language."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from understudy.cli.arguments import Commands, command
from understudy.engine import Repeat, parse_repeat
from understudy.model import Mode, parse_mode

EXAMPLES = """\
understudy serve recordings
understudy serve recordings --mode record-if-missing --port 8080
understudy serve recordings --mode record --upstream openai=http://127.0.0.1:11434"""

HINTS = """\
mode {mode}, recordings in {store}
point a client at it, for example:
  OPENAI_BASE_URL={address}/openai/v1
  ANTHROPIC_BASE_URL={address}/anthropic
end it with Ctrl-C"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "serve", "Answer HTTP requests from a store, and record if told to.", EXAMPLES, run)
    modes, repeats = ", ".join(mode.value for mode in Mode), ", ".join(repeat.value for repeat in Repeat)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument("--mode", help=f"{modes} (default: {Mode.REPLAY.value})")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: any free one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument(
        "--upstream",
        metavar="NAME=URL",
        action="append",
        default=[],
        help="where an API really is: openai=https://…; may be given several times",
    )
    parser.add_argument("--no-stable-ids", action="store_true", help="record ids and times as they came")
    parser.add_argument(
        "--repeat",
        default=Repeat.IN_ORDER.value,
        help=f"what answers once all recordings of a request are played: {repeats} (default: %(default)s)",
    )
    parser.add_argument(
        "--renew",
        metavar="PATTERN",
        action="append",
        default=[],
        help="an API or a path: in mode record only these are recorded anew; may be given several times",
    )
    parser.add_argument("--max-age", metavar="AGE", help="in mode record only what is older is recorded anew: 30d")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    from understudy.operations.renewing import parse_age
    from understudy.proxy import ServeSettings, parse_upstreams, serve

    settings = ServeSettings(
        store=arguments.store,
        mode=parse_mode(arguments.mode or Mode.REPLAY),
        mode_source="--mode" if arguments.mode else "the default",
        host=arguments.host,
        port=arguments.port,
        upstreams=parse_upstreams(arguments.upstream),
        stable_ids=not arguments.no_stable_ids,
        repeat=parse_repeat(arguments.repeat),
        renew=tuple(arguments.renew),
        max_age=None if arguments.max_age is None else parse_age(arguments.max_age),
    )

    def on_ready(address: str) -> None:
        if arguments.json:
            facts = {"address": address, "mode": settings.mode.value, "store": str(settings.store)}
            print(json.dumps(facts), flush=True)
        else:
            print(f"listening on {address}", flush=True)
            hints = HINTS.format(address=address, mode=settings.mode.value, store=settings.store)
            print(hints, flush=True)

    if settings.mode is Mode.REPLAY and not Path(settings.store).exists():
        print(f"{settings.store} does not exist: every request will be a miss", file=sys.stderr)
    serve(settings, on_ready=on_ready)
    return 0
