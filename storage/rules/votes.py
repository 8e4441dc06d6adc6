"""Judging a vote from head-counts: base, quorum, majority, reason; every denominator is 应到 unless a switch says so.

Sources: 支部工作条例 art. 11-12, 发展党员工作细则 art. 20-21, 基层组织选举工作条例, 民主生活会若干规定.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.rules.compliance.rulebook import load
from storage.rules.compliance.switches import Switches, switches_of
from storage.rules.quorum import Matter, Settings, quorum_to_vote
from storage.rules.refusals import RefusalError

Counts = Mapping[str, object]

_SCOPES = {
    "elections": {Matter.ELECTION},
    "admission": {Matter.ELECTION, Matter.ADMISSION},
    "all": {Matter.ELECTION, Matter.ADMISSION, Matter.GENERAL_RESOLUTION},
}
_BALLOTS = ("yes", "no", "abstain", "invalid")


class VerdictReason(StrEnum):
    """Why a vote ended as it did."""

    PASSED = "passed"
    NOT_ENOUGH_VOTES = "not_enough_votes"
    QUORUM_NOT_REACHED = "quorum_not_reached"
    MORE_VOTES_THAN_VOTERS = "more_votes_than_voters"
    QUORUM_REACHED = "quorum_reached"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judged vote; ``passed`` is None where nothing was put to the vote."""

    base: int
    quorum_needed: int
    quorum_reached: bool
    passed: bool | None
    reason: VerdictReason


@dataclass(eq=False)
class UnknownMatterError(RefusalError):
    """No rule says how this matter is decided."""

    matter: str
    known: tuple[str, ...]


@dataclass(eq=False)
class VoteCountError(RefusalError):
    """A count is not a whole number from 0 up."""

    key: str
    value: str


def judge(matter: str, counts: Counts, settings: Settings) -> Verdict:
    """Judge the vote on ``matter``; raise UnknownMatterError, VoteCountError, or what a bad setting raises."""
    if matter not in set(Matter):
        raise UnknownMatterError(matter, tuple(Matter))
    subject = Matter(matter)
    switches = switches_of(load().switches, settings)
    base = _base(subject, counts, switches)
    quorum = quorum_to_vote(subject, base, _count(counts, "present"), switches)
    passed, reason = _outcome(subject, counts, switches, base) if quorum.reached else _without_quorum(subject)
    return Verdict(base, quorum.needed, quorum.reached, passed, reason)


def majority_needed(matter: Matter, base: int, present: int, settings: Settings) -> int:
    """Return the yes votes that suffice for ``matter``, counted on 应到 or, where a switch says so, on 实到."""
    switches = switches_of(load().switches, settings)
    rule, switch = {
        Matter.COMMITTEE_RESOLUTION: ("BC.PASS", "bc.vote_threshold"),
        Matter.ADMISSION: ("ADM.PASS", None),
        Matter.ELECTION: ("ELEC.WIN", "election.win_base"),
    }.get(matter, ("GM.PASS", None))
    of_present = switch is not None and switches[switch] == "present"
    return load()[rule].fraction.needed(present if of_present else base)


def _base(matter: Matter, counts: Counts, switches: Switches) -> int:
    """Return who should attend with a vote: committee, body, or full members less those without rights or left out."""
    if matter is Matter.COMMITTEE_RESOLUTION:
        return _count(counts, "committee")
    if matter is Matter.DEMOCRATIC_LIFE_MEETING:
        return _count(counts, "body")
    without = ("party_probation_punishment", "rights_suspended", "membership_suspended")
    left_out = _left_out(counts) if matter in _SCOPES[str(switches["exclusion_scope"])] else 0
    return max(_count(counts, "full") - sum(_count(counts, key) for key in without) - left_out, 0)


def _left_out(counts: Counts) -> int:
    """Return how many may be left out: only with the superior's consent and the general meeting's approval."""
    approved = [case for case in _list(counts, "excluded") if case.get("superior_consent") is True]
    return sum(_count(case, "count") for case in approved if case.get("meeting_approval") is True)


def _without_quorum(matter: Matter) -> tuple[bool | None, VerdictReason]:
    return None if matter is Matter.DEMOCRATIC_LIFE_MEETING else False, VerdictReason.QUORUM_NOT_REACHED


def _outcome(matter: Matter, counts: Counts, switches: Switches, base: int) -> tuple[bool | None, VerdictReason]:
    if matter is Matter.DEMOCRATIC_LIFE_MEETING:
        return None, VerdictReason.QUORUM_REACHED
    present = _count(counts, "present")
    written = _written(counts) if _counts_written(matter, switches) else []
    cast = sum(_count(counts, ballot) for ballot in _BALLOTS)
    if cast > present or cast + sum(_count(opinion, "count") for opinion in written) > base:
        return False, VerdictReason.MORE_VOTES_THAN_VOTERS
    yes = _count(counts, "yes") + sum(_count(o, "count") for o in written if o.get("stance") == "yes")
    passed = yes >= majority_needed(matter, base, present, switches)
    return passed, VerdictReason.PASSED if passed else VerdictReason.NOT_ENOUGH_VOTES


def _counts_written(matter: Matter, switches: Switches) -> bool:
    """Admission counts opinions handed in before the meeting (art. 21); a general vote only where switched on."""
    if matter is Matter.GENERAL_RESOLUTION:
        return switches["gm.count_written_votes"] is True
    return matter is Matter.ADMISSION


def _written(counts: Counts) -> list[Counts]:
    return [o for o in _list(counts, "written") if o.get("by") == "full" and o.get("handed_in") == "before"]


def _list(counts: Counts, key: str) -> list[Counts]:
    found = counts.get(key) or ()
    if not isinstance(found, Sequence) or not all(isinstance(entry, Mapping) for entry in found):
        raise VoteCountError(key, str(found))
    return list(found)


def _count(counts: Counts, key: str) -> int:
    found = counts.get(key, 0)
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise VoteCountError(key, str(found))
    return found
