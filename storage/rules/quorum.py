"""Live quorum of a meeting: base, head-count needed, present, and the rule behind it (integers only).

The quorum of a general meeting binds a vote (支部工作条例 art. 11), that of a committee meeting (art. 12) and of a
democratic life meeting every meeting; for other forms no regulation states one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.rules.compliance.ratio import Ratio
from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Switches, switches_of
from storage.rules.terms import Form


class Matter(StrEnum):
    """What is put to a vote; it decides the base, the quorum and the majority."""

    GENERAL_RESOLUTION = "general_resolution"
    COMMITTEE_RESOLUTION = "committee_resolution"
    ADMISSION = "admission"
    ELECTION = "election"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"


Settings = Mapping[str, object] | Switches
NONVOTING_SWITCH = "gm.nonvoting_quorum"
_RULES = {
    Matter.GENERAL_RESOLUTION: "GM.QUORUM",
    Matter.COMMITTEE_RESOLUTION: "BC.QUORUM",
    Matter.ADMISSION: "ADM.QUORUM",
    Matter.ELECTION: "ELEC.QUORUM",
    Matter.DEMOCRATIC_LIFE_MEETING: "DLM.QUORUM",
}
_EVERY_MEETING = {
    Form.COMMITTEE: Matter.COMMITTEE_RESOLUTION,
    Form.DEMOCRATIC_LIFE: Matter.DEMOCRATIC_LIFE_MEETING,
}


@dataclass(frozen=True, slots=True)
class Quorum:
    """The parts of the formula ``present >= needed``, where ``needed`` is ``ratio`` of ``base`` in whole people.

    ``rule_id`` names the rule of the rulebook, or the switch where a committee asks for one without a vote.
    """

    base: int
    needed: int
    present: int
    reached: bool
    rule_id: str
    ratio: Ratio

    @property
    def missing(self) -> int:
        """How many more must come; at least one on a base of 0, which never suffices."""
        return 0 if self.reached else max(self.needed - self.present, 1)

    def with_present(self, present: int) -> "Quorum":
        """Return the same formula with other people present."""
        return replace(self, present=present, reached=self.ratio.reached(self.base, present))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the answers promise: ``likely`` with those who said yes, ``possible`` with the undecided as well."""

    quorum: Quorum
    likely: bool
    possible: bool


def quorum_to_vote(matter: Matter, base: int, present: int, settings: Settings) -> Quorum:
    """Return the quorum for deciding ``matter`` (for a democratic life meeting: for holding it)."""
    rule_id = _RULES[matter]
    ratio = load()[rule_id].fraction
    if matter is Matter.ELECTION:
        switches = switches_of(load().switches, settings)
        ratio = replace(ratio, inclusive=switches["election.quorum_inclusive"] is True)
    return _quorum(rule_id, ratio, base, present)


def quorum_to_meet(form: Form, base: int, present: int, settings: Settings) -> Quorum | None:
    """Return the quorum a meeting of ``form`` needs even without a vote, or None where none is stated."""
    if form in _EVERY_MEETING:
        return quorum_to_vote(_EVERY_MEETING[form], base, present, settings)
    if form is not Form.GENERAL:
        return None
    ratio = switches_of(load().switches, settings).ratio(NONVOTING_SWITCH)
    return _quorum(NONVOTING_SWITCH, ratio, base, present) if ratio else None


def promised(quorum: Quorum, coming: int, undecided: int) -> Forecast:
    """Return what ``coming`` yes-answers and ``undecided`` open ones of the base make of ``quorum``."""
    likely = quorum.with_present(coming)
    return Forecast(likely, likely.reached, quorum.ratio.reached(quorum.base, coming + undecided))


def _quorum(rule_id: str, ratio: Ratio, base: int, present: int) -> Quorum:
    return Quorum(base, ratio.needed(base), present, ratio.reached(base, present), rule_id, ratio)
