"""A person as the roster knows them on one day, and who is expected at which form of meeting."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.rules.terms import Category, Duty, Form

COMMITTEE_DUTIES = frozenset(
    {
        Duty.SECRETARY,
        Duty.DEPUTY_SECRETARY,
        Duty.ORGANISATION_COMMISSIONER,
        Duty.PUBLICITY_COMMISSIONER,
        Duty.DISCIPLINE_COMMISSIONER,
        Duty.COMMITTEE_MEMBER,
    }
)
_MEMBERS = frozenset({Category.FULL, Category.PROBATIONARY})


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a roster as of a day: category, group, duties, linked account."""

    id: int
    name: str
    category: Category
    group_id: int | None = None
    duties: frozenset[Duty] = frozenset()
    exempt: bool = False
    restricted: bool = False
    suspended: bool = False
    telegram_id: int | None = None
    reachable: bool = False
    phone_tail: str | None = None

    @property
    def counted(self) -> bool:
        """Whether the person belongs to the attendance base (regulations §4.1: full and probationary, not exempt)."""
        return self.category in _MEMBERS and not self.exempt and not self.suspended

    @property
    def voting(self) -> bool:
        """Whether the person belongs to the voting base (full members whose rights are not suspended)."""
        return self.category is Category.FULL and not self.restricted and not self.suspended


def expected_at(form: Form, people: Iterable[Person], group_id: int | None = None) -> tuple[Person, ...]:
    """Return who is expected at a meeting of ``form``, in roster order.

    A committee meeting expects the committee (支部工作条例 art. 12), a group meeting the group (art. 13), every other
    form all full and probationary members (art. 11) who are not exempt (教育管理条例 art. 23).
    """
    counted = (person for person in people if person.counted)
    if form is Form.COMMITTEE:
        return tuple(person for person in counted if person.duties & COMMITTEE_DUTIES)
    if form is Form.GROUP:
        return tuple(person for person in counted if group_id is not None and person.group_id == group_id)
    return tuple(counted)


_RANK = tuple(Duty)


def by_rank(people: Iterable[Person]) -> tuple[Person, ...]:
    """Order people by duty (secretary first), then as the roster lists them."""
    return tuple(sorted(people, key=lambda person: min((_RANK.index(duty) for duty in person.duties), default=99)))
