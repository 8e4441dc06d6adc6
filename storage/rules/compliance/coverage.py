"""What is owed per person in a year: heart-to-heart talks, study hours, dual organisational life.

Sources: 支部工作条例 art. 19 (talks, at least one a year), 党员教育管理工作条例 art. 16 (dual life) and 20 (32 hours).
Figures only; nobody is scored or ranked, and no content of a talk is known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from storage.rules.compliance.rulebook import Rule, load


@dataclass(frozen=True, slots=True)
class Talk:
    """A registered talk: the day and the two people, nothing else."""

    day: date
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class TalkCoverage:
    """Who still lacks a talk in the year: with a committee member, with a member, and named pairs still open."""

    rule: Rule
    without_committee: frozenset[int]
    without_member: frozenset[int]
    open_pairs: frozenset[frozenset[int]]

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking."""
        return not (self.without_committee or self.without_member or self.open_pairs)


def talk_coverage(
    talks: Iterable[Talk], committee: frozenset[int], members: frozenset[int], year: int, each_pair: bool = False
) -> TalkCoverage:
    """Return the coverage of calendar year ``year``; ``members`` are all members, the committee among them.

    By default everyone needs one talk with a committee member other than oneself and one with a member outside the
    committee; ``each_pair`` asks for every pair of the committee and every pair of it with a member as well.
    Whoever has nobody to talk to lacks nothing.
    """
    everyone = members | committee
    pairs = {frozenset((t.one, t.other)) for t in talks if t.day.year == year and t.one != t.other}
    return TalkCoverage(
        load()["HTH.MIN"],
        without_committee=_lacking(everyone, committee, pairs),
        without_member=_lacking(everyone, everyone - committee, pairs),
        open_pairs=frozenset(_wanted(committee, everyone) - pairs) if each_pair else frozenset(),
    )


def _lacking(everyone: frozenset[int], partners: frozenset[int], pairs: set[frozenset[int]]) -> frozenset[int]:
    return frozenset(
        person
        for person in everyone
        if partners - {person} and not any(frozenset((person, partner)) in pairs for partner in partners - {person})
    )


def _wanted(committee: frozenset[int], everyone: frozenset[int]) -> set[frozenset[int]]:
    within = {frozenset(pair) for pair in combinations(committee, 2)}
    return within | {frozenset((one, other)) for one in committee for other in everyone - committee}


@dataclass(frozen=True, slots=True)
class StudyHours:
    """Hours of one member in a calendar year against the target (学时)."""

    rule: Rule
    hours: Decimal
    target: int

    @property
    def reached(self) -> bool:
        """Whether the target is reached; exactly the target suffices."""
        return self.hours >= self.target

    @property
    def missing(self) -> Decimal:
        """Hours still missing."""
        return max(Decimal(self.target) - self.hours, Decimal(0))


def study_hours(entries: Iterable[tuple[date, Decimal]], year: int, target: int | None = None) -> StudyHours:
    """Return the sum of the year's entries (day, hours); the target is the rule's 32 unless a switch gives another."""
    rule = load()["TRN.HOURS"]
    hours = sum((hours for day, hours in entries if day.year == year), Decimal(0))
    return StudyHours(rule, hours, rule.minimum if target is None else target)


@dataclass(frozen=True, slots=True)
class Side:
    """Meetings expected and attended on one side of a leading cadre's organisational life."""

    expected: int
    attended: int


@dataclass(frozen=True, slots=True)
class DualLife:
    """A leading cadre's dual organisational life: as an ordinary member in the branch, and in the leading body."""

    member_id: int
    branch: Side
    body: Side

    @property
    def lacking_in_branch(self) -> bool:
        """Whether the branch met and the cadre never came."""
        return self.branch.expected > 0 and self.branch.attended == 0

    @property
    def lacking_in_body(self) -> bool:
        """Whether the leading body met and the cadre never came."""
        return self.body.expected > 0 and self.body.attended == 0
