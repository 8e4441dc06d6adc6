"""The Word form: up to date with its source, and the official numbers in it."""

import json
import re
import zipfile

import pytest

from bot.documents.form import FORM, build
from bot.documents.labels import TEMPLATES


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    with zipfile.ZipFile(FORM) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_form_is_what_its_source_says() -> None:
    assert build(json.loads((TEMPLATES / "minutes.json").read_text("utf-8"))) == FORM.read_bytes()


def test_form_page_is_a4_with_official_margins_and_22_lines(parts: dict[str, str]) -> None:
    document = parts["word/document.xml"]
    numbers = {name: int(value) for name, value in re.findall(r'w:(w|h|top|bottom|left|right)="(\d+)"', document)}
    millimetres = {name: round(value / 1440 * 25.4, 1) for name, value in numbers.items()}
    assert millimetres == {"w": 210.0, "h": 297.0, "top": 37.0, "bottom": 35.0, "left": 28.0, "right": 26.0}
    assert re.findall(r'<w:docGrid w:type="(\w+)" w:linePitch="(\d+)"/>', document) == [("lines", "579")]
    assert (numbers["h"] - numbers["top"] - numbers["bottom"]) // 579 == 22
    assert int((numbers["w"] - numbers["left"] - numbers["right"]) / (320 - 5)) == 28


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("title", "方正小标宋简体", "44"),
        ("body", "仿宋_GB2312", "32"),
        ("heading", "黑体", "32"),
        ("subheading", "楷体_GB2312", "32"),
        ("folio", "宋体", "28"),
    ],
)
def test_form_style_names_the_font_for_every_script(
    parts: dict[str, str], style: str, font: str, half_points: str
) -> None:
    [text] = re.findall(rf'<w:style [^>]*w:styleId="{style}">.*?</w:style>', parts["word/styles.xml"])
    assert dict(re.findall(r'w:(ascii|hAnsi|eastAsia|cs)="([^"]+)"', text)) == dict.fromkeys(
        ("ascii", "hAnsi", "eastAsia", "cs"), font
    )
    assert re.findall(r'<w:sz w:val="(\d+)"/>', text) == [half_points]


def test_form_lines_are_exactly_on_the_pitch_and_the_title_off_the_grid(parts: dict[str, str]) -> None:
    styles = parts["word/styles.xml"]
    body = re.findall(r'<w:style [^>]*w:styleId="body">.*?</w:style>', styles)[0]
    title = re.findall(r'<w:style [^>]*w:styleId="title">.*?</w:style>', styles)[0]
    assert re.findall(r'w:line="(\d+)" w:lineRule="(\w+)"', body) == [("579", "exact")]
    assert re.findall(r'w:firstLineChars="(\d+)"', body) == ["200"]
    assert re.findall(r'<w:snapToGrid w:val="(\d)"/>', title) == ["0"]
    assert "Theme=" not in styles


def test_form_page_number_stands_between_dashes_at_the_outer_edge(parts: dict[str, str]) -> None:
    odd, even = parts["word/footer1.xml"], parts["word/footer2.xml"]
    assert [re.findall(r'<w:jc w:val="(\w+)"/>', footer) for footer in (odd, even)] == [["right"], ["left"]]
    texts = re.findall(r"<w:(?:t|instrText)[^>]*>([^<]*)<", odd)
    assert texts[:4] == ["— ", " PAGE ", "1", " —"]
    assert re.findall(r"<w:evenAndOddHeaders/>", parts["word/settings.xml"]) == ["<w:evenAndOddHeaders/>"]
