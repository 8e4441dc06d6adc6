"""The command line ``sanhui``: one module per noun; exit codes 0 done, 1 found problems, 2 wrong use or bad input."""

import sys
from collections.abc import Sequence

from bot.cli import backups, checks, compliance, exports, faults, imports, keys, organisations, running
from bot.cli.parts import Command, app
from bot.texts.command_help import APP, HELP
from bot.texts.command_line import NO_COMMAND

commands = app(APP)
commands.add_typer(organisations.commands, name="org", help=HELP["org"])
commands.command("import-roster", cls=Command, help=HELP["import_roster"])(imports.import_roster)
commands.command("import-ledger", cls=Command, help=HELP["import_ledger"])(imports.import_ledger)
commands.command("compliance", cls=Command, help=HELP["compliance"])(compliance.show)
commands.add_typer(exports.commands, name="export", help=HELP["export"])
commands.command("backup", cls=Command, help=HELP["backup"])(backups.backup)
commands.command("restore", cls=Command, help=HELP["restore"])(backups.restore)
commands.command("verify", cls=Command, help=HELP["verify"])(backups.verify)
commands.add_typer(keys.commands, name="key", help=HELP["key"])
commands.command("doctor", cls=Command, help=HELP["doctor"])(checks.doctor)
commands.command("demo", cls=Command, help=HELP["demo"])(running.demo)
commands.command("run", cls=Command, help=HELP["run"])(running.run)


def call(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code; what is wrong becomes one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not arguments:
        return _refuse(NO_COMMAND)
    try:
        return commands(list(arguments), prog_name="sanhui", standalone_mode=False) or 0
    except faults.EXPECTED as error:
        return _refuse(faults.sentence(error))


def _refuse(line: str) -> int:
    sys.stderr.write(line + "\n")
    return 2
