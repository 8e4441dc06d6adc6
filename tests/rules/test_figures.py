import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import figures
from storage.rules.figures import FigureFault


@pytest.mark.parametrize(
    ("text", "number"), [(" 7 ", 7), ("１２", 12), ("007", 7), ("9223372036854775807", 2**63 - 1), ("　3　", 3)]
)
def test_read_id_takes_decimal_digits(text: str, number: int) -> None:
    assert figures.read_id(text) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", FigureFault.EMPTY),
        ("9223372036854775808", FigureFault.TOO_LARGE),
        ("9" * 5000, FigureFault.TOO_LARGE),
        ("-" + "9" * 5000, FigureFault.NEGATIVE),
        ("-1", FigureFault.NEGATIVE),
        ("－１", FigureFault.NEGATIVE),
        ("0", FigureFault.TOO_SMALL),
        ("①", FigureFault.NOT_DIGITS),
        ("²", FigureFault.NOT_DIGITS),
        ("٣", FigureFault.NOT_DIGITS),
        ("1_000", FigureFault.NOT_DIGITS),
        ("0x1F", FigureFault.NOT_DIGITS),
        ("1; DELETE", FigureFault.NOT_DIGITS),
        ("+1", FigureFault.NOT_DIGITS),
        ("1e3", FigureFault.NOT_DIGITS),
        ("../../etc/passwd", FigureFault.NOT_DIGITS),
        ("-", FigureFault.NOT_DIGITS),
        ("1 2", FigureFault.NOT_DIGITS),
    ],
)
def test_read_id_refuses_by_kind(text: str, kind: FigureFault) -> None:
    with pytest.raises(figures.FigureRefused) as refused:
        figures.read_id(text)
    assert refused.value.kind == kind


@pytest.mark.parametrize("text", ["12", "12人", "１２ 人", "十二", "实到十二人", "共12名", "12.0", "12。"])
def test_read_heads_takes_the_words_around_a_count(text: str) -> None:
    assert figures.read_heads(text) == 12


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("人", FigureFault.EMPTY),
        ("-3人", FigureFault.NEGATIVE),
        ("12/10", FigureFault.NOT_DIGITS),
        ("12人（含1名预备）", FigureFault.NOT_DIGITS),
        ("一百", FigureFault.NOT_DIGITS),
        ("99999人", FigureFault.TOO_LARGE),
    ],
)
def test_read_heads_refuses_what_is_no_single_count(text: str, kind: FigureFault) -> None:
    with pytest.raises(figures.FigureRefused) as refused:
        figures.read_heads(text)
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NaN", FigureFault.NOT_DIGITS),
        ("inf", FigureFault.NOT_DIGITS),
        ("-3", FigureFault.NEGATIVE),
        ("3.5", FigureFault.NOT_DIGITS),
        ("10000", FigureFault.TOO_LARGE),
    ],
)
def test_read_count_refuses_with_its_bounds(text: str, kind: FigureFault) -> None:
    with pytest.raises(figures.FigureRefused) as refused:
        figures.read_count(text)
    assert (refused.value.kind, refused.value.low, refused.value.high) == (kind, 0, 9999)


@given(st.integers(0, 9999))
def test_read_count_reads_what_it_prints(number: int) -> None:
    assert figures.read_count(f" {number} ") == number


@given(st.text())
def test_read_count_never_fails_otherwise(text: str) -> None:
    try:
        number = figures.read_count(text, 0, 50)
    except figures.FigureRefused:
        return
    assert number in range(51)
