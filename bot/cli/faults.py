"""Everything that makes a command end with exit code 2, as one Chinese line."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.office import NoDatabaseError
from bot.cli.running import CannotRunError
from bot.cli.wording import one_line
from bot.settings import SettingsError
from bot.texts import backups, keys, refusals
from bot.texts import command_line as texts
from bot.texts import settings as settings_texts
from storage.backup import BackupError
from storage.keyring import KeyringError
from storage.rules.refusals import RefusalError
from storage.schema import BrokenReferencesError, NotCopiedError, UnknownSchemaError
from storage.sealing import SealBroken


class FileUnreadableError(Exception):
    """A file named on the command line is not there or cannot be opened."""

    def __init__(self, path: Path, *, missing: bool) -> None:
        super().__init__()
        self.path, self.missing = path, missing


class FileUnwritableError(Exception):
    """A file named on the command line cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class NoneTakenError(Exception):
    """Every row of a file was refused."""

    def __init__(self, first: str, count: int) -> None:
        super().__init__()
        self.first, self.count = first, count


class NotConfirmedError(Exception):
    """The changes were shown and nobody confirmed them."""


class DeclinedError(Exception):
    """The operator looked at the changes and said no."""


_SENTENCES: Mapping[type[Exception], Callable[[Any], str]] = {
    RefusalError: refusals.sentence,
    SettingsError: lambda error: settings_texts.refusal(
        (problem.name, problem.fault.value, problem.line) for problem in error.problems
    ),
    KeyringError: lambda error: keys.fault(error.fault.value, str(error.path), error.key_id, error.rows),
    SealBroken: lambda _: backups.fault("seals_broken"),
    BackupError: lambda error: backups.fault(error.fault.value),
    FileUnreadableError: lambda error: texts.unreadable_file(str(error.path), missing_file=error.missing),
    FileUnwritableError: lambda error: texts.unwritable_file(str(error.path)),
    NoneTakenError: lambda error: texts.none_taken(error.first, error.count),
    NotConfirmedError: lambda _: texts.NEEDS_YES,
    DeclinedError: lambda _: texts.NOT_IMPORTED,
    NoDatabaseError: lambda _: texts.NO_DATABASE,
    CannotRunError: lambda error: texts.CANNOT_RUN[error.why],
    UnknownSchemaError: lambda _: texts.UNKNOWN_SCHEMA,
    BrokenReferencesError: lambda _: texts.UPGRADE_FAILED,
    NotCopiedError: lambda _: texts.NOT_COPIED,
    SQLAlchemyError: lambda _: texts.DATABASE_FAULT,
    typer.TyperException: lambda error: _usage(error),
}
EXPECTED = tuple(_SENTENCES)


def sentence(error: Exception) -> str:
    """Return the one line for an error of the kinds in EXPECTED."""
    kind = next(kind for kind in _SENTENCES if isinstance(error, kind))
    return one_line(_SENTENCES[kind](error))


def _usage(error: Any) -> str:  # noqa: ANN401 - the library keeps its classes of wrong use private
    kind = type(error).__name__
    if kind == "MissingParameter":
        return texts.missing(_label(error.param))
    if kind == "BadParameter":
        return texts.bad_value(error.param.name if error.param else "", _label(error.param))
    if kind == "NoSuchOption":
        return texts.unknown_option(error.option_name)
    if kind == "BadOptionUsage":
        return texts.option_misused(error.option_name)
    return texts.NO_COMMAND if kind == "NoArgsIsHelpError" else texts.unknown_command()


def _label(parameter: Any) -> str:  # noqa: ANN401 - as above
    if parameter is None:
        return ""
    options = [name for name in parameter.opts if name.startswith("--")]
    return options[0] if options else str(parameter.metavar or parameter.name).upper()
