"""The file of settings as a file: private, UTF-8, one ``NAME=value`` a line; and what is wrong with settings at all."""

from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from storage.permissions import is_open_to_others


class SettingsFault(StrEnum):
    """What can be wrong with a setting or with the file of settings."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    BAD_VALUE = "bad_value"
    PLAINTEXT_DATABASE = "plaintext_database"
    FILE_OPEN_TO_OTHERS = "file_open_to_others"
    FILE_NOT_UTF8 = "file_not_utf8"
    FILE_BAD_LINE = "file_bad_line"
    FILE_UNREADABLE = "file_unreadable"


@dataclass(frozen=True)
class SettingsProblem:
    """One thing wrong: the setting's (or the file's) name, the fault, and the line of the file if it is known."""

    name: str
    fault: SettingsFault
    line: int | None = None


def names_in(env_file: Path) -> tuple[set[str], list[SettingsProblem]]:
    """Return the names a file of settings sets and what is wrong with the file; a missing file is nothing wrong."""
    try:
        if not env_file.exists():
            return set(), []
        if is_open_to_others(env_file):
            return set(), [SettingsProblem(env_file.name, SettingsFault.FILE_OPEN_TO_OTHERS)]
        content = env_file.read_bytes()
    except OSError:
        return set(), [SettingsProblem(env_file.name, SettingsFault.FILE_UNREADABLE)]
    line = _first_unreadable_line(content)
    if line is not None:
        return set(), [SettingsProblem(env_file.name, SettingsFault.FILE_NOT_UTF8, line)]
    bindings = list(parse_stream(StringIO(content.decode("utf-8"))))
    problems = [
        SettingsProblem(env_file.name, SettingsFault.FILE_BAD_LINE, binding.original.line)
        for binding in bindings
        if binding.error
    ]
    return {binding.key for binding in bindings if binding.key}, problems


def _first_unreadable_line(content: bytes) -> int | None:
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return 1
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            readable = b"\0" not in line and line.decode("utf-8") is not None
        except UnicodeDecodeError:
            readable = False
        if not readable:
            return number
    return None
