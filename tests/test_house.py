"""Laws of the house about its tables: nothing that can happen lacks its words, its route or its composer."""

import ast
import inspect
import re
import sys
import typing
from collections import Counter
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from bot import buttons, letters, routes
from bot.actions.errands import Errand
from bot.texts import refusals, todo
from bot.texts.commands import LATIN, NAMES, Menu
from bot.typed_commands import Typed, read_command
from jobs.occasions import OCCASIONS
from storage import models
from storage.rules.deliveries import CardKind, PlanKind
from storage.rules.refusals import RefusalError
from tests.bot.conversation import town
from tests.fakes.sources import PACKAGES, import_everything, sources

import_everything()
HAN = re.compile("[\u3400-\u9fff]")


def below(cls: type) -> set[type]:
    """Every class under ``cls`` that a module of the product holds (a slotted dataclass leaves a ghost behind)."""
    found = {each for child in cls.__subclasses__() for each in {child, *below(child)}}
    ours = {each for each in found if each.__module__.split(".")[0] in PACKAGES}
    return {each for each in ours if getattr(sys.modules[each.__module__], each.__name__, None) is each}


def raised() -> set[str]:
    """The names of every class that is raised somewhere."""
    thrown = (node.exc for source in sources() for node in source.nodes(ast.Raise) if node.exc is not None)
    made = (each.func if isinstance(each, ast.Call) else each for each in thrown)
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in made}


def test_every_refusal_has_a_sentence():
    said = {cls for cls in below(RefusalError) if not cls.__subclasses__() or cls.__name__ in raised()}
    assert sorted(cls.__qualname__ for cls in said - set(refusals.SENTENCES)) == []
    assert sorted(cls.__qualname__ for cls in set(refusals.SENTENCES) - below(RefusalError)) == []


def test_every_refusal_is_said_in_one_place():
    tables = Counter(cls for table in refusals._TABLES for cls in table)
    assert [cls.__qualname__ for cls, times in tables.items() if times > 1] == []


@pytest.mark.parametrize("cls", buttons.TYPES.values(), ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_every_button_comes_back_as_it_was_packed(cls, data):
    numbers = [data.draw(st.integers(-(2**53), 2**53)) for _ in fields(cls)]
    packed = cls(*numbers).pack()
    assert buttons.read(packed) == cls(*numbers)
    assert len(packed.encode()) <= 64
    assert all(field.type in (int, "int") for field in fields(cls))


def test_every_button_has_a_route_and_every_route_a_button():
    assert set(routes.BUTTONS) == set(buttons.TYPES.values()) - {buttons.Pick}
    assert set(buttons.TYPES.values()) == below(buttons.Button)


@pytest.mark.parametrize("cls", routes.BUTTONS, ids=lambda cls: cls.__name__)
def test_a_button_is_handled_by_what_expects_it(cls):
    handler = routes.BUTTONS[cls]
    _, tapped = inspect.signature(handler).parameters
    assert issubclass(cls, typing.get_type_hints(handler)[tapped])


def test_every_command_is_on_the_menu_and_has_a_handler():
    assert set(routes.COMMANDS) == set(NAMES)
    assert len(LATIN) == len(NAMES)
    assert [latin for latin in NAMES if not re.fullmatch("[a-z]{1,32}", latin)] == []
    assert [latin for latin, name in NAMES.items() if not 1 <= len(name.line) <= 256 or not HAN.search(name.line)] == []
    assert {latin for latin, name in NAMES.items() if name.menu is Menu.NOWHERE} == {"start", "bind"}


@pytest.mark.parametrize("latin", NAMES)
def test_every_command_is_read_in_each_of_its_forms(latin):
    word = NAMES[latin].word
    forms = (f"/{latin}", f"/{latin}@sanhui_bot", f"/{word}", word)
    told = [read_command(f"{form} 12月5日 15:00", "sanhui_bot") for form in forms]
    assert told == [Typed(latin, "12月5日 15:00")] * 4
    assert [read_command(form, "sanhui_bot") for form in forms] == [Typed(latin, "")] * 4


def test_every_dialogue_a_handler_begins_has_a_step():
    rooms = [module for name, module in sys.modules.items() if name.startswith("bot.handlers.")]
    begun = {value for room in rooms for name, value in vars(room).items() if name.endswith("NAME")}
    assert begun == set(routes.DIALOGUES)


async def test_everything_the_bot_says_on_its_own_has_an_occasion_and_a_composer(tmp_path):
    async with town(tmp_path):  # some nouns enter their occasions when the product is put together
        pass
    assert [kind.value for kind in PlanKind if kind not in OCCASIONS] == []
    assert [kind.value for kind in PlanKind if kind not in letters.COMPOSERS] == []
    assert [kind.value for kind in CardKind if kind not in letters.CARDS] == []


async def test_every_job_has_a_name_of_its_own_and_a_sentence(tmp_path):
    async with town(tmp_path) as made:
        entries = made.bot.entries
    assert [name for name, times in Counter(entry.name for entry in entries).items() if times > 1] == []
    assert [entry.name for entry in entries if not inspect.getdoc(getattr(entry.job, "func", entry.job))] == []


def test_everything_that_may_wait_for_somebody_has_its_words():
    assert set(todo.WHAT) == set(Errand)


def test_every_table_has_a_file_of_its_own_and_is_declared():
    shelf = {source.place for source in sources() if source.place.startswith("storage/models/")}
    files = {place.rsplit("/", 1)[1].removesuffix(".py") for place in shelf} - {"__init__", "base", "types"}
    assert set(SQLModel.metadata.tables) == files
    assert {getattr(models, name).__tablename__ for name in models.__all__} == files
