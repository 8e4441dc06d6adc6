"""``sanhui backup``, ``restore`` and ``verify``."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import audits
from bot.cli.faults import FileUnreadableError, FileUnwritableError
from bot.cli.office import office, say, work
from bot.cli.parts import File
from bot.database_url import is_sqlite
from bot.settings import load_settings
from bot.texts import backups as fault_texts
from bot.texts import command_line as texts
from bot.texts.command_help import HELP
from storage import backup as backups
from storage import keyring, moving
from storage.backup import BackupError, BackupFault
from storage.clock import SystemClock
from storage.keyring import Keyring
from storage.repositories import seals

_BROKEN = frozenset(
    {
        BackupFault.BROKEN,
        BackupFault.DATABASE_DAMAGED,
        BackupFault.ROWS_DIFFER,
        BackupFault.AUDIT_DIFFERS,
        BackupFault.SEALS_BROKEN,
    }
)


def backup(file: File) -> int:
    """Write an encrypted backup and read it back."""
    settings, target = load_settings(), Path(file)
    ring = keyring.load(settings.key_path)
    try:
        manifest = backups.write(settings.database, target, ring, SystemClock().now())
    except OSError as error:
        raise FileUnwritableError(target) from error
    say(texts.backed_up(file, sum(manifest.tables.values())))
    return 0


def restore(file: File) -> int:
    """Prove a backup and put it in the place of the database; one of SQLite moves into an empty PostgreSQL."""
    settings, source = load_settings(), _readable(Path(file))
    ring = keyring.load(settings.key_path)
    if backups.head(source).engine == "sqlite" and not is_sqlite(settings.database):
        return work(_move(source, settings.database, ring))
    backups.restore(source, settings.database, ring, seals.columns())
    say(texts.RESTORED)
    return 0


async def _move(source: Path, database: str, ring: Keyring) -> int:
    there = await moving.move(source, database, ring, seals.columns())
    say(texts.MOVED.format(rows=sum(there.tables.values())))
    return 0


def verify(
    file: Annotated[str | None, typer.Argument(metavar="[FILE]", help=HELP["file"], show_default=False)] = None,
) -> int:
    """Prove a backup, or walk the audit chains and open everything sealed; exit code 1 if something is wrong."""
    return work(_verify_database()) if file is None else _verify_file(_readable(Path(file)))


def _verify_file(source: Path) -> int:
    ring = keyring.load(load_settings().key_path)
    try:
        manifest = backups.prove(source, ring, seals.columns())
    except BackupError as error:
        if error.fault not in _BROKEN:
            raise
        say(fault_texts.fault(error.fault.value))
        return 1
    say(texts.backup_sound(sum(manifest.tables.values())))
    return 0


async def _verify_database() -> int:
    async with office() as desk:
        found = [*await audits.chains(desk), *await audits.sealed(desk)]
    for number, line in enumerate(found, 1):
        say(f"{number}. {line}")
    if not found:
        say(texts.VERIFIED)
    return 1 if found else 0


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise FileUnreadableError(path, missing=not path.exists())
    return path
