"""A branch's roster as files bring it: rows read into entries, bad rows named, and what an import would change."""

from storage.rules.roster.changes import Ambiguous, Change, Changes, FieldChange, KnownMember, compare
from storage.rules.roster.entries import RosterEntry, RosterReading, Warned
from storage.rules.roster.reading import read

__all__ = [
    "Ambiguous",
    "Change",
    "Changes",
    "FieldChange",
    "KnownMember",
    "RosterEntry",
    "RosterReading",
    "Warned",
    "compare",
    "read",
]
