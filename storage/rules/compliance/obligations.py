"""What the audit answers: one obligation per rule, organisation and period, with the records behind it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from storage.rules.compliance.facts import Deferral
from storage.rules.compliance.periods import Period
from storage.rules.compliance.rulebook import Rule
from storage.rules.compliance.switch_values import text_of
from storage.rules.compliance.switches import Override
from storage.rules.terms import Activity, Modality, ObligationStatus, Source


class NotCounted(StrEnum):
    """Why a record inside the window does not count."""

    VOID = "void"
    QUORUM_NOT_REACHED = "quorum_not_reached"
    ATTENDANCE_UNKNOWN = "attendance_unknown"
    OTHER_YEAR = "other_year"
    COUNTED_FOR_EARLIER_PERIOD = "counted_for_earlier_period"
    NOT_CONFIRMED_HELD = "not_confirmed_held"
    OTHER_LECTURER = "other_lecturer"


class Remark(StrEnum):
    """What a reader should know beside the status."""

    KIND_NOT_BOUND = "kind_not_bound"
    NO_GROUPS = "no_groups"
    NO_COMMITTEE = "no_committee"
    NOT_LEADING_BODY = "not_leading_body"
    SWITCHED_OFF = "switched_off"
    EMPTY_ROSTER = "empty_roster"
    BEFORE_FOUNDING = "before_founding"
    FIRST_INCOMPLETE_PERIOD = "first_incomplete_period"
    DISSOLVED = "dissolved"
    OUTSIDE_USUAL_QUARTER = "outside_usual_quarter"
    SUPERIOR_CONSENT_NEEDED = "superior_consent_needed"
    STAND_IN_FOR_COMMITTEE = "stand_in_for_committee"
    LECTURER_NOT_RECORDED = "lecturer_not_recorded"


@dataclass(frozen=True, slots=True)
class Counted:
    """A record that counts, with its local date and where it came from."""

    id: int
    date: date
    source: Source


@dataclass(frozen=True, slots=True)
class Excluded:
    """A record of the period that does not count, and why; ``shortfall`` where too few came."""

    id: int
    date: date
    reason: NotCounted
    shortfall: "Shortfall | None" = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The quorum that was not reached: who should have come, who came, and the rule that asks for more."""

    expected: int
    present: int
    rule: Rule

    @property
    def needed(self) -> int:
        """The smallest head-count that would have sufficed."""
        return self.rule.fraction.needed(self.expected)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One verdict; ``required``, ``held`` and ``days_left`` are None where they say nothing.

    ``planned`` are announced meetings that would count, ``days_left`` is window end minus the day asked.
    """

    organisation: str
    organisation_id: int
    rule: Rule
    period: Period
    status: ObligationStatus
    required: int | None = None
    held: int | None = None
    counted: tuple[Counted, ...] = ()
    not_counted: tuple[Excluded, ...] = ()
    planned: tuple[Counted, ...] = ()
    warn_days: int | None = None
    days_left: int | None = None
    deferral: Deferral | None = None
    override: Override | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def activity(self) -> Activity:
        """What was owed."""
        return self.rule.owed

    @property
    def modality(self) -> Modality:
        """How binding the rule is; LOCAL must be shown as local."""
        return self.rule.modality

    @property
    def citation(self) -> str:
        """The regulation and article, or that the rule is local custom."""
        return self.rule.citation

    def by_source(self) -> dict[Source, int]:
        """Return how many counted records came from where."""
        found = [record.source for record in self.counted]
        return {source: found.count(source) for source in Source if source in found}

    def as_json(self) -> dict[str, object]:
        """Return the obligation in the keys and words that scripts read (design §17)."""
        return {
            "organisation": self.organisation,
            "rule": self.rule.id,
            "activity": self.activity.value,
            "period": {
                "start": self.period.start.isoformat(),
                "end": self.period.end.isoformat(),
                "label": self.period.label,
            },
            "required": self.required,
            "held": self.held,
            "status": self.status.value,
            "counted": [{"id": r.id, "date": r.date.isoformat(), "source": r.source.value} for r in self.counted],
            "not_counted": [
                {"id": r.id, "date": r.date.isoformat(), "reason": r.reason.value} for r in self.not_counted
            ],
            "citation": self.citation,
            "modality": self.modality.value,
            "remarks": [remark.value for remark in self.remarks],
        } | self._decided()

    def _decided(self) -> dict[str, object]:
        """Return what was decided otherwise than the rulebook has it: by whom and since when."""
        if self.override is None:
            return {}
        since = self.override.valid_from
        return {
            "override": {
                "key": self.override.key,
                "value": text_of(self.override.value),
                "organisation": self.override.organisation,
                "since": since.isoformat() if since else None,
            }
        }
