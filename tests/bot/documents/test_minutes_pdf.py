"""Minutes as PDF: dated by the meeting, the same bytes each time, the frozen content attached."""

import json
import re
from itertools import pairwise

import pytest

from bot.documents.minutes import render_pdf
from bot.documents.refusals import SealBrokenError
from bot.documents.typesetter import Typesetter
from bot.documents.values import Line, Seal
from storage.rules.terms import LineKind
from tests.bot.documents.samples import CONTENT, general_meeting, life_meeting, seal


def attached(pdf: bytes) -> list[object]:
    """The JSON files among the streams of a PDF (short ones are stored as they are)."""
    files = re.findall(rb"/EmbeddedFile/Subtype/application#2Fjson.*?stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return [json.loads(blob) for blob in files]


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


async def test_sealed_minutes_carry_their_content() -> None:
    pdf = await render_pdf(general_meeting(), Typesetter())
    assert pdf[:5] == b"%PDF-"
    assert attached(pdf) == [json.loads(CONTENT)]
    assert re.findall(rb"/CreationDate\s*\(D:(\d{14})", pdf) == [b"20261206013000"]


async def test_the_product_is_named_as_the_creator_and_nothing_else_is() -> None:
    pdf = await render_pdf(general_meeting(), Typesetter())
    assert b"Typst" not in pdf
    info = re.findall(rb"/Creator\(([^)]*)\)", pdf)
    described = re.findall(rb"<xmp:CreatorTool>([^<]*)<", pdf)
    assert [name.strip() for name in info] == [b"Sanhui"]
    assert described == info  # the archive's standard wants both to agree
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    assert pdf[start:].lstrip()[:4] == b"xref" or b"/XRef" in pdf[start : start + 300]


async def test_a_draft_carries_none() -> None:
    assert attached(await render_pdf(general_meeting(seal=None), Typesetter())) == []


async def test_equal_papers_give_equal_bytes() -> None:
    typesetter = Typesetter()
    first, second, other = [await render_pdf(paper, typesetter) for paper in (*[life_meeting()] * 2, general_meeting())]
    assert first == second
    assert first != other


async def test_a_page_holds_22_lines_of_28_characters() -> None:
    def long(lines: int) -> list[Line]:
        return [Line(LineKind.SPEECH, "", "国" * (26 + 28 * (lines - 1)))]

    typesetter = Typesetter()
    counts = [
        pages(await render_pdf(general_meeting(lines=tuple(long(lines)), seal=None), typesetter))
        for lines in (100, 122, 144)
    ]
    assert [after - before for before, after in pairwise(counts)] == [1, 1]


@pytest.mark.parametrize("text", ["#panic(1)", "*a* $b$ <c> @d #e", "{{ 7*7 }}", "甲\n乙", "好😀", "坏\ud800\x00"])
async def test_text_is_never_read_as_markup(text: str) -> None:
    paper = general_meeting(organisation=text, title=text, lines=(Line(LineKind.SPEECH, text, text),))
    assert pages(await render_pdf(paper, Typesetter())) == 3


async def test_a_seal_that_does_not_match_prints_nothing() -> None:
    frozen = seal()
    with pytest.raises(SealBrokenError):
        await render_pdf(general_meeting(seal=Seal(2, frozen.sha256, "{}", frozen.signed_at)), Typesetter())
