"""The rulebook as typed values, read once from ``rulebook.toml``: regulations, rules, switches and period labels."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from storage.rules.compliance.periods import Labels, Per
from storage.rules.compliance.ratio import Ratio
from storage.rules.compliance.switches import SwitchSpec, read_specs
from storage.rules.terms import Activity, Modality, OrganisationKind


class RuleKind(StrEnum):
    """What a rule says: how often, who must come, what passes, by when, how much."""

    CADENCE = "cadence"
    QUORUM = "quorum"
    VOTE = "vote"
    PRECONDITION = "precondition"
    WINDOW = "window"
    STEPS = "steps"
    CAP = "cap"
    EXCLUDE_FROM_GRADING = "exclude_from_grading"
    DEADLINE = "deadline"
    COVERAGE = "coverage"
    SUM = "sum"
    ALERT = "alert"
    EXEMPTION = "exemption"
    CONTACT = "contact"
    STRUCTURE = "structure"
    DUAL_LIFE = "dual_life"
    TERM = "term"


class Base(StrEnum):
    """Whose number a ratio is taken of (regulations §1.1, §4.1)."""

    VOTING = "voting"
    ELECTION = "election"
    COMMITTEE = "committee"
    BODY = "body"
    FULL = "full"


class Condition(StrEnum):
    """What an organisation must have before a rule applies to it."""

    HAS_COMMITTEE = "has_committee"
    HAS_GROUPS = "has_groups"
    LEADING_BODY = "leading_body"


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation or notice: its edition, its dates (ISO, a day or a month), how far and when its text was checked.

    ``may_be_revised``: a newer edition may exist, so the official publication should be looked at first.
    """

    code: str
    name: str
    version: str | None
    issued: str | None
    effective: str | None
    verified: str
    verified_on: date | None = None
    may_be_revised: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``citation`` is the sentence a person reads, ``switch`` the key that may override it."""

    id: str
    kind: RuleKind
    activity: Activity | None
    modality: Modality
    certainty: str
    citation: str
    regulations: tuple[Regulation, ...] = ()
    per: Per | None = None
    minimum: int = 1
    base: Base | None = None
    ratio: Ratio | None = None
    when: str = "always"
    applies_to: frozenset[OrganisationKind] = frozenset()
    applies_if: Condition | None = None
    each_group: bool = False
    form_quorum: bool = False
    switch: str | None = None
    counted_as: Activity | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def owed(self) -> Activity:
        """The activity a cadence asks for; ValueError for a rule about something else."""
        return Activity(self.activity or "")

    @property
    def fraction(self) -> Ratio:
        """The share a quorum, vote or cap asks for; ValueError for a rule without one."""
        if self.ratio is None:
            raise ValueError(self.id)
        return self.ratio

    @property
    def counts(self) -> Activity:
        """The credit whose records count: the activity owed, unless another stands in for it."""
        return self.counted_as or self.owed


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules by id, with the derived tables the audit walks."""

    regulations: Mapping[str, Regulation]
    rules: Mapping[str, Rule]
    switches: Mapping[str, SwitchSpec]
    labels: Labels
    local_citation: str
    cadences: tuple[Rule, ...]
    standing_quorums: Mapping[Activity, Rule]
    remarks: Mapping[Activity, tuple[Rule, ...]]

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]


@cache
def load() -> Rulebook:
    """Return the rulebook shipped with the product; raise ValueError or KeyError if its data are malformed."""
    return parse(tomllib.loads(files(__package__).joinpath("rulebook.toml").read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Rulebook:
    """Build a rulebook from the parsed tables of a rulebook file; raise ValueError or KeyError on bad data."""
    regulations = {code: _regulation(code, entry) for code, entry in data["regulations"].items()}
    rules = {entry["id"]: _rule(entry, regulations, data) for entry in data["rules"]}
    if len(rules) != len(data["rules"]):
        raise ValueError("a rule id occurs twice")
    return Rulebook(
        regulations=MappingProxyType(regulations),
        rules=MappingProxyType(rules),
        switches=read_specs(data),
        labels=_labels(data["labels"]),
        local_citation=data["local_citation"],
        cadences=tuple(rule for rule in rules.values() if rule.kind is RuleKind.CADENCE),
        standing_quorums=MappingProxyType(_standing_quorums(rules)),
        remarks=MappingProxyType(_remarks(rules)),
    )


def _labels(texts: Mapping[str, Any]) -> Labels:
    fields: dict[str, Any] = {key: tuple(text) if isinstance(text, list) else text for key, text in texts.items()}
    return Labels(**fields)


def _regulation(code: str, entry: Mapping[str, Any]) -> Regulation:
    """Read one regulation; a date that is neither a day nor a month raises ValueError."""
    for written in filter(None, (entry.get("issued"), entry.get("effective"))):
        date.fromisoformat(written if len(written) > len("2017-01") else f"{written}-01")
    return Regulation(
        code,
        entry["name"],
        version=entry.get("version"),
        issued=entry.get("issued"),
        effective=entry.get("effective"),
        verified=entry["verified"],
        verified_on=entry.get("verified_on"),
        may_be_revised=entry.get("may_be_revised", False),
    )


def _rule(entry: Mapping[str, Any], regulations: Mapping[str, Regulation], data: Mapping[str, Any]) -> Rule:
    cited = entry.get("cite", [])
    return Rule(
        id=entry["id"],
        kind=RuleKind(entry["kind"]),
        activity=Activity(entry["activity"]) if "activity" in entry else None,
        modality=Modality(entry["modality"]),
        certainty=entry["certainty"],
        citation=_citation(cited, regulations, data),
        regulations=tuple(regulations[code] for code, _ in cited),
        per=Per(entry["per"]) if "per" in entry else None,
        minimum=entry.get("min", 1),
        base=Base(entry["base"]) if "base" in entry else None,
        ratio=Ratio(entry["num"], entry["den"], entry["cmp"] != "gt") if "num" in entry else None,
        when=entry.get("when", "always"),
        applies_to=frozenset(map(OrganisationKind, entry.get("applies_to", []))),
        applies_if=Condition(entry["applies_if"]) if "applies_if" in entry else None,
        each_group=entry.get("each_group", False),
        form_quorum=entry.get("form_quorum", False),
        switch=entry.get("switch"),
        details=MappingProxyType(entry.get("details", {})),
    )


def _citation(cited: list[list[str]], regulations: Mapping[str, Regulation], data: Mapping[str, Any]) -> str:
    """Quote the articles; a rule that cites nothing is local custom and must say so."""
    quoted = [data["citation"].format(name=regulations[code].name, article=article) for code, article in cited]
    return str(data["citation_joint"]).join(quoted) or str(data["local_citation"])


def _standing_quorums(rules: Mapping[str, Rule]) -> dict[Activity, Rule]:
    """Return the HARD quorums that every meeting of an activity needs, vote or not."""
    return {
        rule.activity: rule
        for rule in rules.values()
        if rule.kind is RuleKind.QUORUM and rule.when == "always" and rule.modality is Modality.HARD and rule.activity
    }


def _remarks(rules: Mapping[str, Rule]) -> dict[Activity, tuple[Rule, ...]]:
    found: dict[Activity, tuple[Rule, ...]] = {}
    for rule in rules.values():
        if rule.kind is RuleKind.WINDOW and rule.activity:
            found[rule.activity] = (*found.get(rule.activity, ()), rule)
    return found
