"""``sanhui export``: minutes, the ledger, a year's archive and a calendar as files in a directory."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.faults import FileUnwritableError
from bot.cli.office import Office, office, say, work
from bot.cli.parts import Command, Org, app
from bot.texts import command_line as texts
from bot.texts import tables
from bot.texts.command_help import HELP
from storage.models import Organisation
from storage.repositories import addresses

commands = app(HELP["export"])
Out = Annotated[str, typer.Option("--out", metavar="DIR", help=HELP["out"])]
Year = Annotated[int | None, typer.Option("--year", metavar="YYYY", min=1921, max=2999, help=HELP["year"])]
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@commands.command("ledger", cls=Command, help=HELP["export_ledger"])
def ledger(org: Org, out: Out = ".", year: Year = None) -> int:
    """Write the ledger of held meetings as a workbook."""
    return work(_ledger(org.strip(), Path(out), year))


async def _ledger(org: str, out: Path, year: int | None) -> int:
    from bot.cli import export_files as exports  # late: the spreadsheet library is for this command alone

    async with office() as desk:
        organisation, ring = await _find(desk, org), await desk.ring_in_use()
        async with desk.sessions.begin() as session:
            data = await exports.ledger(session, ring, organisation, year, desk.now())
    return _write({out / tables.ledger_file(_safe(org), year): data})


@commands.command("ics", cls=Command, help=HELP["export_ics"])
def ics(org: Org, out: Out = ".") -> int:
    """Write the meetings of an organisation as a calendar file."""
    return work(_ics(org.strip(), Path(out)))


async def _ics(org: str, out: Path) -> int:
    from bot.cli import export_files as exports  # late: the calendar library is for this command alone

    async with office() as desk:
        organisation = await _find(desk, org)
        async with desk.sessions.read() as session:
            data = await exports.calendar(session, organisation)
    return _write({out / f"{_safe(org)}.ics": data})


@commands.command("minutes", cls=Command, help=HELP["export_minutes"])
def minutes(org: Org, out: Out = ".", year: Year = None) -> int:
    """Write the signed minutes of an organisation as Word files."""
    return work(_minutes(org.strip(), Path(out), year))


async def _minutes(org: str, out: Path, year: int | None) -> int:
    from bot.cli import export_files as exports  # late: the Word library is for this command alone

    async with office() as desk:
        organisation, ring = await _find(desk, org), await desk.ring_in_use()
        async with desk.sessions.begin() as session:
            files = await exports.signed_minutes(session, ring, organisation, year, desk.now())
    return _write({out / _safe(name): data for name, data in files.items()})


@commands.command("archive", cls=Command, help=HELP["export_archive"])
def archive(org: Org, out: Out = ".", year: Year = None) -> int:
    """Write a year's minutes and ledger as one zip with index and checksums."""
    return work(_archive(org.strip(), Path(out), year))


async def _archive(org: str, out: Path, year: int | None) -> int:
    from bot.cli import export_files as exports  # late: the document libraries are for this command alone

    async with office() as desk:
        organisation, ring = await _find(desk, org), await desk.ring_in_use()
        chosen = year or desk.now().astimezone(desk.settings.timezone).year
        async with desk.sessions.begin() as session:
            data = await exports.archive(session, ring, organisation, chosen, desk.now())
    return _write({out / texts.archive_file(_safe(org), chosen): data})


async def _find(desk: Office, org: str) -> Organisation:
    async with desk.sessions.read() as session:
        return await addresses.find(session, org)


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip(". ")[:120] or "_"


def _write(files: dict[Path, bytes]) -> int:
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise FileUnwritableError(path) from error
    say(texts.exported([str(path) for path in files]))
    return 0
