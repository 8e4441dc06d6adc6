"""What an import would change: new people, changed fields, and who is missing from the file (never removed by it)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.rules import names
from storage.rules.roster.entries import RosterEntry
from storage.rules.terms import Category, Duty

Value = str | date | Category | frozenset[Duty] | None
_FIELDS = ("category", "group", "duties", "tail", "joined_on", "confirmed_on", "left_on", "note")


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member as the roster on record has them today; ``group`` is the group's name."""

    id: int
    name: str
    category: Category
    group: str | None = None
    duties: frozenset[Duty] = frozenset()
    tail: str | None = None
    joined_on: date | None = None
    confirmed_on: date | None = None
    left_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one member, as recorded and as the file has it."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change:
    """One member whom the file describes otherwise than the record."""

    member_id: int
    entry: RosterEntry
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """An entry that could be several recorded members; a person must say which (usually by the phone tail)."""

    entry: RosterEntry
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The preview of an import; ``leaving`` are recorded members whom the file does not name and who stay.

    ``gone`` are people who have left, says the file, and who are not on record: nothing is done about them.
    """

    added: tuple[RosterEntry, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()
    leaving: tuple[KnownMember, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    gone: tuple[RosterEntry, ...] = ()


def compare(entries: Iterable[RosterEntry], current: Iterable[KnownMember]) -> Changes:
    """Return what importing ``entries`` would do to ``current``: identity is name and phone tail, or a unique name."""
    entries, current = tuple(entries), tuple(current)
    by_name: dict[str, list[KnownMember]] = defaultdict(list)
    for member in current:
        by_name[names.key(member.name)].append(member)
    written = Counter(names.key(entry.name) for entry in entries)
    found = [_match(entry, by_name[names.key(entry.name)], written[names.key(entry.name)]) for entry in entries]
    return _sorted_out(found, current)


@dataclass(frozen=True, slots=True)
class _Match:
    """An entry with the members it may stand for, and whether that is beyond doubt."""

    entry: RosterEntry
    members: tuple[KnownMember, ...]
    certain: bool


def _match(entry: RosterEntry, namesakes: Sequence[KnownMember], written: int) -> _Match:
    """Find whom an entry stands for; ``written`` counts the entries of that name in the file."""
    if entry.tail is None:
        return _Match(entry, tuple(namesakes), len(namesakes) == 1)
    exact = tuple(member for member in namesakes if member.tail == entry.tail)
    if exact:
        return _Match(entry, exact, len(exact) == 1)
    # Of several people of that name in the file, nobody can say which one a member without a tail is.
    untold = tuple(member for member in namesakes if member.tail is None)
    return _Match(entry, untold, len(untold) == 1 and written == 1)


def _sorted_out(found: Sequence[_Match], current: Iterable[KnownMember]) -> Changes:
    sure = [_change(match.entry, match.members[0]) for match in found if match.certain]
    named = {member.id for match in found for member in match.members}
    doubtful = [match for match in found if match.members and not match.certain]
    new = [match.entry for match in found if not match.members]
    return Changes(
        added=tuple(entry for entry in new if entry.left_on is None),
        changed=tuple(change for change in sure if change.fields),
        unchanged=tuple(change for change in sure if not change.fields),
        leaving=tuple(member for member in current if member.id not in named),
        ambiguous=tuple(Ambiguous(match.entry, tuple(each.id for each in match.members)) for match in doubtful),
        gone=tuple(entry for entry in new if entry.left_on is not None),
    )


def _change(entry: RosterEntry, member: KnownMember) -> Change:
    told = [FieldChange(field, getattr(member, field), getattr(entry, field)) for field in _FIELDS]
    return Change(member.id, entry, tuple(each for each in told if each.field in entry.given and each.old != each.new))
