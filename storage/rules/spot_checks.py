"""Spot checks: a few of those signed in are asked, at random, to confirm that they are in the room.

Not confirming says nothing of itself (the phone may be in a pocket): it is a hint for the recorder alone.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from storage.rules.refusals import RefusalError

HOW_MANY = 3
MINUTES = 5
PATIENCE = timedelta(minutes=MINUTES)

T = TypeVar("T")


class NobodyToCheckError(RefusalError):
    """Nobody who signed in by their own account is left to be asked."""


class NotYourCheckError(RefusalError):
    """The question was put to somebody else."""


class SpotCheckOverError(RefusalError):
    """The time to confirm is over."""


def pick(candidates: Sequence[T], sample: Callable[[Sequence[int], int], Sequence[int]]) -> list[T]:
    """Return a few of ``candidates`` in their order, at the places ``sample`` draws; raises NobodyToCheckError."""
    if not candidates:
        raise NobodyToCheckError
    places = sample(range(len(candidates)), min(HOW_MANY, len(candidates)))
    return [candidates[place] for place in sorted(places)]
