"""Text that stays text: every limit counted, every hostile start defused, nothing lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.plain import CELL_LIMIT, clean, csv_bytes, csv_cell, pieces, sheet_names

ANY = st.text(st.characters(codec=None), max_size=60)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("正文\x00尾", "正文尾"),
        ("\ufffe\uffff非字符\U0001fffe", "非字符"),
        ("坏\ud800", "坏\ufffd"),
        ("甲\r\n乙\r丙\u2028丁\x0c戊\x85己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("响铃\x07退格\x08", "响铃退格"),
        ("倒\u202e写\u2066隔\u2069", "倒写隔"),
        ("<b>&</b> {{7*7}} 　\t尾 ", "<b>&</b> {{7*7}} 　\t尾 "),
        ("𬱟㛃䶮😀👨\u200d👩", "𬱟㛃䶮😀👨\u200d👩"),
    ],
)
def test_clean_drops_only_what_no_document_can_hold(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(ANY)
def test_clean_is_settled_after_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠a", "'＠a"),
        ("  =1", "'  =1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\x00=1", "'=1"),
        ("张三", "张三"),
        ("a=1", "a=1"),
        ("", ""),
        (-5, -5),
        ("坏\ud800", "坏\ufffd"),
    ],
)
def test_csv_cell_defuses_formulas(value: str | int, expected: str | int) -> None:
    assert csv_cell(value) == expected


def test_csv_quotes_as_rfc_4180() -> None:
    assert csv_bytes([['含"引号",逗号\n换行', 1]]) == b'\xef\xbb\xbf"' + '含""引号"",逗号\n换行",1\r\n'.encode()


@given(st.lists(st.lists(ANY, min_size=2, max_size=3), min_size=1, max_size=4))
def test_csv_reads_back_as_written(rows: list[list[str]]) -> None:
    text = csv_bytes(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[csv_cell(value) for value in row] for row in rows]


@given(st.text("长😀a", max_size=50), st.integers(2, 9))
def test_pieces_join_again_and_fit(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text
    assert [part for part in parts if units(part) > limit] == []
    assert [i for i in range(len(parts) - 1) if units(parts[i] + parts[i + 1][:1]) <= limit] == []


def test_pieces_cut_at_the_cell_limit_in_utf16_units() -> None:
    assert [len(part) for part in pieces("长" * (CELL_LIMIT + 1))] == [32767, 1]
    assert [len(part) for part in pieces("😀" * 16384)] == [16383, 1]
    assert pieces("长" * CELL_LIMIT) == ["长" * CELL_LIMIT]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["表名[]:*?/\\"], ["表名_______"]),
        (["支部", "支部", "支部"], ["支部", "支部(2)", "支部(3)"]),
        (["ab", "AB", "ab(2)"], ["ab", "AB(2)", "ab(2)(2)"]),
        (["'引'", "", "  ", "History"], ["引", "台账", "台账(2)", "History(2)"]),
        (["长" * 40, "长" * 35], ["长" * 31, "长" * 28 + "(2)"]),
        (["😀" * 16], ["😀" * 15]),
    ],
)
def test_sheet_names_are_allowed_and_different(wanted: list[str], expected: list[str]) -> None:
    assert sheet_names(wanted, "台账") == expected


@given(st.lists(ANY, max_size=8))
def test_sheet_names_hold_for_any_wish(wanted: list[str]) -> None:
    names = sheet_names(wanted, "台账")
    assert len({name.casefold() for name in names}) == len(wanted)
    assert [n for n in names if not 0 < units(n) <= 31 or set(n) & set("[]:*?/\\") or "'" in (n[0], n[-1])] == []
