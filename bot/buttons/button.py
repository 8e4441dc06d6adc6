"""Callback data as frozen dataclasses of integers: at most 64 bytes, one spelling each, tags never reused.

A tap is never trusted for what it carries: the handler authorises the tapper again and reads the truth again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import ClassVar, TypeVar

from storage.rules.refusals import RefusalError

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST = 2**53
_types: dict[str, type["Button"]] = {}

TYPES: Mapping[str, type["Button"]] = MappingProxyType(_types)


class StaleButtonError(RefusalError):
    """The data under a button is not (or no longer) one of ours."""


@dataclass(frozen=True, slots=True)
class Button:
    """Base of all buttons; a subclass declares its integer fields."""

    tag: ClassVar[str]

    def pack(self) -> str:
        """Return the callback data, for example ``ma.1f.3``."""
        return ".".join([self.tag, *(_write(getattr(self, field.name)) for field in fields(self))])


_T = TypeVar("_T", bound=type[Button])


def tagged(tag: str) -> Callable[[_T], _T]:
    """Enter a button class in the table under ``tag``; raises ValueError for a tag used twice."""

    def enter(cls: _T) -> _T:
        if tag in _types:
            raise ValueError(tag)
        cls.tag = tag
        _types[tag] = cls
        return cls

    return enter


def read(data: str) -> Button:
    """Return the button that packs to exactly ``data``; raises StaleButtonError for anything else."""
    tag, *numbers = data[:64].split(".")
    cls = _types.get(tag)
    if cls is None or len(numbers) != len(fields(cls)):
        raise StaleButtonError
    button = cls(*map(_read, numbers))
    if button.pack() != data:
        raise StaleButtonError
    return button


def _write(number: int) -> str:
    if number < 0:
        return "-" + _write(-number)
    head, last = divmod(number, 36)
    return (_write(head) if head else "") + _DIGITS[last]


def _read(text: str) -> int:
    if not text.isascii() or not text.removeprefix("-").isalnum() or len(text) > 12:
        raise StaleButtonError
    number = int(text, 36)
    if abs(number) > _MOST:
        raise StaleButtonError
    return number
