"""Pictures: phone width, colours that mean a status, a code that reads, data that stay data."""

import asyncio
from dataclasses import replace

import pytest
import segno

from bot.documents.pictures import Painter, rate
from bot.documents.values import AttendanceBars, BarRow, CheckInPoster, GridCell, GridRow, MonthActivityGrid
from storage.rules.terms import ObligationStatus
from tests.bot.documents import png

MONTHS = tuple(f"{month}月" for month in range(1, 13))
COLOURS = {
    ObligationStatus.MET: (0x1A, 0x7F, 0x37),
    ObligationStatus.SCHEDULED: (0xB6, 0xD7, 0xF2),
    ObligationStatus.DUE: (0xFF, 0xF1, 0xC2),
    ObligationStatus.AT_RISK: (0xF0, 0xA0, 0x20),
    ObligationStatus.MISSED: (0xB3, 0x26, 0x1E),
    ObligationStatus.DEFERRED: (0xD9, 0xC8, 0xF0),
    ObligationStatus.NOT_APPLICABLE: (0xEA, 0xEE, 0xF2),
    ObligationStatus.NOT_ASSESSED: (0xF6, 0xF8, 0xFA),
}
LINK = "https://t.me/sanhui_bot?start=AbCdEfGhIjKlMnOpQrStUvWx"
POSTER = CheckInPoster(
    "机关第一党支部", "支部党员大会", "2026年12月5日（星期六）15:00", "二号楼", LINK, "482913", "15:03 前有效"
)
BARS = AttendanceBars(
    "到会情况", "截至2026年12月6日", (BarRow("党员大会", 12, 10, 1, 1, 0), BarRow("党课", 9, 0, 0, 0, 9))
)


def grid(*rows: GridRow) -> MonthActivityGrid:
    return MonthActivityGrid("机关第一党支部 2026年落实情况", "截至2026年11月22日", MONTHS, rows)


def year(status: ObligationStatus | None) -> GridRow:
    return GridRow("支部委员会", tuple(GridCell(status, "1/1") for _ in MONTHS))


@pytest.mark.parametrize("status", list(ObligationStatus))
async def test_heat_map_is_phone_wide_and_shows_each_status_in_its_colour(status: ObligationStatus) -> None:
    picture = png.read(await Painter().month_activity_grid(grid(year(status))))
    assert picture.width == 1080
    found = picture.colours()
    assert {other for other, colour in COLOURS.items() if colour in found} == {status}


async def test_heat_map_draws_forty_rows_and_counts_the_rest() -> None:
    painter = Painter()
    pictures = [await painter.month_activity_grid(grid(*[year(ObligationStatus.MET)] * n)) for n in (39, 40, 41, 47)]
    less, forty, more, most = [png.size(picture)[1] for picture in pictures]
    assert (forty - less, more - forty, most - more) == (78 + 12, 22 + 30, 0)
    assert 1080 + most <= 10_000


async def test_heat_map_refuses_rows_that_do_not_span_the_year() -> None:
    with pytest.raises(ValueError, match="12"):
        await Painter().month_activity_grid(grid(GridRow("党课", (GridCell(None, "", 3),) * 3)))


async def test_bars_show_present_and_unknown_in_their_own_colours() -> None:
    colours = png.read(await Painter().attendance_bars(BARS)).colours()
    assert COLOURS[ObligationStatus.MET] in colours
    assert (0xD8, 0xDE, 0xE4) in colours


async def test_forty_endless_names_still_make_a_picture_telegram_takes() -> None:
    painter, name = Painter(), "长" * 900
    pictures = [
        await painter.month_activity_grid(grid(*[GridRow(name, year(ObligationStatus.MET).cells)] * 40)),
        await painter.attendance_bars(AttendanceBars("到会", "今日", (BarRow(name, 12, 10, 1, 1, 0),) * 40)),
    ]
    assert [picture for picture in pictures if sum(png.size(picture)) > 10_000] == []


async def test_bars_of_nobody_are_drawn() -> None:
    empty = replace(BARS, rows=(BarRow("党小组会", 0, 0, 0, 0, 0),))
    assert png.size(await Painter().attendance_bars(empty))[0] == 1080


def sampled(picture: png.Image, modules: int, border: int = 4) -> list[list[int]]:
    """The QR code's modules read at their centres: 720 pixels wide, in the middle, found by its first dark row."""
    left, size = (1080 - 720) / 2, 720 / (modules + 2 * border)
    corner = int(left + (border + 0.5) * size)
    top = next(y for y in range(picture.height) if {picture.pixel(corner + d, y) for d in range(99)} == {(0, 0, 0)})
    return [
        [
            int(picture.pixel(int(left + (border + x + 0.5) * size), int(top + (y + 0.5) * size)) == (0, 0, 0))
            for x in range(modules)
        ]
        for y in range(modules)
    ]


async def test_poster_holds_the_link_module_by_module() -> None:
    expected = [list(row) for row in segno.make(LINK, error="m", micro=False).matrix]
    picture = png.read(await Painter().check_in_poster(POSTER))
    assert sampled(picture, len(expected)) == expected


async def test_poster_without_a_code_is_shorter() -> None:
    painter = Painter()
    heights = [
        png.size(await painter.check_in_poster(poster))[1] for poster in (POSTER, replace(POSTER, code="", valid=""))
    ]
    assert heights[0] > heights[1] + 200


@pytest.mark.parametrize(
    "text",
    ["#panic(1)", '#import "/x.typ"', "*a* _b_ $c$ <d> @e", "\\", "]]) }", '"}]', "坏\ud800\x00\ufffe", "甲\n乙", ""],
)
async def test_text_is_never_read_as_markup(text: str) -> None:
    painter = Painter()
    row = GridRow(text, year(ObligationStatus.MET).cells)
    pictures = [
        await painter.month_activity_grid(replace(grid(row), title=text, as_of=text)),
        await painter.attendance_bars(AttendanceBars(text, text, (BarRow(text, 1, 1, 0, 0, 0),))),
        await painter.check_in_poster(
            replace(POSTER, organisation=text, title=text, when=text, place=text, valid=text)
        ),
    ]
    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"] * 3


async def test_one_painter_serves_many_at_once_and_draws_the_same() -> None:
    painter = Painter()
    first = [await painter.check_in_poster(POSTER), await painter.attendance_bars(BARS)]
    together = await asyncio.gather(
        *(paint for _ in range(4) for paint in (painter.check_in_poster(POSTER), painter.attendance_bars(BARS)))
    )
    assert together == first * 4


async def test_rare_characters_of_names_are_in_the_font() -> None:
    painter = Painter()
    drawn = {
        character: await painter.attendance_bars(AttendanceBars(character, "", ()))
        for character in ["\U0010fffd", *"镕堃喆赟𬱟㛃䶮㼆𠅤"]
    }
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize(
    ("present", "expected", "text"),
    [
        (0, 0, "—"),
        (10, 12, "83.3%"),
        (12, 12, "100.0%"),
        (0, 5, "0.0%"),
        (1, 2000, "0.1%"),
        (2, 3, "66.7%"),
        (1, 8, "12.5%"),
    ],
)
def test_rate_has_one_decimal_and_no_rate_of_nobody(present: int, expected: int, text: str) -> None:
    assert rate(present, expected) == text
