"""``sanhui import-roster`` and ``import-ledger``: read the file, print the changes, write them once confirmed."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.actions import ledger as ledger_actions
from bot.actions import roster_import as roster_actions
from bot.cli.faults import DeclinedError, FileUnreadableError, NoneTakenError, NotConfirmedError
from bot.cli.office import Office, office, say, work
from bot.cli.parts import File, Org, Yes
from bot.cli.wording import plain
from bot.texts import command_line as texts
from bot.texts import intake
from bot.texts import roster as roster_texts
from bot.texts.command_help import HELP
from storage.models import Organisation
from storage.repositories import addresses, organisations, past_meetings
from storage.repositories import roster as roster_rows
from storage.rules import ledger, roster
from storage.rules.rows import Refused
from storage.rules.sheet import NoRows

if TYPE_CHECKING:
    from bot.documents.tables import Table

Separator = Annotated[str | None, typer.Option("--separator", metavar="SIGN", help=HELP["separator"])]


def import_roster(file: File, org: Org, yes: Yes = False, separator: Separator = None) -> int:
    """Import a roster file."""
    return work(_import_roster(Path(file), org.strip(), yes=yes, separator=separator))


def import_ledger(file: File, org: Org, yes: Yes = False, separator: Separator = None) -> int:
    """Import a ledger of past meetings."""
    return work(_import_ledger(Path(file), org.strip(), yes=yes, separator=separator))


async def _import_roster(path: Path, org: str, *, yes: bool, separator: str | None) -> int:
    table = read_file(path, separator)
    async with office() as desk:
        organisation = await _find(desk, org)
        reading = roster.read(table.rows, desk.now().astimezone(organisations.zone(organisation)).date())
        if reading.is_empty:
            async with desk.sessions.read() as session:
                begun = await roster_rows.first_entered(session, organisation.id)
            return _nothing(recorded=begun is not None)
        keys = await desk.ring_in_use()
        async with desk.sessions.read() as session:
            changes = await roster_actions.compare(session, keys, organisation, reading.entries, desk.now())
        say(plain("\n".join(roster_texts.preview(path.name, reading, changes))).strip())
        _check_any(reading.entries, reading.refused)
        if changes.added or changes.changed:
            confirm(yes=yes)
            ring = await desk.ring()
            async with desk.sessions.begin() as session:
                changes = await roster_actions.take_in(session, ring, organisation, reading.entries, desk.now())
        say(plain(roster_texts.done(organisation.name, changes)))
    return 0


async def _import_ledger(path: Path, org: str, *, yes: bool, separator: str | None) -> int:
    table = read_file(path, separator)
    async with office() as desk:
        organisation = await _find(desk, org)
        reading = ledger.read(table.rows, organisations.zone(organisation), desk.now(), organisation.kind)
        async with desk.sessions.read() as session:
            if reading.is_empty:
                return _nothing(recorded=bool(await past_meetings.known(session, organisation.id)))
            changes = await ledger_actions.compare(session, organisation, reading.meetings)
            shown = await addresses.shown_name(session, organisation)
        say(plain("\n".join(texts.ledger_preview(reading, changes))))
        _check_any(reading.meetings, reading.refused)
        if not changes.is_nothing:
            confirm(yes=yes)
            async with desk.sessions.begin() as session:
                changes = await ledger_actions.take_in(session, organisation, reading.meetings, desk.now())
        say(texts.ledger_done(shown, changes))
    return 0


async def _find(desk: Office, org: str) -> Organisation:
    async with desk.sessions.read() as session:
        return await addresses.find(session, org)


def _nothing(*, recorded: bool) -> int:
    """An empty file says nothing new of an empty record; of a filled one it is the wrong file (NoRows)."""
    if recorded:
        raise NoRows
    say(texts.EMPTY_FILE)
    return 0


def _check_any(taken: Sequence[object], refused: Sequence[Refused]) -> None:
    if not taken:
        raise NoneTakenError(intake.row(refused[0]), len(refused))


def confirm(*, yes: bool) -> None:
    """Return once the operator agrees; raises NotConfirmedError where nobody can be asked, DeclinedError for a no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise NotConfirmedError
    sys.stdout.write(texts.CONFIRM)
    sys.stdout.flush()
    if sys.stdin.readline().strip().lower() not in texts.YES:
        raise DeclinedError


def read_file(path: Path, separator: str | None = None) -> "Table":
    """Return the rows of a file; raises FileUnreadableError and the refusals of ``bot.documents.tables``."""
    from bot.documents.tables import read_table  # late: the other commands start without the spreadsheet reader

    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(path, missing=isinstance(error, FileNotFoundError)) from None
    return read_table(path.name, data, separator)
