"""`understudy audit`: whether recordings hold what should never have been written."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import Slow, as_json, line
from understudy.operations.words import counted

EXAMPLES = "understudy audit recordings\nunderstudy audit tests --personal"
MEND = (
    "Record it again: what is known to be secret is replaced then, and what else redact in [tool.understudy] names.\n"
    "What is no secret is let be by allow-secrets there. A key that was committed is known to others: revoke it."
)
LOOK = "What cannot be read may hold anything. See whose it is, and what: ls -l"


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Look for credentials in recordings and media, and for personal data on request."
    parser = command(commands, "audit", what, EXAMPLES, run)
    parser.add_argument(
        "paths",
        metavar="FILE_OR_STORE",
        nargs="*",
        default=["recordings"],
        help="recordings, or folders of them (default: recordings)",
    )
    parser.add_argument(
        "--personal", action="store_true", help="tell of mail addresses, phone numbers and payment cards, too"
    )


def run(arguments: argparse.Namespace) -> int:
    """Look, and return 1 where something is found."""
    from understudy.operations.auditing import audit

    audited = audit(arguments.paths, Slow("Looking for secrets"), is_personal=arguments.personal)
    if arguments.json:
        as_json(asdict(audited))
        return 1 if audited.findings else 0
    for finding in audited.findings:
        style = "yellow" if finding.is_personal else "bold red"
        line(f"{finding.file}  {finding.path}  " if finding.path else f"{finding.file}  ", (finding.what, style))
    found = counted(len(audited.findings), "finding") if audited.findings else "nothing found"
    line((f"{counted(audited.files, 'file')}: {found}", "dim"))
    if any(not (finding.is_personal or finding.is_unread) for finding in audited.findings):
        line((MEND, "dim"))
    if any(finding.is_unread for finding in audited.findings):
        line((LOOK, "dim"))
    return 1 if audited.findings else 0
