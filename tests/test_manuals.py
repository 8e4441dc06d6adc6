"""The manuals and the product say the same: pictures that exist, commands and buttons under their own names."""

import re
from pathlib import Path

import pytest

from bot.texts.commands import LATIN, NAMES
from bot.typed_commands import read_command
from tests.fakes.sources import ROOT

DOCS = ROOT / "docs"
MANUALS = ("手册-书记.md", "手册-党员.md")
PICTURES = DOCS / "pictures" / "manual"


def text(manual: str) -> str:
    return (DOCS / manual).read_text("utf-8")


def pictures(manual: str) -> set[Path]:
    return {DOCS / found for found in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text(manual))}


def test_every_picture_exists_and_is_shown():
    shown = pictures(MANUALS[0]) | pictures(MANUALS[1])
    assert shown == set(PICTURES.glob("*.png"))


@pytest.mark.parametrize("manual", MANUALS)
def test_every_command_is_one_of_ours(manual):
    named = re.findall(r"`(/[a-z]+)[^`]*`", text(manual))
    assert [one for one in named if one[1:] not in NAMES] == []
    assert len(set(named)) > 5


@pytest.mark.parametrize("manual", MANUALS)
def test_lines_stay_short_enough_for_a_phone(manual):
    assert [line for line in text(manual).splitlines() if len(line) > 90] == []


def test_the_chinese_words_that_are_offered_are_read():
    offered = re.search(r"发中文也行：(.*)。", text(MANUALS[1]))
    assert offered is not None
    words = offered[1].split("、")
    assert [word for word in words if word not in LATIN] == []
    assert all(read_command(word, "sanhui_bot") is not None for word in words)
