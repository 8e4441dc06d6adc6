"""Every refusal says what is missing or what to do instead, whatever it carries."""

import enum
import inspect
import itertools
import re
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.texts import refusals
from storage.rules.activity_names import UnknownActivity
from storage.rules.refusals import RefusalError
from storage.rules.sheet import HeaderMissing
from tests.fakes.sources import import_everything

import_everything()
ADVICE = re.compile("请|可以|应|只能|不用|须")
"""A sentence without one of these leaves the reader alone; it asks, offers or says what is expected."""

SAMPLES: dict[object, tuple[object, ...]] = {
    int: (3,),
    str: ("某某",),
    bool: (True, False),
    date: (date(2026, 12, 5),),
    datetime: (datetime(2026, 12, 5, 7, tzinfo=UTC),),
}
COLUMN = (("name",),)
NAMES_COLUMNS = {(HeaderMissing, "columns")}


def values(kind: object) -> tuple[object, ...]:
    """Something of every shape a refusal's field may have."""
    if kind in SAMPLES:
        return SAMPLES[kind]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return tuple(kind)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if type(None) in inside:
        return (None, *itertools.chain.from_iterable(values(each) for each in inside if each is not type(None)))
    if origin is frozenset:
        return (frozenset(values(inside[0])[:2]),)
    if origin is tuple:
        return (tuple(values(inside[0])[:1]) if inside[1:] == (...,) else tuple(values(each)[0] for each in inside),)
    made = origin or kind
    return (list(values(inside[0])[:1]) if inside else made(),)


def instances(cls: type[RefusalError]) -> Iterator[RefusalError]:
    """The refusal with every value of each thing it carries, one at a time."""
    if cls.__init__ in (Exception.__init__, RefusalError.__init__):
        yield cls()
        return
    hints = typing.get_type_hints(cls.__init__)
    carried = [name for name in inspect.signature(cls).parameters if name in hints]
    offered = {name: COLUMN if (cls, name) in NAMES_COLUMNS else values(hints[name]) for name in carried}
    usual = {name: known[0] for name, known in offered.items()}
    for name, known in offered.items():
        for value in known:
            yield cls(**{**usual, name: value})


@pytest.mark.parametrize("cls", refusals.SENTENCES, ids=lambda cls: cls.__name__)
def test_every_refusal_says_what_to_do_instead(cls):
    for refusal in instances(cls):
        said = refusals.sentence(refusal)
        assert ADVICE.search(said), said
        assert said.endswith(("。", "？", "）", "”")) or re.search(r"[/：][^。]*$", said), said


def test_half_a_surrogate_pair_is_not_sent_back():
    said = refusals.sentence(UnknownActivity("\ud800"))
    assert "\ufffd" in said.encode("utf-8").decode("utf-8")
