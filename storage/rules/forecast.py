"""What answers promise before a meeting, and arrivals make during it, of the quorum the meeting needs.

One question for every form: what it needs to be held (支部工作条例 art. 12), or else what a vote at a general meeting
needs (art. 11), on the right base: everybody expected for the one, the voting base for the other.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from storage.rules.answers import Answering, is_attending, is_on_leave
from storage.rules.attendance import Stay
from storage.rules.quorum import Forecast, Matter, Quorum, Settings, promised, quorum_to_meet, quorum_to_vote
from storage.rules.terms import Form

TO_VOTE = "GM.QUORUM"
"""The rule that binds a vote and not the meeting."""


class Voting(Protocol):
    """One expected person, as far as the base goes."""

    @property
    def voting(self) -> bool:
        """Whether the person belongs to the voting base."""
        ...


class Promising(Answering, Voting, Protocol):
    """One expected person with their answer."""


class Coming(Voting, Protocol):
    """One expected person with what is known of their stay."""

    @property
    def stay(self) -> Stay | None:
        """From when to when they were there; None for whoever is not known to have come."""
        ...


_Someone = TypeVar("_Someone", bound=Voting)


def forecast(form: Form, people: Iterable[Promising], settings: Settings) -> Forecast | None:
    """Forecast the quorum of a meeting of ``form`` from the answers of those expected; None where it needs none."""

    def judge(needed: Quorum, base: Sequence[Promising]) -> Forecast:
        coming = sum(map(is_attending, base))
        return promised(needed, coming, len(base) - coming - sum(map(is_on_leave, base)))

    return on_base(form, tuple(people), settings, judge)


def meter(form: Form, people: Iterable[Coming], settings: Settings, at: datetime | None = None) -> Quorum | None:
    """Count the quorum of a meeting of ``form`` from those there at ``at`` (None: from all who came)."""

    def judge(needed: Quorum, base: Sequence[Coming]) -> Quorum:
        there = [one for one in base if one.stay is not None and (at is None or one.stay.covers(at))]
        return needed.with_present(len(there))

    return on_base(form, tuple(people), settings, judge)


_Judged = TypeVar("_Judged")


def on_base(
    form: Form,
    people: Sequence[_Someone],
    settings: Settings,
    judge: Callable[[Quorum, Sequence[_Someone]], _Judged],
) -> _Judged | None:
    """Judge the quorum a meeting of ``form`` needs, on those it counts (nobody present yet); None for none."""
    to_meet = quorum_to_meet(form, len(people), 0, settings)
    if to_meet is not None:
        return judge(to_meet, people)
    if form is not Form.GENERAL:
        return None
    voters = [one for one in people if one.voting]
    return judge(quorum_to_vote(Matter.GENERAL_RESOLUTION, len(voters), 0, settings), voters)
