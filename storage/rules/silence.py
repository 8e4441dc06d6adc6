"""Who has not said whether they come, sorted by what can be done about it, and whether the quorum is in danger.

Unlinked people are never called silent: they cannot answer by tapping (design §3).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from storage.rules.answers import is_attending, is_on_leave
from storage.rules.forecast import TO_VOTE, Promising, forecast
from storage.rules.quorum import Forecast, Settings
from storage.rules.terms import Form


class Silent(Promising, Protocol):
    """One expected person, as far as asking again goes."""

    @property
    def member_id(self) -> int:
        """The member's number."""
        ...

    @property
    def name(self) -> str:
        """The name on the roster."""
        ...

    @property
    def reachable(self) -> bool:
        """Whether the bot can write to them."""
        ...


@dataclass(frozen=True, slots=True)
class Survey:
    """The open answers of a meeting: to be confirmed again, none yet, not delivered, without an account."""

    to_confirm: tuple[Silent, ...] = ()
    silent: tuple[Silent, ...] = ()
    unreachable: tuple[Silent, ...] = ()
    unlinked: tuple[Silent, ...] = ()
    quorum: Forecast | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to tell: everybody has answered and the quorum is promised."""
        return not (self.to_confirm or self.silent or self.unreachable or self.unlinked or self.in_danger)

    @property
    def in_danger(self) -> bool:
        """Whether those who said yes do not make the quorum."""
        return self.quorum is not None and not self.quorum.likely

    @property
    def only_to_vote(self) -> bool:
        """Whether the quorum binds a vote and not the meeting (支部工作条例 art. 11)."""
        return self.quorum is not None and self.quorum.quorum.rule_id == TO_VOTE


def survey(form: Form, people: Iterable[Silent], settings: Settings, released: Collection[int] = frozenset()) -> Survey:
    """Sort the open answers of those expected, in their order, and forecast the quorum.

    Members ``released`` since the roll was frozen count for the quorum but are not asked.
    """
    everyone = tuple(people)
    owing = [one for one in everyone if not is_attending(one) and not is_on_leave(one)]
    waiting = [one for one in owing if one.member_id not in released]
    linked = [one for one in waiting if one.telegram_id is not None]
    told = [one for one in linked if one.reachable]
    return Survey(
        to_confirm=tuple(one for one in told if one.answer is not None),
        silent=tuple(one for one in told if one.answer is None),
        unreachable=tuple(one for one in linked if not one.reachable),
        unlinked=tuple(one for one in waiting if one.telegram_id is None),
        quorum=forecast(form, everyone, settings),
    )
