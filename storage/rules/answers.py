"""What the answers to a meeting add up to: 应到 = 参加 + 请假 + 未回应 + 未绑定, always."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from storage.rules.terms import Answer, LeaveState


class Answering(Protocol):
    """One expected person, as far as answers go."""

    @property
    def answer(self) -> Answer | None:
        """What they last answered."""
        ...

    @property
    def answer_current(self) -> bool:
        """Whether that answer was given to the meeting as it stands now."""
        ...

    @property
    def leave(self) -> LeaveState | None:
        """The state of their request for leave, if any."""
        ...

    @property
    def telegram_id(self) -> int | None:
        """Their linked account, if any."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Head-counts of a card."""

    expected: int
    attending: int
    on_leave: int
    silent: int
    unlinked: int
    to_confirm: int


def is_on_leave(one: Answering) -> bool:
    """Return whether the person has leave or has asked for it."""
    return one.leave in (LeaveState.ASKED, LeaveState.APPROVED)


def is_attending(one: Answering) -> bool:
    """Return whether the person said yes to the meeting as it stands."""
    return not is_on_leave(one) and one.answer is Answer.ATTEND and one.answer_current


def is_silent(one: Answering) -> bool:
    """Return whether a linked person still owes an answer; unlinked people are never called silent."""
    return not is_on_leave(one) and not is_attending(one) and one.telegram_id is not None


def count(people: Iterable[Answering]) -> AnswerCounts:
    """Return the counts of a card."""
    everyone = list(people)
    attending = sum(map(is_attending, everyone))
    on_leave = sum(map(is_on_leave, everyone))
    silent = sum(map(is_silent, everyone))
    return AnswerCounts(
        expected=len(everyone),
        attending=attending,
        on_leave=on_leave,
        silent=silent,
        unlinked=len(everyone) - attending - on_leave - silent,
        to_confirm=sum(one.answer is not None and not one.answer_current and not is_on_leave(one) for one in everyone),
    )
