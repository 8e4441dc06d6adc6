"""Rows of a roster file read into entries; a bad row is refused on its own and never stops the others.

Reads Chinese: input vocabulary.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from storage.rules import names, wording
from storage.rules.characters import is_blank, squeeze
from storage.rules.roster.entries import RosterEntry, RosterReading, Warned
from storage.rules.roster.vocabulary import COLUMNS, category_of, duties_of
from storage.rules.rows import BadRow, Cells, Reason, Refused, part, read_text
from storage.rules.sheet import Cell, Row, find_header, is_formula, optional, text_of
from storage.rules.terms import Category
from storage.rules.typed_dates import DayRefused, read_past_day

MAX_NOTE = 500
MAX_GROUP = 64
# A spreadsheet drops the leading zeros of a tail; exports append .0 to it or hide the rest of the number.
_TAIL = re.compile(r"(\d{1,4})(?:\.0)?|(?:1\d{2})?\*{3,8}(\d{4})", re.ASCII)
# Footers, headings and lists that stand in the column of names.
_NO_PERSON = re.compile(
    r"[:：]|(?<=[\u4e00-\u9fff])[、，,/](?=[\u4e00-\u9fff])|^\d+\s*[.、)）]|^[+\-@]|党[支小][部组](?:\W|$)"
    r"|^(?:合计|总计|小计|共计|总数|总?人数|以下空白|以上|注|说明$|备注$|第.+页|年\s*月)|\d\s*[人名页]|\d年"
    r"|盖章|签[字名]|日期|制表|填[表报]|审[核批]人|复核|经办"
)
# A dash in one of these says "none now" and takes back what stood there; in the others it says nothing.
_CLEARED_BY_BLANK = frozenset({"group", "duties"})


def read(rows: Sequence[Row], today: date) -> RosterReading:
    """Return what a roster file says on ``today``; raise HeaderMissing or TooManyRows (storage.rules.sheet)."""
    header, below = find_header(rows, COLUMNS)
    filled, blank = part(below, header, COLUMNS)
    read_rows = [_read_row(number, cells, today) for number, cells in filled.items()]
    entries, doubled = _unique([item for item in read_rows if isinstance(item, RosterEntry)])
    refused = [item for item in read_rows if isinstance(item, Refused)]
    return RosterReading(
        header_row=header.row,
        entries=tuple(entries),
        refused=tuple(sorted([*refused, *doubled], key=lambda item: item.row)),
        warned=_telephones(filled, entries),
        blank_rows=blank,
        unknown_columns=header.unknown,
        forbidden_columns=header.forbidden,
    )


def _read_row(number: int, cells: Cells, today: date) -> RosterEntry | Refused:
    try:
        return _entry(number, cells, today)
    except BadRow as bad:
        return bad.refused(number, _shown_name(cells["name"]))


def _entry(number: int, cells: Cells, today: date) -> RosterEntry:
    _refuse_cells(cells)
    name = _name(cells["name"])
    tidy = {field: optional(cell) for field, cell in cells.items()}
    category = _category(tidy.get("category"))
    duties, other = duties_of(text_of(tidy.get("duties")))
    joined, confirmed, left = (_day(tidy, field, today) for field in ("joined_on", "confirmed_on", "left_on"))
    if joined and confirmed and confirmed < joined:
        raise BadRow(Reason.DATES_REVERSED, "confirmed_on", confirmed.isoformat())
    return RosterEntry(
        row=number,
        name=name,
        category=category or Category.FULL,
        group=_one_line(read_text(tidy, "group", MAX_GROUP)),
        duties=duties,
        other_duties=other,
        tail=_tail(tidy.get("tail")),
        joined_on=joined,
        confirmed_on=confirmed,
        left_on=left,
        note=_note(tidy),
        given=frozenset(field for field, cell in tidy.items() if cell is not None or field in _CLEARED_BY_BLANK),
    )


def _refuse_cells(cells: Cells) -> None:
    """Refuse what no column may hold: computed cells and citizen numbers (a bare = may open a remark)."""
    for field, cell in cells.items():
        if is_formula(cell) and not (field == "note" and isinstance(cell, str)):
            raise BadRow(Reason.FORMULA, field, "=" + text_of(cell).lstrip("=＝")[:40])
        if wording.looks_like_id_number(text_of(cell)):
            raise BadRow(Reason.ID_NUMBER, field)


def _name(cell: Cell) -> str:
    written = text_of(cell)
    if is_blank(written) or optional(cell) is None:
        raise BadRow(Reason.MISSING_NAME, "name")
    nobody = not any(map(str.isalpha, written)) or _NO_PERSON.search(written) or category_of(written)
    if nobody or wording.has_mobile_number(written):
        raise BadRow(Reason.BAD_NAME, "name", names.NameFault.NO_PERSON)
    try:
        return names.check(written)
    except names.NameRefused as refusal:
        raise BadRow(Reason.BAD_NAME, "name", refusal.kind) from None


def _category(cell: Cell) -> Category | None:
    if cell is None:
        return None
    category = category_of(text_of(cell))
    if category is None:
        raise BadRow(Reason.UNKNOWN_CATEGORY, "category", text_of(cell)[:20])
    return category


def _tail(cell: Cell) -> str | None:
    """Return the last four digits of a mobile number."""
    if cell is None:
        return None
    found = _TAIL.fullmatch(squeeze(text_of(cell)).lstrip("'"))
    if found is None:
        raise BadRow(Reason.BAD_TAIL, "tail")
    return (found[1] or found[2]).zfill(4)


def _day(cells: Cells, field: str, today: date) -> date | None:
    cell = cells.get(field)
    try:
        return None if cell is None else read_past_day(cell, today)
    except DayRefused as refusal:
        raise BadRow(Reason(refusal.kind.value), field, refusal.text) from None


def _one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _note(cells: Cells) -> str | None:
    note = _one_line(read_text(cells, "note", MAX_NOTE))
    return None if note is None or wording.has_mobile_number(note) else note


def _telephones(rows: Mapping[int, Cells], entries: Iterable[RosterEntry]) -> tuple[Warned, ...]:
    """Name the rows whose remark held a telephone number and was therefore left out."""
    taken = {entry.row: entry.name for entry in entries}
    return tuple(
        Warned(number, taken[number], wording.WordingWarning.MOBILE_NUMBER)
        for number, cells in rows.items()
        if number in taken and wording.has_mobile_number(text_of(cells.get("note")))
    )


def _unique(entries: Sequence[RosterEntry]) -> tuple[list[RosterEntry], list[Refused]]:
    """Part the entries that stand for one person each from the repetitions of another row."""
    refused: dict[int, Refused] = {}
    for namesakes in _by_name(entries):
        refused.update({item.row: item for item in _doubled(namesakes)})
    return [entry for entry in entries if entry.row not in refused], list(refused.values())


def _by_name(entries: Iterable[RosterEntry]) -> Iterable[list[RosterEntry]]:
    grouped: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in entries:
        grouped[names.key(entry.name)].append(entry)
    return (namesakes for namesakes in grouped.values() if len(namesakes) > 1)


def _doubled(namesakes: Sequence[RosterEntry]) -> Iterable[Refused]:
    """Judge entries of one name: an identical row, one person told twice, or people nobody could tell apart."""
    said: dict[object, int] = {}
    kept: dict[str | None, int] = {}
    for entry in namesakes:
        refuse = partial(Refused, entry.row, entry.name, column="tail")
        first = said.setdefault(_content(entry), entry.row)
        if first != entry.row:
            yield Refused(entry.row, entry.name, Reason.DUPLICATE_ROW, None, str(first))
        elif entry.tail is None and _others(entry, namesakes):
            yield refuse(reason=Reason.TAIL_NEEDED)
        elif kept.setdefault(entry.tail, entry.row) != entry.row:
            yield refuse(reason=Reason.SAME_PERSON, detail=str(kept[entry.tail]))


def _others(entry: RosterEntry, namesakes: Iterable[RosterEntry]) -> bool:
    return any(_content(other) != _content(entry) for other in namesakes)


def _content(entry: RosterEntry) -> object:
    return (
        names.key(entry.name), entry.category, entry.group, entry.duties, entry.other_duties,
        entry.tail, entry.joined_on, entry.confirmed_on, entry.left_on, entry.note,
    )  # fmt: skip


def _shown_name(cell: Cell) -> str:
    """Return the name as the file has it, cut short; nothing where it might be a number of the person."""
    written = text_of(cell)
    if is_formula(cell):
        return "=" + written.lstrip("=＝")[:40]
    hidden = wording.looks_like_id_number(written) or wording.has_mobile_number(written)
    return "" if hidden or is_blank(written) else written[:40]
