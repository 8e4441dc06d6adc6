"""The columns of a table as a superior's form wants them: which, in which order, under which titles.

Written as ``日期、类别=会议类型、+备查``: the usual titles in the order wanted, a new title behind =, an empty column
behind +.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.labels import LABELS
from bot.documents.values import Column
from storage.rules.refusals import RefusalError

LEDGER_COLUMNS = tuple(Column(*column) for column in LABELS["ledger"])
STATISTICS_COLUMNS = tuple(Column(*column) for column in LABELS["statistics"])

MOST = 60
LONGEST_TITLE = 30
_EMPTY_WIDTH = 12.0
_SEPARATORS = str.maketrans("，,;；\n", "、、、、、")


@dataclass(eq=False)
class UnknownColumnError(RefusalError):
    """A column that is none of the table's; ``known`` are those it has."""

    title: str
    known: tuple[str, ...]


def read_columns(text: str, usual: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns a text asks for; raises UnknownColumnError for one unknown, named twice or too long."""
    known = {column.title: column for column in usual}
    titles = tuple(known)
    found: list[Column] = []
    for part in (each.strip() for each in text.translate(_SEPARATORS).split("、")):
        if not part:
            continue
        told, _, renamed = (each.strip() for each in part.replace("＝", "=").partition("="))
        title = renamed or told.removeprefix("+").strip()
        usual_one = known.get(told)
        if usual_one is None and not told.startswith("+"):
            raise UnknownColumnError(part[:LONGEST_TITLE], titles)
        if not title or len(title) > LONGEST_TITLE or any(title == each.title for each in found):
            raise UnknownColumnError(part[:LONGEST_TITLE], titles)
        column = Column("", title, _EMPTY_WIDTH) if usual_one is None else usual_one
        found.append(Column(column.name, title, column.width))
    if not found or len(found) > MOST:
        raise UnknownColumnError(text[:LONGEST_TITLE], titles)
    return tuple(found)
