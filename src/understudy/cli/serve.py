"""`understudy serve`: answer over HTTP, for clients in any language."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli import editing, keeping, playing
from understudy.cli.arguments import Commands, add_address, add_names, command
from understudy.engine import SEED, Match, Repeat, parse_match, parse_repeat
from understudy.model import INSTANT, MAX_ANSWER, Keep, Mode, parse_faults, parse_mode, parse_pace, spelt_size

if TYPE_CHECKING:
    from understudy.operations.running import Running
    from understudy.proxy import ServeSettings
    from understudy.ui import Site

EXAMPLES = """\
understudy serve recordings
understudy serve recordings --mode record-if-missing --port 8080
understudy serve recordings --mode record --upstream openai=http://127.0.0.1:11434"""

HINTS = """\
mode {mode}, recordings in {store}
point a client at it, for example:
  OPENAI_BASE_URL={address}/openai/v1
  ANTHROPIC_BASE_URL={address}/anthropic
look at it: {address}/_understudy/"""

FORWARD = """\
or make it a client's proxy, whatever API that asks:
  HTTPS_PROXY={address} SSL_CERT_FILE={certificate}"""

END = "end it with Ctrl-C"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "serve", "Answer HTTP requests from a store, and record if told to.", EXAMPLES, run)
    modes, repeats = ", ".join(mode.value for mode in Mode), ", ".join(repeat.value for repeat in Repeat)
    matches = ", ".join(match.value for match in Match)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument("--mode", help=f"{modes} (default: {Mode.REPLAY.value})")
    add_address(parser)
    parser.add_argument(
        "--upstream",
        metavar="NAME=URL",
        action="append",
        default=[],
        help="where an API really is: openai=https://…; may be given several times",
    )
    parser.add_argument(
        "--upstream-key",
        metavar="NAME=env:VARIABLE",
        action="append",
        default=[],
        help="the key for clients that have none of their own (default: the provider's usual variable)",
    )
    parser.add_argument("--inbound-key", metavar="env:VARIABLE", help="let only those clients in that send this key")
    parser.add_argument("--open", action="store_true", help="let everybody in without a key, whatever --host says")
    add_names(parser)
    parser.add_argument("--forward", action="store_true", help="be a forward proxy as well, for any host")
    parser.add_argument(
        "--ca-dir", metavar="FOLDER", type=Path, help="where its certificate authority lies (default: the user's own)"
    )
    parser.add_argument(
        "--ignore-host",
        metavar="HOST",
        action="append",
        default=[],
        help="with --forward: let this host pass in any mode, unrecorded; may be given several times",
    )
    parser.add_argument(
        "--private-host",
        metavar="HOST",
        action="append",
        default=[],
        help="with --forward: let clients reach this host at a private address; may be given several times",
    )
    parser.add_argument("--max-head", metavar="SIZE", default="64K", help="of a request's head (default: %(default)s)")
    parser.add_argument("--max-body", metavar="SIZE", default="256M", help="of a request's body (default: %(default)s)")
    parser.add_argument(
        "--request-timeout",
        metavar="SECONDS",
        type=int,
        default=30,
        help="in which a request has to be whole, and one more for each KiB of it (default: %(default)s)",
    )
    parser.add_argument("--no-stable-ids", action="store_true", help="record ids and times as they came")
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=1,
        help="processes that answer what is asked again and again (default: %(default)s)",
    )
    parser.add_argument(
        "--repeat",
        default=Repeat.IN_ORDER.value,
        help=f"what answers once all recordings of a request are played: {repeats} (default: %(default)s)",
    )
    parser.add_argument(
        "--match",
        default=Match.EXACT.value,
        help=f"in mode replay, what answers a request that is not recorded: {matches} (default: %(default)s)",
    )
    playing.add(parser)
    keeping.add(parser)
    parser.add_argument(
        "--renew",
        metavar="PATTERN",
        action="append",
        default=[],
        help="an API or a path: in mode record only these are recorded anew; may be given several times",
    )
    parser.add_argument("--max-age", metavar="AGE", help="in mode record only what is older is recorded anew: 30d")
    editing.add(parser)
    parser.add_argument(
        "--log",
        metavar="STYLE",
        default="off",
        help="a line on stderr for each request: text, json, off (default: off)",
    )
    parser.add_argument(
        "--log-bodies", action="store_true", help="log what was asked and answered, without credentials"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    from understudy.operations.renewing import parse_age
    from understudy.proxy import (
        Bounds,
        ServeSettings,
        certificate_in,
        parse_key,
        parse_log,
        parse_size,
        parse_upstream_keys,
        parse_upstreams,
        serve,
    )

    editing.check(arguments)
    settings = ServeSettings(
        store=arguments.store,
        mode=parse_mode(arguments.mode or Mode.REPLAY),
        mode_source="--mode" if arguments.mode else "the default",
        host=arguments.host,
        port=arguments.port,
        upstreams=parse_upstreams(arguments.upstream),
        upstream_keys=parse_upstream_keys(arguments.upstream_key),
        inbound_key=None if arguments.inbound_key is None else parse_key("--inbound-key", arguments.inbound_key),
        is_open=arguments.open,
        hosts=tuple(arguments.allow_host),
        forward=arguments.forward,
        ca_dir=arguments.ca_dir,
        ignore_hosts=tuple(arguments.ignore_host),
        private_hosts=tuple(arguments.private_host),
        bounds=Bounds(
            head_bytes=parse_size("--max-head", arguments.max_head),
            body_bytes=parse_size("--max-body", arguments.max_body),
            request_s=arguments.request_timeout,
        ),
        stable_ids=not arguments.no_stable_ids,
        workers=arguments.workers,
        repeat=parse_repeat(arguments.repeat),
        match=parse_match(arguments.match),
        pace=parse_pace(arguments.pace or INSTANT),
        faults=parse_faults(arguments.faults or ()),
        fault_seed=SEED if arguments.fault_seed is None else arguments.fault_seed,
        renew=tuple(arguments.renew),
        max_age=None if arguments.max_age is None else parse_age(arguments.max_age),
        keeps=Keep(
            bool(arguments.record_errors), parse_size("--max-answer", arguments.max_answer or spelt_size(MAX_ANSWER))
        ),
        log=parse_log(arguments.log),
        log_bodies=arguments.log_bodies,
        edits=arguments.edit,
    )

    def on_ready(address: str) -> None:
        if arguments.json:
            facts = {"address": address, "mode": settings.mode.value, "store": str(settings.store)}
            facts |= {"authority": str(certificate_in(settings.ca_dir))} if settings.forward else {}
            print(json.dumps(facts), flush=True)
        else:
            print(f"listening on {address}", flush=True)
            print(HINTS.format(address=address, mode=settings.mode.value, store=settings.store))
            if settings.forward:
                print(FORWARD.format(address=address, certificate=certificate_in(settings.ca_dir)))
            print(END, flush=True)

    if settings.mode is Mode.REPLAY and not Path(settings.store).exists():
        print(f"{settings.store} does not exist: every request will be a miss", file=sys.stderr)
    with ExitStack() as opened:
        serve(
            settings,
            on_ready=on_ready,
            site=partial(_site, settings, opened) if are_pages_installed() else None,
        )
    return 0


def are_pages_installed() -> bool:
    """Whether the packages are there that pages for people are made with."""
    return all(find_spec(name) for name in ("starlette", "jinja2"))


def _site(settings: ServeSettings, opened: ExitStack, running: Running) -> Site:
    from understudy.ui import Site

    site = Site(settings.store, running, settings.names, edits=settings.edits)
    opened.callback(site.close)
    return site
