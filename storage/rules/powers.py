"""Who may do what: one table from powers to duties, read by every action and printed by /who.

Source: design §6 (table of commands) and 支部工作条例 art. 13-14 (who convenes and chairs).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from storage.rules.refusals import RefusalError
from storage.rules.terms import Duty


class Power(StrEnum):
    """Something a person may be entitled to do for an organisation."""

    SCHEDULE = "schedule"
    ANSWER = "answer"
    CHECK_IN = "check_in"
    DECIDE_LEAVE = "decide_leave"
    ADMIT_MEMBERS = "admit_members"
    KEEP_ROSTER = "keep_roster"
    KEEP_ROLL = "keep_roll"
    KEEP_MINUTES = "keep_minutes"
    SEE_COMPLIANCE = "see_compliance"
    KEEP_SUMMARY = "keep_summary"
    LEAD_LIFE = "lead_life"
    SEE_STATUS = "see_status"
    SET_UP = "set_up"
    KEEP_RECORDS = "keep_records"
    APPROVE_RECORDS = "approve_records"
    WATCH_MEMBERS = "watch_members"


_LEADERS = frozenset({Duty.SECRETARY, Duty.DEPUTY_SECRETARY})
_COMMITTEE = _LEADERS | {
    Duty.ORGANISATION_COMMISSIONER,
    Duty.PUBLICITY_COMMISSIONER,
    Duty.DISCIPLINE_COMMISSIONER,
    Duty.COMMITTEE_MEMBER,
}
_RECORDERS = _COMMITTEE | {Duty.RECORDER, Duty.GROUP_LEADER}

# None: every member of the organisation.
POWERS: dict[Power, frozenset[Duty] | None] = {
    Power.SCHEDULE: _LEADERS | {Duty.ORGANISATION_COMMISSIONER, Duty.GROUP_LEADER},
    Power.ANSWER: None,
    Power.CHECK_IN: None,
    Power.DECIDE_LEAVE: _LEADERS | {Duty.GROUP_LEADER},
    Power.ADMIT_MEMBERS: _LEADERS,
    Power.KEEP_ROSTER: _LEADERS | {Duty.ORGANISATION_COMMISSIONER},
    Power.KEEP_ROLL: _RECORDERS,
    Power.KEEP_MINUTES: _RECORDERS,
    Power.SEE_COMPLIANCE: None,
    Power.KEEP_SUMMARY: _LEADERS | {Duty.ORGANISATION_COMMISSIONER},
    Power.LEAD_LIFE: frozenset({Duty.SECRETARY, Duty.RECORDER}),
    Power.SEE_STATUS: _COMMITTEE,
    Power.SET_UP: _LEADERS,
    Power.KEEP_RECORDS: _LEADERS | {Duty.ORGANISATION_COMMISSIONER, Duty.GROUP_LEADER},
    Power.APPROVE_RECORDS: _COMMITTEE,
    Power.WATCH_MEMBERS: frozenset({Duty.SECRETARY, Duty.ORGANISATION_COMMISSIONER}),
}


@dataclass(eq=False)
class NotEntitledError(RefusalError):
    """The person is known but holds no duty that carries this power."""

    power: Power
    duties: frozenset[Duty]


class StrangerError(RefusalError):
    """The person is on no roster here; the same answer for what is missing and what is not theirs."""


class NotReachableError(RefusalError):
    """What was asked for is told in private only, and the bot cannot write to the person."""


def is_entitled(power: Power, duties: Collection[Duty]) -> bool:
    """Return whether one of ``duties`` carries ``power``."""
    carriers = POWERS[power]
    return carriers is None or not carriers.isdisjoint(duties)


def require(power: Power, duties: Collection[Duty]) -> None:
    """Raise NotEntitledError naming the duties that carry ``power`` unless one of ``duties`` does."""
    if not is_entitled(power, duties):
        raise NotEntitledError(power, POWERS[power] or frozenset())
