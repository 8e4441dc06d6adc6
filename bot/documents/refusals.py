"""Why a file that was sent, or a document that was to be made, was refused.

Apart from the modules that raise them: whoever only says why needs none of the libraries that read and write files.
"""

from dataclasses import dataclass
from enum import StrEnum

from storage.rules.refusals import RefusalError


class FileFault(StrEnum):
    """Why a file as a whole is not read."""

    NOT_A_WORKBOOK = "not_a_workbook"
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    NESTED_ARCHIVE = "nested_archive"
    UNSAFE_CONTENT = "unsafe_content"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    SCATTERED = "scattered"
    EMPTY = "empty"
    UNREADABLE_ENCODING = "unreadable_encoding"


@dataclass(eq=False)
class FileRefused(RefusalError):
    """The file as a whole was refused and nothing of it was taken."""

    kind: FileFault


@dataclass(eq=False)
class IllegalCharacter(RefusalError):
    """A text file holds NUL or another control character in that row."""

    row: int


@dataclass(eq=False)
class UnbalancedQuotes(RefusalError):
    """The quotation marks of a text file do not match from that row on."""

    row: int


@dataclass(eq=False)
class CellTooLong(RefusalError):
    """A cell holds more characters than a spreadsheet's cell can."""

    row: int


@dataclass(eq=False)
class OddSeparator(RefusalError):
    """The columns seem to be parted by something else than a comma; reading so is asked, not assumed."""

    separator: str


class PackageRefusedError(RefusalError):
    """The file is no office package, or one built to exhaust the reader; ``reason`` says which.

    Reasons: not_a_package, not_a_document, too_large, doctype.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FormRefusedError(RefusalError):
    """A Word form cannot be used; ``reason`` in one word, ``place`` the number of the tag (0 where none is meant).

    Reasons: macro, external_link, incomplete_tag, forbidden_expression, unknown_field.
    """

    def __init__(self, reason: str, place: int) -> None:
        super().__init__(reason, place)
        self.reason = reason
        self.place = place


class SealBrokenError(RefusalError):
    """The stored content of version ``version`` does not match its checksum; nothing is printed from it."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class SealMissingError(RefusalError):
    """The file carries no frozen content: a draft, or not a file of this product."""
