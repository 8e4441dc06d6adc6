import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from bot.documents.tables import read_table
from storage.rules import roster
from storage.rules.roster.vocabulary import category_of, duties_of

FOLDER = Path(__file__).parents[2] / "data" / "rosters"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
TODAY = date(2026, 11, 18)
FILES = pytest.mark.parametrize("file", sorted(EXPECTED))


def read(file: str) -> tuple[str, roster.RosterReading]:
    table = read_table(file, (FOLDER / file).read_bytes())
    return table.encoding, roster.read(table.rows, TODAY)


@FILES
def test_a_roster_file_is_read_as_expected(file: str) -> None:
    expected = EXPECTED[file]
    encoding, reading = read(file)
    found = {
        "encoding": encoding,
        "header_row": reading.header_row,
        "blank_rows": list(reading.blank_rows),
        "imported": len(reading.entries),
        "refused": [{"row": bad.row, "name": bad.name, "reason": bad.reason} for bad in reading.refused],
        "unknown_columns": list(reading.unknown_columns),
    }
    assert found == {key: expected[key] for key in found}


@FILES
def test_a_roster_file_counts_as_expected(file: str) -> None:
    expected = EXPECTED[file]
    _, reading = read(file)
    tails = defaultdict(list)
    for entry in reading.entries:
        tails[entry.name].append(entry.tail)
    assert Counter(entry.category for entry in reading.entries) == {
        category_of(word): count for word, count in expected["by_category"].items()
    }
    assert Counter(entry.group for entry in reading.entries if entry.group) == expected["by_group"]
    assert {name: each for name, each in tails.items() if len(each) > 1} == expected["same_name_different_person"]


@FILES
def test_the_rows_checked_in_full(file: str) -> None:
    _, reading = read(file)
    entries = {entry.row: entry for entry in reading.entries}
    for row in EXPECTED[file]["check_rows"]:
        entry = entries[row["row"]]
        days = [day and day.isoformat() for day in (entry.joined_on, entry.confirmed_on)]
        assert [entry.name, entry.category, entry.group, entry.duties, entry.tail, *days, entry.note] == [
            row["姓名"],
            category_of(row["类别"]),
            row["党小组"],
            duties_of(row["职务"] or "")[0],
            row["手机尾号"],
            row["入党日期"],
            row["转正日期"],
            row["备注"],
        ]
