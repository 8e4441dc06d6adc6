"""The manuals and the product say the same: pictures that exist, commands and buttons under their own names."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import bot.texts
from bot.texts import approvals, check_in, compliance, labels, life, makeup, urging
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


MADE = (
    labels.add_line("议题"),
    labels.group_year("第一党小组"),
    labels.next_person("张三"),
    labels.respond(1),
    labels.respond_to("张三", answered=False),
    approvals.void_label(date(2026, 11, 3)),
    check_in.take_back("张三"),
    *map(check_in.join_label, check_in.ROLE),
    compliance.below_label(3),
    life.withdraw_given("张三"),
    makeup.note_visit("张三"),
    *(f"{state}：张三" for state in makeup.STATE.values()),
    urging.label("第一党支部", done=False),
)
"""One of each label that names somebody or something; the manuals write …… in its place."""
TELEGRAM = {"开始"}


def phrases(found: object) -> Iterator[str]:
    """Everything said in a value of the texts, however deep it lies."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        yield from phrases(tuple(found.values()))
    elif isinstance(found, tuple):
        for one in found:
            yield from phrases(one)


def constants(shelf: ModuleType) -> tuple[object, ...]:
    return tuple(said for name, said in vars(shelf).items() if not name.startswith("__"))


def known_labels() -> set[str]:
    shelves = (importlib.import_module(f"bot.texts.{one.name}") for one in pkgutil.iter_modules(bot.texts.__path__))
    return {*MADE, *TELEGRAM} | {said for shelf in shelves for said in phrases(constants(shelf))}


@pytest.mark.parametrize("manual", MANUALS)
def test_every_button_to_tap_bears_its_own_label(manual):
    rows = re.findall(r"点((?:[、或]?“[^”]+”)+)", text(manual))
    told = [label for row in rows for label in re.findall(r"“([^”]+)”", row)]
    known = known_labels()
    patterns = {label: re.compile(".+".join(map(re.escape, label.split("……")))) for label in told}
    assert [label for label in told if label not in known and not any(map(patterns[label].fullmatch, MADE))] == []
    assert len(set(told)) > 20


@pytest.mark.parametrize("manual", MANUALS)
def test_lines_stay_short_enough_for_a_phone(manual):
    assert [line for line in text(manual).splitlines() if len(line) > 90] == []


@pytest.mark.parametrize("manual", MANUALS)
def test_the_chinese_words_that_are_offered_are_read(manual):
    offered = re.search(r"发中文也行：(.*)。", text(manual))
    assert offered is not None
    words = offered[1].split("、")
    assert [word for word in words if word not in LATIN] == []
    assert all(read_command(word, "sanhui_bot") is not None for word in words)
