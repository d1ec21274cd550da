"""The command line: one parser, one module per command.

Commands are imported when they run, so that `nintei rule` and `nintei check` start without database and web framework.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from webapp.cli.failure import Failure
from webapp.model.purpose import NARROWEST, PURPOSES
from webapp.model.refusals import Refusal
from webapp.model.settings import BadSetting, Settings, from_environment

Command = Callable[[argparse.Namespace, Settings], int]

EPILOG = """examples:
  nintei serve --demo                     try Nintei with a demo body, on this machine only
  nintei check processes                  what would keep the processes from running
  nintei rule incident.measure '{"level": 8, "status": "grantee"}'
  nintei scenario incident                play the stories of a process
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when it succeeded. A failure is one line on standard error and a non-zero exit."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.module is None:
        parser.print_help()
        return 0
    try:
        command: Command = import_module(options.module).command
        return command(options, from_environment(os.environ))
    except (Failure, Refusal, BadSetting) as failure:
        print(f"nintei {options.name}: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nintei",
        description="Nintei (認定): casework for a certification body, drawn as BPMN.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(module=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="name")

    def add(name: str, module: str, summary: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=summary, description=summary)
        command.set_defaults(module=f"webapp.cli.{module}")
        return command

    serve = add("serve", "serve", "Serve Nintei to browsers, and run what falls due.")
    serve.add_argument("--host", default=None, help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=None, help="port to listen on (default: 8000)")
    serve.add_argument("--data", type=Path, default=None, help="folder of the database and the secret (default: var)")
    serve.add_argument("--demo", action="store_true", help="fill a demo body with demo sign-ins; loopback only")

    check = add("check", "check", "Say what would keep a diagram (.bpmn) or a bundle (folder) from running.")
    check.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a .bpmn file, a bundle, or a folder of bundles"
    )
    check.add_argument("--json", action="store_true", dest="as_json", help="print the problems as one JSON list")
    check.add_argument("--lang", choices=["ja", "en"], default=None, help="language of the problems (default: by LANG)")

    publish = add("publish", "publish", "Publish bundles from folders: the administrator's door, recorded as such.")
    publish.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a bundle, or a folder of bundles")
    publish.add_argument("--reason", required=True, help="why; kept with the version")
    publish.add_argument(
        "--resolution",
        default=None,
        metavar="DOCUMENT",
        help="where tables or amounts change: the sub-committee's resolution (its number, or its minutes)",
    )
    publish.add_argument(
        "--resolved-on", type=_day, default=None, metavar="YYYY-MM-DD", help="the day of that resolution"
    )

    export = add("export", "export", "Write the live bundles into a folder, so that they can be kept in git.")
    export.add_argument("folder", type=Path, metavar="DIR", help="where to write; made when it is not there")

    scenario = add("scenario", "scenario", "Play the stories of the processes on the shelf in a sealed sandbox.")
    scenario.add_argument("names", nargs="*", metavar="PROCESS", help="only these processes (default: all)")
    scenario.add_argument("--json", action="store_true", dest="as_json", help="print the results as JSON")

    rule = add("rule", "rule", "Ask one rule, and see its answer with reasons and citations.")
    rule.add_argument("rule", metavar="NAME", help="the rule's name, e.g. incident.measure; 'list' lists them")
    rule.add_argument("input", nargs="?", default=None, metavar="JSON", help="its inputs; - reads one object per line")

    user = add("user", "user", "Add, list or disable users.")
    actions = user.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    new = actions.add_parser("add", help="add a user; the password is read from standard input")
    new.add_argument("login")
    new.add_argument("--display-name", required=True, help="the name that colleagues see")
    new.add_argument("--role", action="append", default=[], dest="roles", help="a role; may be given several times")
    everybody = actions.add_parser("list", help="list all users with their roles")
    disable = actions.add_parser("disable", help="disable a user: no sign-in, open sessions end")
    disable.add_argument("login")
    disable.add_argument(
        "--despite", action="store_true", help="although nobody else of an organ would be able for what is open"
    )

    token = add("token", "token", "Create, list or revoke the bearer tokens of programs (/api/v1).")
    deeds = token.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    fresh = deeds.add_parser("create", help="create a token that acts as a user; it is printed once")
    fresh.add_argument("login")
    fresh.add_argument("--name", required=True, dest="token_name", help="what the token is for")
    fresh.add_argument("--days", type=int, default=90, help="how long it is valid (default: 90)")
    fresh.add_argument(
        "--purpose",
        default=NARROWEST,
        choices=list(PURPOSES),
        help="what the program uses for what it reads; it does not see what article 55 keeps from that (default: "
        f"{NARROWEST})",
    )
    every = deeds.add_parser("list", help="list all tokens with their state")
    revoke = deeds.add_parser("revoke", help="revoke a token: it opens nothing any more")
    revoke.add_argument("token", metavar="ID", help="its id, as 'nintei token list' shows it")

    db = add("db", "db", "Look after the database.")
    db.add_argument("action", choices=["upgrade"], help="upgrade: bring the tables up to this version of Nintei")

    walk = add("verify-audit", "verify_audit", "Check the audit chains; every break is named.")

    archive = add("archive", "archive", "Look at an archive of a case that was handed over; needs no database.")
    looks = archive.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    compare = looks.add_parser("verify", help="say which file differs, is missing or is extra; 0 when none is")
    compare.add_argument("file", type=Path, metavar="FILE", help="the ZIP")
    compare.add_argument("--sha256", default=None, metavar="HEX", help="that of the whole, as the hand-over says it")
    compare.add_argument("--lang", choices=["ja", "en"], default=None, help="language of the answer (default: by LANG)")

    backup = add("backup", "backup", "Write a consistent copy of the data into one file, while Nintei runs.")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = add("restore", "restore", "Restore a backup into an empty data folder.")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--erased",
        type=Path,
        default=None,
        metavar="LIST",
        help="the newest list by 'nintei erased': the first start erases again what the backup brings back",
    )
    erased = add("erased", "erased", "Write the list of what was erased, to be kept beside the backups.")
    erased.add_argument("file", type=Path, metavar="FILE")
    retention = add("retention", "retention", "Say which ended cases may be erased, or soon may; erases nothing.")
    retention.add_argument("--within", type=int, default=0, metavar="DAYS", help="also what falls due within DAYS")
    for command in (
        publish,
        export,
        new,
        everybody,
        disable,
        fresh,
        every,
        revoke,
        backup,
        restore,
        db,
        walk,
        erased,
        retention,
    ):
        command.add_argument("--data", type=Path, default=None, help="folder of the database (default: var)")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("must be a number from 1 to 65535")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-04-01") from None
