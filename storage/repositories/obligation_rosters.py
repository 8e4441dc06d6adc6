"""Dated head-counts of a batch of organisations, for the audit; a group's people stand on the roster of its branch."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Member, Standing
from storage.repositories.inserting import table_of
from storage.repositories.reading import rows
from storage.rules.compliance.facts import Headcount
from storage.rules.compliance.headcounts import Spell, headcounts, settled, within
from storage.rules.terms import Aspect, Category

_P, _S = table_of(Member), table_of(Standing)
_STANDING = (
    _P.c.id,
    _P.c.organisation_id,
    _P.c.left_on,
    _S.c.aspect,
    _S.c.value,
    _S.c.group_id,
    _S.c.valid_from,
    _S.c.valid_to,
)


async def headcounts_of(session: AsyncSession, keepers: Mapping[int, int]) -> dict[int, tuple[Headcount, ...]]:
    """Return the head-counts of each organisation; ``keepers`` names whose roster its people stand on."""
    spells: dict[int, list[Spell]] = defaultdict(list)
    for keeper, categories, groups in await _people(session, set(keepers.values())):
        spells[keeper] += categories
        for group_id in {spell.value for spell in groups if isinstance(spell.value, int)}:
            spells[group_id] += within(categories, groups, group_id)
    return {one: headcounts(spells[one]) for one in keepers}


async def _people(
    session: AsyncSession, organisation_ids: Collection[int]
) -> list[tuple[int, list[Spell], list[Spell]]]:
    """Return, for each person on these rosters: the organisation, the spells of category and of group."""
    query = (
        select(*_STANDING)
        .join(_S, _S.c.member_id == _P.c.id)
        .where(_P.c.organisation_id.in_(organisation_ids), _S.c.aspect.in_((Aspect.CATEGORY, Aspect.GROUP)))
        .order_by(_P.c.id, _S.c.valid_from)
    )
    people: dict[int, tuple[int, date | None, list[Spell], list[Spell]]] = {}
    for row in await rows(session, query):
        person = people.setdefault(row.id, (row.organisation_id, row.left_on, [], []))
        if row.aspect is Aspect.CATEGORY:
            person[2].append(Spell(Category(row.value), row.valid_from, row.valid_to))
        else:
            person[3].append(Spell(row.group_id, row.valid_from, row.valid_to))
    return [(keeper, settled(own, left), settled(groups, left)) for keeper, left, own, groups in people.values()]
