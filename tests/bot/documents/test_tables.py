import io
import struct
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.refusals import FileFault, FileRefused
from bot.documents.tables import (
    CellTooLong,
    IllegalCharacter,
    OddSeparator,
    Table,
    UnbalancedQuotes,
    read_table,
)
from storage.rules.refusals import RefusalError
from storage.rules.sheet import Formula, Row, TooManyRows
from tests.bot.documents.workbook_samples import SHEET, on_sheet, tampered, with_cells, write_bomb, xls, xlsx

PLAIN = [["姓名", "手机尾号"], ["张三", 37]]
ROWS = (Row(1, ("姓名", "手机尾号")), Row(2, ("张三", 37)))
TEXT = "姓名,类别\r\n张三,正式党员\r\n"
TEXT_ROWS = (Row(1, ("姓名", "类别")), Row(2, ("张三", "正式党员")))


def fault(name: str, data: bytes) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        read_table(name, data)
    return refused.value.kind


def test_an_xlsx_is_read_whatever_its_name() -> None:
    assert read_table("x.csv", xlsx(PLAIN, sheets=("名册", "说明"))) == Table(ROWS, "xlsx", "名册", ("说明",))


def test_an_xls_is_read_with_its_formulas() -> None:
    table = read_table("x.xls", xls([*PLAIN, ["=1+1", 12.5], [None, None], ["李四", "0012"]]))
    more = (Row(3, (Formula(""), 12.5)), Row(4, (None, None)), Row(5, ("李四", "0012")))
    assert table == Table((*ROWS, *more), "xls", "名册")


def test_a_formula_is_named_text_with_an_equals_sign_stays_text() -> None:
    assert read_table("x.xlsx", xlsx([["姓名"], ["=1+1"]], formulas=True)).rows[1] == Row(2, (Formula("1+1"),))
    assert read_table("x.xlsx", xlsx([["姓名"], ["=1+1"]])).rows[1] == Row(2, ("=1+1",))


def test_numbers_dates_and_gaps() -> None:
    data = xlsx([["姓名"], [], [None, 1.0, 2.5, True, 1.1010519491231e17]])
    assert read_table("x.xlsx", data).rows == (
        Row(1, ("姓名", None, None, None, None)),
        Row(2, (None,) * 5),
        Row(3, (None, 1, 2.5, True, 110105194912310000)),
    )


def test_a_value_merged_downwards_belongs_to_every_row_it_covers() -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    data = xlsx([["姓名", "党小组"], ["张三", "一组"], ["李四", None], ["王五", None]])
    table = read_table("x.xlsx", tampered(data, on_sheet(lambda part: part.replace(b"</sheetData>", merged))))
    assert [row.cells for row in table.rows[1:]] == [("张三", "一组"), ("李四", "一组"), ("王五", None)]


def test_cells_without_references_are_counted() -> None:
    bare = '<row><c t="inlineStr"><is><t>李四</t></is></c><c><f>1+1</f><v>2</v></c></row>'.encode()
    table = read_table("x.xlsx", with_cells(xlsx(PLAIN), bare))
    assert table.rows == (*ROWS, Row(3, ("李四", Formula("1+1"))))


@pytest.mark.parametrize("claim", [b'ref="A1:XFD1048576"', b'ref="A1"'])
def test_the_claimed_dimension_is_not_believed(claim: bytes) -> None:
    data = tampered(xlsx(PLAIN), on_sheet(lambda part: part.replace(b'ref="A1:B2"', claim)))
    assert read_table("x.xlsx", data).rows == ROWS


def test_empty_cells_that_only_carry_a_style_are_no_rows() -> None:
    assert (
        read_table("x.xlsx", with_cells(xlsx(PLAIN), b'<row r="1048576"><c r="XFD1048576" s="0"/></row>')).rows == ROWS
    )


def test_a_stray_value_far_away_is_refused() -> None:
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert fault("x.xlsx", with_cells(xlsx(PLAIN), stray)) == FileFault.SCATTERED


def other_zip(names: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(names):
            archive.writestr(f"word/{number}.xml", "<a/>")
    return buffer.getvalue()


def lying(data: bytes) -> bytes:
    """Let the directory and the local header claim fewer bytes than the sheet unpacks to."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    return data.replace(struct.pack("<I", size), struct.pack("<I", size - 100))


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'.encode("utf-16")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("document.xlsx", other_zip(3), FileFault.NOT_A_WORKBOOK),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), FileFault.NOT_A_WORKBOOK),
        ("page.xls", "<html><table><tr><td>姓名".encode(), FileFault.NOT_A_WORKBOOK),
        ("many.xlsx", other_zip(201), FileFault.TOO_MANY_PARTS),
        ("macro.xlsm", tampered(xlsx(PLAIN), more={"xl/vbaProject.bin": b"x"}), FileFault.MACROS),
        ("macro.xls", xls(PLAIN, more_streams=["_VBA_PROJECT_CUR"]), FileFault.MACROS),
        ("locked.xlsx", xls(PLAIN, more_streams=["EncryptedPackage"]), FileFault.ENCRYPTED),
        ("nested.xlsx", tampered(xlsx(PLAIN), more={"xl/embed.bin": xlsx(PLAIN)}), FileFault.NESTED_ARCHIVE),
        ("lying.xlsx", lying(tampered(xlsx(PLAIN))), FileFault.DAMAGED),
        ("cut.xlsx", xlsx(PLAIN)[:-30], FileFault.DAMAGED),
        ("cut.xls", xls(PLAIN)[:1500], FileFault.DAMAGED),
        (
            "laughs.xlsx",
            tampered(xlsx(PLAIN), on_sheet(lambda part: DOCTYPE + part[part.index(b"?>") + 2 :])),
            FileFault.UNSAFE_CONTENT,
        ),
        ("outside.xlsx", tampered(xlsx(PLAIN), more={"docProps/more.xml": OUTSIDE}), FileFault.UNSAFE_CONTENT),
        ("broken.xlsx", tampered(xlsx(PLAIN), on_sheet(lambda part: part[:-20])), FileFault.DAMAGED),
        ("blank.xlsx", xlsx([]), FileFault.EMPTY),
        ("blank.csv", b"\r\n \r\n", FileFault.EMPTY),
        ("nothing.csv", b"", FileFault.EMPTY),
        ("huge.csv", b"a" * 20_000_001, FileFault.TOO_LARGE),
        ("strange.csv", b"\xff\xff\xfe,\x81", FileFault.UNREADABLE_ENCODING),
        ("half.csv", b"\xff\xfe\x00", FileFault.UNREADABLE_ENCODING),
    ],
)
def test_files_refused_as_a_whole(name: str, data: bytes, kind: FileFault) -> None:
    assert fault(name, data) == kind


MEASURE = """
import resource, sys
from bot.documents.refusals import FileRefused
from bot.documents.tables import read_table
data = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_table("x.xlsx", data)
except FileRefused as refused:
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(refused.kind, grown // 1024 < 64)
"""


@pytest.mark.parametrize("megabytes", [105, 15])
def test_a_bomb_is_refused_in_little_memory(tmp_path: Path, megabytes: int) -> None:
    write_bomb(tmp_path / "bomb.xlsx", megabytes * 1_000_000)
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "bomb.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout == "too_large True\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8-sig"), "UTF-8 BOM"),
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("gbk"), "GB18030"),
        (TEXT.encode("gb18030"), "GB18030"),
        (TEXT.encode("utf-16"), "UTF-16 BOM"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16 BOM"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.replace(",", "\t").encode("utf-16"), "UTF-16 BOM"),
    ],
)
def test_text_is_read_in_the_usual_encodings(data: bytes, encoding: str) -> None:
    assert read_table("名册" * 2000 + "\n.csv", data) == Table(TEXT_ROWS, encoding)


def test_blank_lines_and_quotes_keep_their_place() -> None:
    data = '姓名,备注\n\n张三,"一,""二""\n三"\n\n'.encode()
    assert read_table("x.csv", data).rows == (
        Row(1, ("姓名", "备注")),
        Row(2, ()),
        Row(3, ("张三", '一,"二"\n三')),
        Row(4, ()),
    )


@pytest.mark.parametrize("separator", [";", "；", "，", "|"])
def test_another_separator_is_asked_for(separator: str) -> None:
    data = TEXT.replace(",", separator).encode()
    with pytest.raises(OddSeparator) as asked:
        read_table("x.csv", data)
    assert asked.value.separator == separator
    assert read_table("x.csv", data, separator).rows == TEXT_ROWS


def test_signs_inside_remarks_do_not_part_columns() -> None:
    data = "姓名,备注\n张三,一;二;三；四，五\n".encode()
    assert read_table("x.csv", data).rows[1] == Row(2, ("张三", "一;二;三；四，五"))
    assert read_table("x.csv", "姓名\n张三\n".encode()).rows == (Row(1, ("姓名",)), Row(2, ("张三",)))


@pytest.mark.parametrize(
    ("text", "refusal", "row"),
    [
        ('姓名,类别\n"张三,正式党员\n', UnbalancedQuotes, 2),
        ('姓名,类别\n张三,正式\n"李四"x,正式\n', UnbalancedQuotes, 3),
        ("姓名,类别\n张三\x00,正式党员\n", IllegalCharacter, 2),
        ("姓名,类别\r\n张三,正式\r\n李四\x1b,正式\r\n", IllegalCharacter, 3),
        ("姓名,类别\n张三," + "a" * 40_000 + "\n", CellTooLong, 2),
        ("姓名,类别\n张三," + "a" * 140_000 + "\n", CellTooLong, 2),
    ],
)
def test_text_is_read_strictly(text: str, refusal: type[RefusalError], row: int) -> None:
    with pytest.raises(refusal) as refused:
        read_table("x.csv", text.encode())
    assert vars(refused.value) == {"row": row}


def many(number: int) -> list[list[str]]:
    return [["姓名"], *([f"张{at}"] for at in range(number))]


@pytest.mark.parametrize("write", [xlsx, xls, lambda rows: "\n".join(row[0] for row in rows).encode()])
def test_rows_are_bounded(write) -> None:
    assert len(read_table("x.csv", write(many(5000))).rows) == 5001
    with pytest.raises(TooManyRows):
        read_table("x.csv", write(many(20_000)))


def test_dates_come_as_dates() -> None:
    stream = (Path(__file__).parents[2] / "data/rosters/roster_05_large.xlsx").read_bytes()
    assert read_table("x.xlsx", stream).rows[1].cells[5] == date(2018, 4, 21)


WORKBOOK, OLD_WORKBOOK = xlsx(PLAIN), xls(PLAIN)
EDITS = st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=8)


@given(st.sampled_from([WORKBOOK, OLD_WORKBOOK, TEXT.encode(), TEXT.encode("utf-16")]), EDITS)
def test_damage_ends_in_a_refusal_or_a_table(data: bytes, edits: list[tuple[int, int]]) -> None:
    damaged = bytearray(data)
    for at, value in edits:
        damaged[at % len(damaged)] = value
    try:
        table = read_table("x.xlsx", bytes(damaged))
    except RefusalError:
        return
    assert isinstance(table, Table)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_refusal_or_a_table(data: bytes) -> None:
    try:
        table = read_table("x.csv", data)
    except RefusalError:
        return
    assert isinstance(table, Table)
