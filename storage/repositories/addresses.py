"""Organisations by what people call them: a unique name, a group's short name, or ``支部名·组名``."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Organisation
from storage.repositories import organisations
from storage.repositories.organisations import NoSuchOrganisationError
from storage.rules import group_names
from storage.rules.refusals import RefusalError
from storage.rules.terms import OrganisationKind


@dataclass(eq=False)
class AmbiguousNameError(RefusalError):
    """Several branches have a group of this name; ``names`` are the full ones to choose from."""

    name: str
    names: tuple[str, ...]


async def find(session: AsyncSession, name: str) -> Organisation:
    """Return the organisation people call ``name``; raises NoSuchOrganisationError or AmbiguousNameError."""
    branch = aliased(Organisation)
    joint = col(branch.name) + group_names.JOINT
    query = (
        select(Organisation, branch.name)
        .join(branch, col(branch.id) == Organisation.parent_id, isouter=True)
        .where(
            or_(
                Organisation.name == name,
                (col(Organisation.kind) == OrganisationKind.GROUP)
                & or_(Organisation.name == joint + name, joint + Organisation.name == name),
            )
        )
        .order_by(col(Organisation.id))
    )
    found = (await session.exec(query)).all()
    if not found:
        raise NoSuchOrganisationError(name)
    if len(found) > 1:
        raise AmbiguousNameError(name, tuple(group_names.full(one.name, above or "") for one, above in found))
    return found[0][0]


async def groups_by_name(session: AsyncSession, branch: Organisation) -> Mapping[str, Organisation]:
    """Return the groups of a branch by their short names."""
    found = await organisations.groups(session, branch.id)
    return {group_names.shown(group.name, branch.name): group for group in found}


async def add_group(session: AsyncSession, branch: Organisation, group: Organisation) -> Organisation:
    """Store a new group of ``branch`` (its ``name`` the short one) under a name nobody else bears."""
    query = select(Organisation.name).where(Organisation.name == group.name)
    taken = (await session.exec(query)).all()
    group.name = group_names.stored(group.name, branch.name, taken)
    return await organisations.add(session, group)


async def shown_name(session: AsyncSession, organisation: Organisation) -> str:
    """Return the name people read: a group's as its branch calls it."""
    if organisation.kind is not OrganisationKind.GROUP or organisation.parent_id is None:
        return organisation.name
    branch = await organisations.get(session, organisation.parent_id)
    return group_names.shown(organisation.name, branch.name)
